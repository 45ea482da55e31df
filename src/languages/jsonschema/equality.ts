import { isObject } from "./schema.ts";
import { EffortExceeded } from "./effort.ts";

/** Levels down to which values are compared. More than JSON in earnest has, and far from the end of the stack. */
const MAXIMUM_DEPTH = 2_000;
/** Up to this many plain values are compared each with each, which needs no memory. */
const FEW = 8;

/** Tells whether a JSON value has no parts, so that === compares it as draft 4 does. */
function isPlain(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}

/**
 * A text that two JSON values share just when draft 4 calls them equal (core, section 3.6): the order of members plays
 * no part, and 1 is 1.0.
 *
 * @throws EffortExceeded for a value nested beyond all measure.
 */
function canonicalText(value: unknown, depth = 0): string {
  if (depth > MAXIMUM_DEPTH) throw new EffortExceeded("is nested too deeply to be compared");
  if (Array.isArray(value)) return `[${value.map((item) => canonicalText(item, depth + 1)).join()}]`;
  if (!isObject(value)) return value === 0 ? "0" : JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalText(value[name], depth + 1)}`);
  return `{${members.join()}}`;
}

/** Tells whether no two items of a list are equal. Time grows with the size of the list, not with its square. */
export function areUnique(items: readonly unknown[]): boolean {
  if (items.length < 2) return true;
  if (items.length <= FEW && items.every(isPlain)) return areUniqueFew(items);
  const plain = new Set<unknown>();
  const composite = new Set<string>();
  for (const item of items) {
    if (isPlain(item)) plain.add(item);
    else composite.add(canonicalText(item));
  }
  return plain.size + composite.size === items.length;
}

function areUniqueFew(items: readonly unknown[]): boolean {
  for (let i = 1; i < items.length; i++) {
    for (let j = 0; j < i; j++) if (items[i] === items[j]) return false;
  }
  return true;
}

/** Tells whether a value equals one of a list (draft 4's `enum`). */
export function memberTest(allowed: readonly unknown[]): (value: unknown) => boolean {
  const plain = new Set(allowed.filter(isPlain));
  const composite = new Set(allowed.filter((value) => !isPlain(value)).map((value) => canonicalText(value)));
  if (composite.size === 0) return (value) => plain.has(value);
  return (value) => (isPlain(value) ? plain.has(value) : composite.has(canonicalText(value)));
}
