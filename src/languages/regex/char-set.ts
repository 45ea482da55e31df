/** One range of code points, both ends included. */
export type Range = readonly [number, number];

/** A Unicode property such as `\p{Lu}`: kept by name, since it cannot be listed as ranges cheaply. */
export interface Property {
  /** The body of `\p{…}`, as JavaScript knows it. */
  readonly name: string;
  readonly negated: boolean;
}

/** A set of code points: ranges and properties joined, perhaps complemented (only where properties are present). */
export interface CharSet {
  readonly ranges: readonly Range[];
  readonly properties: readonly Property[];
  readonly negated: boolean;
}

/** The last code point. */
export const MAX_CODE_POINT = 0x10ffff;

/** A set from ranges in any order. */
export function setOf(ranges: readonly Range[], properties: readonly Property[] = []): CharSet {
  return { ranges: joined(ranges), properties, negated: false };
}

/** The set of one code point. */
export function single(codePoint: number): CharSet {
  return { ranges: [[codePoint, codePoint]], properties: [], negated: false };
}

function joined(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const out: [number, number][] = [];
  for (const [low, high] of sorted) {
    const last = out.at(-1);
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else out.push([low, high]);
  }
  return out;
}

/** All code points that are not in `set`. */
export function complement(set: CharSet): CharSet {
  const [property] = set.properties;
  if (property === undefined) return { ranges: gaps(set.ranges), properties: [], negated: false };
  if (set.properties.length === 1 && set.ranges.length === 0 && !set.negated)
    return { ranges: [], properties: [{ ...property, negated: !property.negated }], negated: false };
  return { ...set, negated: !set.negated };
}

function gaps(ranges: readonly Range[]): Range[] {
  const out: Range[] = [];
  let next = 0;
  for (const [low, high] of ranges) {
    if (low > next) out.push([next, low - 1]);
    next = high + 1;
  }
  if (next <= MAX_CODE_POINT) out.push([next, MAX_CODE_POINT]);
  return out;
}

/** The union of two sets; undefined when it cannot be written (a complement of properties and something else). */
export function union(a: CharSet, b: CharSet): CharSet | undefined {
  if (a.negated || b.negated) {
    if (isEmpty(a)) return b;
    return isEmpty(b) ? a : undefined;
  }
  return setOf([...a.ranges, ...b.ranges], [...a.properties, ...b.properties]);
}

/** The intersection of two sets; undefined when properties take part. */
export function intersection(a: CharSet, b: CharSet): CharSet | undefined {
  if (a.properties.length > 0 || b.properties.length > 0) return undefined;
  return complement(setOf([...gaps(a.ranges), ...gaps(b.ranges)]));
}

function isEmpty(set: CharSet): boolean {
  return !set.negated && set.ranges.length === 0 && set.properties.length === 0;
}

const MAX_FOLDED = 2_000;

/** The set with the other case of its letters: of ASCII only (Java's default), or of all letters (`unicode`). */
export function foldCase(set: CharSet, unicode: boolean): CharSet {
  const added: Range[] = [];
  for (const [low, high] of set.ranges) {
    const last = unicode ? Math.min(high, low + MAX_FOLDED) : Math.min(high, 0x7a);
    for (let c = unicode ? low : Math.max(low, 0x41); c <= last; c++) addOtherCase(added, c, unicode);
  }
  return added.length === 0 ? set : { ...set, ranges: joined([...set.ranges, ...added]) };
}

function addOtherCase(added: Range[], c: number, unicode: boolean): void {
  const isUpper = c >= 0x41 && c <= 0x5a;
  const isLower = c >= 0x61 && c <= 0x7a;
  if (isUpper || isLower) added.push([c ^ 0x20, c ^ 0x20]);
  if (!unicode || c < 0x80) return;
  const text = String.fromCodePoint(c);
  for (const other of [text.toLowerCase(), text.toUpperCase()]) {
    const point = other.codePointAt(0);
    if (point !== undefined && point !== c && other.length <= 2) added.push([point, point]);
  }
}
