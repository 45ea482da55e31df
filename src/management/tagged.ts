import { badRequest } from "../wire/faults.ts";
import type { Call } from "./call.ts";
import { checkedTags } from "./tag-rules.ts";

export type Tags = Record<string, string>;

/** A resource that has tags. */
export interface Tagged {
  read(): Promise<Tags | undefined>;
  /** Puts what `change` makes of the tags in the place of those before. */
  change(change: (before: Tags) => Tags): Promise<void>;
}

/** The kinds of resources that have tags, by the resource part of their ARNs: `arn:aws:apigateway:{region}::{resource}`. */
export type TaggedKinds = readonly [pattern: RegExp, tagged: (call: Call, id: string, name: string) => Tagged][];

/** @throws BadRequestException for an ARN that names no resource with tags */
export function taggedBy(call: Call, arn: string, kinds: TaggedKinds): Tagged {
  const resource = /^arn:aws[\w-]*:apigateway:[^:]*:[^:]*:(.+)$/.exec(arn)?.[1];
  if (resource === undefined) throw badRequest(`Invalid ARN specified in the request: ${arn}`);
  for (const [pattern, tagged] of kinds) {
    const match = pattern.exec(resource);
    if (match) return tagged(call, match[1] ?? "", decodeURIComponent(match[2] ?? ""));
  }
  throw badRequest(`Invalid ARN specified in the request: ${arn} names no resource that can have tags`);
}

export async function addTags(resource: Tagged, tags: Readonly<Tags>): Promise<void> {
  await resource.change((before) => checkedTags({ ...before, ...tags }));
}

export async function removeTags(resource: Tagged, keys: readonly string[]): Promise<void> {
  await resource.change((before) => Object.fromEntries(Object.entries(before).filter(([key]) => !keys.includes(key))));
}
