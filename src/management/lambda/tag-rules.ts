import { invalidParameterValue } from "../../wire/lambda-faults.ts";

const MAX_TAGS = 50;

/** Checks the tags that a function shall have (Lambda developer guide, "Using tags": requirements). */
export function checkedTags(tags: Record<string, string> | undefined): Record<string, string> {
  const all = Object.entries(tags ?? {});
  if (all.length > MAX_TAGS) throw invalidParameterValue(`Number of tags exceeds resource tag limit.`);
  for (const [key, value] of all) {
    if (key === "" || key.length > 128 || value.length > 256 || key.toLowerCase().startsWith("aws:")) {
      throw invalidParameterValue(
        `Invalid tag '${key}': keys have 1 to 128 characters and do not begin with aws:, values have at most 256`,
      );
    }
  }
  return Object.fromEntries(all);
}
