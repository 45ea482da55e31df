import { badRequest } from "../wire/faults.ts";

const MAX_TAGS = 50;
const MAX_KEY = 128;
const MAX_VALUE = 256;

/** Checks the tags that a resource shall have (AWS General Reference, "Tagging your AWS resources": naming limits). */
export function checkedTags(tags: Record<string, string> | undefined): Record<string, string> {
  const all = Object.entries(tags ?? {});
  if (all.length > MAX_TAGS) throw badRequest(`A resource can have at most ${MAX_TAGS} tags`);
  for (const [key, value] of all) {
    if (key === "" || key.length > MAX_KEY)
      throw badRequest(`Invalid tag key '${key}': it must have 1 to ${MAX_KEY} characters`);
    if (key.toLowerCase().startsWith("aws:")) throw badRequest(`Invalid tag key '${key}': the prefix aws: is reserved`);
    if (value.length > MAX_VALUE)
      throw badRequest(`Invalid value of tag '${key}': it can have at most ${MAX_VALUE} characters`);
  }
  return Object.fromEntries(all);
}
