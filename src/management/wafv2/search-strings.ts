import type { Rule } from "@aws-sdk/client-wafv2";
import type { WithText } from "../../model/waf.ts";
import { notImplemented } from "../../wire/faults.ts";
import type { In } from "./operations.ts";

type GivenRules = NonNullable<In<"CreateWebACL">["Rules"]>;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Rules as they are stored: their search strings, which travel as bytes, as text. Bytes that are no UTF-8 are not built. */
export function storedRules(rules: GivenRules = []): WithText<Rule>[] {
  // Every member that holds bytes has been made text: nothing else distinguishes the two types.
  return mapped(rules, (_name, value) => (value instanceof Uint8Array ? textOf(value) : undefined)) as WithText<Rule>[];
}

/** Rules as they are answered. */
export function answeredRules(rules: readonly WithText<Rule>[]): GivenRules {
  // The reverse of the above: search strings are all the bytes that rules have.
  return mapped(rules, (name, value) =>
    name === "SearchString" && typeof value === "string" ? encoder.encode(value) : undefined,
  ) as GivenRules;
}

function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw notImplemented("wafv2", "a SearchString that is not UTF-8");
  }
}

/** A copy; `change` gives what takes a value's place, undefined to leave it. */
function mapped(value: unknown, change: (name: string, value: unknown) => unknown, name = ""): unknown {
  const changed = change(name, value);
  if (changed !== undefined) return changed;
  if (Array.isArray(value)) return value.map((item: unknown) => mapped(item, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapped(one, change, key)]));
}
