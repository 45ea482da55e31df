import type { KeyValues } from "../request-keys.ts";
import type { AnyInput } from "./access.ts";

/** aws:RequestTag/… and aws:TagKeys: the tags that a request brings, as a map or as IAM's list. */
export function requestTags(input: AnyInput): KeyValues {
  const tags = entriesOf(input["tags"] ?? input["Tags"]);
  const keys = [...tags.map(([key]) => key), ...listed(input["tagKeys"] ?? input["TagKeys"])];
  if (keys.length === 0) return {};
  return {
    "aws:tagkeys": keys,
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:requesttag/${key.toLowerCase()}`, value])),
  };
}

function entriesOf(tags: unknown): [key: string, value: string][] {
  if (typeof tags !== "object" || tags === null) return [];
  if (!Array.isArray(tags)) return Object.entries(tags).map(([key, value]) => [key, String(value)]);
  return tags.map(({ Key, Value }: { Key: string; Value: string }) => [Key, Value]);
}

function listed(keys: unknown): string[] {
  return Array.isArray(keys) ? keys.map(String) : [];
}
