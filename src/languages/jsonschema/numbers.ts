import { every, leaf, shown, type Check } from "./check.ts";
import { flagKeyword, malformed, numberKeyword, type Keyword } from "./keyword.ts";

/** `minimum`, `maximum` with their `exclusive…` flags, and `multipleOf` (draft 4, validation, section 5.1). */
export const numberKeywords: Keyword = (place) => {
  const checks: Check[] = [];
  const minimum = numberKeyword(place, "minimum");
  const maximum = numberKeyword(place, "maximum");
  const above = flagKeyword(place, "exclusiveMinimum");
  const below = flagKeyword(place, "exclusiveMaximum");
  // Draft 4: the flag requires the bound beside it.
  if (above && minimum === undefined) throw malformed(place, "exclusiveMinimum", "needs minimum beside it");
  if (below && maximum === undefined) throw malformed(place, "exclusiveMaximum", "needs maximum beside it");
  if (minimum !== undefined) checks.push(minimumCheck(minimum, above));
  if (maximum !== undefined) checks.push(maximumCheck(maximum, below));
  const divisor = numberKeyword(place, "multipleOf");
  if (divisor !== undefined) {
    if (divisor <= 0) throw malformed(place, "multipleOf", "must be greater than 0");
    const say = (value: unknown): string => `remainder of division is not zero (${shown(value)} / ${divisor})`;
    checks.push(leaf((value) => typeof value !== "number" || isMultiple(value, divisor), "multipleOf", say));
  }
  return checks.length === 0 ? undefined : every(checks);
};

function minimumCheck(limit: number, exclusive: boolean): Check {
  const say = (value: unknown): string =>
    value === limit
      ? `numeric instance is not strictly greater than the required minimum ${limit}`
      : `numeric instance is lower than the required minimum (minimum: ${limit}, found: ${shown(value)})`;
  if (exclusive) return leaf((value) => typeof value !== "number" || value > limit, "minimum", say);
  return leaf((value) => typeof value !== "number" || value >= limit, "minimum", say);
}

function maximumCheck(limit: number, exclusive: boolean): Check {
  const say = (value: unknown): string =>
    value === limit
      ? `numeric instance is not strictly lower than the required maximum ${limit}`
      : `numeric instance is greater than the required maximum (maximum: ${limit}, found: ${shown(value)})`;
  if (exclusive) return leaf((value) => typeof value !== "number" || value < limit, "maximum", say);
  return leaf((value) => typeof value !== "number" || value <= limit, "maximum", say);
}

/** Tells whether a number is a whole multiple of another, both as the decimals that they were written as: 0.3 is one of 0.1. */
function isMultiple(value: number, divisor: number): boolean {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(divisor)) return value % divisor === 0;
  if (!Number.isFinite(value)) return false;
  const a = decimal(value);
  const b = decimal(divisor);
  const shift = a.exponent - b.exponent;
  // Bring both to the smaller exponent, so that the digits alone decide.
  return shift >= 0
    ? (a.digits * 10n ** BigInt(shift)) % b.digits === 0n
    : a.digits % (b.digits * 10n ** BigInt(-shift)) === 0n;
}

/** A finite number as digits × 10^exponent, exactly as its shortest decimal text says. */
function decimal(value: number): { digits: bigint; exponent: number } {
  const [mantissa = "0", exponent = "0"] = value.toExponential().split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}
