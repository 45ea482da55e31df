import type { CharSet, Range } from "./char-set.ts";

/** Tells whether a code point belongs to a set. */
export type PointTest = (point: number) => boolean;

const ASCII = 128;

/** The test of a set; what it says of ASCII is worked out in advance. */
export function pointTest(set: CharSet): PointTest {
  const slow = slowTest(set);
  const ascii = asciiOf(set, slow);
  return (point) => (point < ASCII ? ascii[point] === 1 : slow(point));
}

function asciiOf({ ranges, properties, negated }: CharSet, slow: PointTest): Uint8Array {
  const ascii = new Uint8Array(ASCII);
  if (properties.length > 0) return ascii.map((_, point) => (slow(point) ? 1 : 0));
  for (const [low, high] of ranges) ascii.fill(1, low, high + 1);
  return negated ? ascii.map((bit) => 1 - bit) : ascii;
}

function slowTest({ ranges, properties, negated }: CharSet): PointTest {
  const [property] = properties;
  if (property === undefined) return (point) => isInRanges(ranges, point) !== negated;
  const classes = properties.map((one) => `\\${one.negated ? "P" : "p"}{${one.name}}`).join("");
  const expression = new RegExp(`[${classes}]`, "u");
  return (point) => (isInRanges(ranges, point) || expression.test(String.fromCodePoint(point))) !== negated;
}

/** By halves: the ranges are in order and do not touch. */
function isInRanges(ranges: readonly Range[], point: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle];
    if (range === undefined || point < range[0]) high = middle;
    else if (point > range[1]) low = middle + 1;
    else return true;
  }
  return false;
}
