import type { Fault } from "../../wire/fault.ts";
import type { PatchOp, PatchPath } from "../patch.ts";

type Entries<V> = Record<string, V> | undefined;
type Members<T, V> = { [K in keyof T]-?: Exclude<T[K], undefined> extends Record<string, V> ? K : never }[keyof T] &
  string;

/** What a row for the entries of a map needs to know. */
export interface MapRow<V> {
  /** AWS's answer to replacing or removing an entry that is not there */
  missing: () => Fault;
  /** from the operation's value; may throw a Fault */
  read(value: string | undefined, name: string): V;
  ops?: readonly PatchOp[];
}

/**
 * The entries of a map: `/requestParameters/{name}`, with slashes in the name escaped (`~1`). A map that becomes empty is
 * left out of the structure, as AWS answers it.
 */
export function mapRow<T, V>(key: Members<T, V>, row: MapRow<V>): PatchPath<T> {
  return {
    path: `/${key}/{name}`,
    ops: row.ops ?? ["add", "replace", "remove"],
    apply(target, { op, names: [name = ""], value }) {
      // Members<> admits only members that are maps of V.
      const { [name]: before, ...others } = (target[key] ?? {}) as NonNullable<Entries<V>>;
      const read = op === "remove" ? undefined : row.read(value, name);
      if (op !== "add" && before === undefined) throw row.missing();
      const after: Entries<V> = read === undefined ? others : { ...others, [name]: read };
      target[key] = (Object.keys(after).length === 0 ? undefined : after) as T[Members<T, V>];
    },
  };
}

/** A list of texts whose items are named in the path or, where the path ends with the list, by the value. */
export function itemRows<T>(
  key: { [K in keyof T]-?: Exclude<T[K], undefined> extends string[] ? K : never }[keyof T] & string,
  named: { by: "path" | "value"; missing: () => Fault; ops?: readonly PatchOp[]; emptyList?: boolean },
): PatchPath<T> {
  return {
    path: named.by === "path" ? `/${key}/{name}` : `/${key}`,
    ops: named.ops ?? ["add", "remove"],
    apply(target, { op, names, value }) {
      // The key's type admits only members that are lists of texts.
      const items = (target[key] ?? []) as string[];
      const item = (named.by === "path" ? names[0] : value) ?? "";
      if (op !== "add" && !items.includes(item)) throw named.missing();
      const others = items.filter((one) => one !== item);
      const after = op === "remove" ? others : op === "replace" ? [...others, value ?? item] : withItem(items, item);
      target[key] = (after.length === 0 && !named.emptyList ? undefined : after) as T[typeof key];
    },
  };
}

function withItem(items: string[], item: string): string[] {
  return items.includes(item) ? items : [...items, item];
}
