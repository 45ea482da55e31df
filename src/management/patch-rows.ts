import { badRequest } from "../wire/faults.ts";
import type { PatchOp, PatchPath } from "./patch.ts";

// Rows of patch tables for the usual kinds of members. K names the member of the patched structure.

type Members<T, V> = { [K in keyof T]-?: V extends Exclude<T[K], undefined> ? K : never }[keyof T] & string;

const set = <T>(target: T, key: keyof T, value: unknown): void => {
  // The row's type pairs the member with its value's type.
  target[key] = value as T[keyof T];
};

/** A text member; removing it, or giving no value, clears it. */
export function textRow<T>(key: Members<T, string>, ops: PatchOp[] = ["replace"], path = `/${key}`): PatchPath<T> {
  return { path, ops, apply: (target, { op, value }) => set(target, key, op === "remove" ? undefined : value) };
}

/** A boolean member, given as `true` or `false` in any case; anything else is false, as at AWS. */
export function flagRow<T>(key: Members<T, boolean>, path = `/${key}`): PatchPath<T> {
  return { path, ops: ["replace"], apply: (target, { value }) => set(target, key, value?.toLowerCase() === "true") };
}

/** A whole-number member. */
export function numberRow<T>(key: Members<T, number>, ops: PatchOp[] = ["replace"], path = `/${key}`): PatchPath<T> {
  return {
    path,
    ops,
    apply(target, { op, value, path: given }) {
      if (op !== "remove" && value !== undefined && !/^-?\d+$/.test(value)) {
        throw badRequest(`Invalid value ${value} for patch path ${given}: it must be a whole number`);
      }
      set(target, key, op === "remove" || value === undefined ? undefined : Number(value));
    },
  };
}

/** An entry of a map of texts: `/variables/{name}`. */
export function entryRow<T>(
  key: Members<T, Record<string, string>>,
  ops: PatchOp[] = ["add", "replace", "remove"],
): PatchPath<T> {
  return {
    path: `/${key}/{name+}`,
    ops,
    apply(target, { op, names: [name = ""], value }) {
      const { [name]: _before, ...others } = (target[key] ?? {}) as Record<string, string>;
      set(target, key, op === "remove" ? others : { ...others, [name]: value ?? "" });
    },
  };
}
