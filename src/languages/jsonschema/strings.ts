import { childPointer, every, leaf, shown, type Check } from "./check.ts";
import { formatTest } from "./formats.ts";
import { countKeyword, malformed, type Keyword } from "./keyword.ts";

/** `minLength`, `maxLength`, `pattern` and `format` (draft 4, validation, sections 5.2 and 7). */
export const stringKeywords: Keyword = (place, context) => {
  const checks: Check[] = [];
  const minimum = countKeyword(place, "minLength");
  const maximum = countKeyword(place, "maxLength");
  if (minimum !== undefined && minimum > 0) {
    const say = (value: unknown): string =>
      `string "${shown(value)}" is too short (length: ${characters(value)}, required minimum: ${minimum})`;
    checks.push(leaf((value) => typeof value !== "string" || isLong(value, minimum), "minLength", say));
  }
  if (maximum !== undefined) {
    const say = (value: unknown): string =>
      `string "${shown(value)}" is too long (length: ${characters(value)}, maximum allowed: ${maximum})`;
    checks.push(leaf((value) => typeof value !== "string" || isShort(value, maximum), "maxLength", say));
  }
  const { pattern, format } = place.schema;
  if (pattern !== undefined) {
    if (typeof pattern !== "string") throw malformed(place, "pattern", "must be a text");
    const matches = context.pattern(pattern, childPointer(place.pointer, "pattern"));
    const say = (value: unknown): string =>
      `ECMA 262 regex "${shown(pattern)}" does not match input string "${shown(value)}"`;
    checks.push(leaf((value) => typeof value !== "string" || matches(value), "pattern", say));
  }
  if (format !== undefined && typeof format !== "string") throw malformed(place, "format", "must be a text");
  const conforms = format !== undefined && context.formats ? formatTest(format) : undefined;
  if (conforms !== undefined) {
    const say = (value: unknown): string =>
      `string "${shown(value)}" is ${FAILED_FORMATS[format ?? ""] ?? "not valid"}`;
    checks.push(leaf((value) => typeof value !== "string" || conforms(value), "format", say));
  }
  return checks.length === 0 ? undefined : every(checks);
};

const FAILED_FORMATS: Readonly<Record<string, string>> = {
  "date-time": "invalid against requested date format(s) [yyyy-MM-dd'T'HH:mm:ssZ, yyyy-MM-dd'T'HH:mm:ss.SSSZ]",
  email: "not a valid email address",
  hostname: "not a valid hostname",
  ipv4: "not a valid IPv4 address",
  ipv6: "not a valid IPv6 address",
  uri: "not a valid URI",
};

/** Draft 4 counts characters, JavaScript UTF-16 units: a character has one or two of them, so that few texts need a count. */
function isLong(text: string, minimum: number): boolean {
  if (text.length < minimum) return false;
  return text.length >= minimum * 2 || characters(text) >= minimum;
}

function isShort(text: string, maximum: number): boolean {
  if (text.length <= maximum) return true;
  return text.length <= maximum * 2 && characters(text) <= maximum;
}

/** How many Unicode characters a text has; an unpaired surrogate counts as one. */
function characters(text: unknown): number {
  if (typeof text !== "string") return 0;
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    const high = text.charCodeAt(i);
    if (high < 0xd800 || high > 0xdbff) continue;
    const low = text.charCodeAt(i + 1);
    if (low < 0xdc00 || low > 0xdfff) continue;
    count -= 1;
    i += 1;
  }
  return count;
}
