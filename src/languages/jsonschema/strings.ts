import { childPointer, every, leaf, type Check } from "./check.ts";
import { formatTest } from "./formats.ts";
import { countKeyword, malformed, type Keyword } from "./keyword.ts";

/** `minLength`, `maxLength`, `pattern` and `format` (draft 4, validation, sections 5.2 and 7). */
export const stringKeywords: Keyword = (place, context) => {
  const checks: Check[] = [];
  const minimum = countKeyword(place, "minLength");
  const maximum = countKeyword(place, "maxLength");
  if (minimum !== undefined && minimum > 0) {
    checks.push(
      leaf((value) => typeof value !== "string" || isLong(value, minimum), `must be ${minimum} characters or longer`),
    );
  }
  if (maximum !== undefined) {
    checks.push(
      leaf((value) => typeof value !== "string" || isShort(value, maximum), `must be ${maximum} characters or shorter`),
    );
  }
  const { pattern, format } = place.schema;
  if (pattern !== undefined) {
    if (typeof pattern !== "string") throw malformed(place, "pattern", "must be a text");
    const matches = context.pattern(pattern, childPointer(place.pointer, "pattern"));
    checks.push(
      leaf((value) => typeof value !== "string" || matches(value), `must match the pattern ${JSON.stringify(pattern)}`),
    );
  }
  if (format !== undefined && typeof format !== "string") throw malformed(place, "format", "must be a text");
  const conforms = format !== undefined && context.formats ? formatTest(format) : undefined;
  if (conforms !== undefined) {
    checks.push(leaf((value) => typeof value !== "string" || conforms(value), `must be of the format ${format}`));
  }
  return checks.length === 0 ? undefined : every(checks);
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
function characters(text: string): number {
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
