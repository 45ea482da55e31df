import type { Match } from "../../wire/router.ts";
import type { Call } from "../call.ts";
import type { KeyValues } from "../request-keys.ts";

/** One thing that a call does, in the words of policies. */
export interface Access {
  /** `iam:PassRole` */
  action: string;
  /** an ARN, or `*` for what has none */
  resource: string;
  /** condition keys of this access alone, in lower case */
  keys?: KeyValues;
}

/** A decoded input, of whichever operation. */
export type AnyInput = Readonly<Record<string, unknown>>;

/** What a service's operations do: all of it must be allowed. An empty list needs no permission. */
export type ServiceRule = (call: Call, match: Match, input: AnyInput) => Promise<Access[]> | Access[];

/** A member that is a text; undefined where it is absent or something else. */
export function textOf(input: AnyInput, member: string): string | undefined {
  const value = input[member];
  return typeof value === "string" ? value : undefined;
}

/** A member that is a list of texts. */
export function textsOf(input: AnyInput, member: string): string[] {
  const value = input[member];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** One of a v1 update's patch operations. */
export interface Patch {
  op: string;
  path: string;
  value: string | undefined;
}

/** The patch operations of a v1 update; none of other operations. */
export function patchesOf(input: AnyInput): Patch[] {
  const given = input["patchOperations"];
  if (!Array.isArray(given)) return [];
  return given.map((patch: AnyInput) => ({
    op: textOf(patch, "op") ?? "",
    path: textOf(patch, "path") ?? "",
    value: textOf(patch, "value"),
  }));
}
