import type { DocumentKinds } from "../model/document.ts";
import type { Fault } from "../wire/fault.ts";
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
export type TaggedKinds = readonly [
  pattern: RegExp,
  tagged: (call: Call, id: string, name: string, arn: string) => Tagged,
][];

/**
 * The resource part of an ARN as it is stored: clients write names of stages percent-encoded or as they are, names of domains in any case,
 * those of private ones with an id behind. Undefined for what is no ARN of API Gateway.
 */
export function taggedPath(arn: string): string | undefined {
  const path = /^arn:aws[\w-]*:apigateway:[^:]*:[^:]*:(\/.+)$/.exec(arn)?.[1];
  const domainName = path && /^\/domainnames\/([^/+]+)(?:\+\w+)?$/.exec(path)?.[1];
  return domainName ? `/domainnames/${domainName.toLowerCase()}` : path && decoded(path);
}

/** What is no valid percent-encoding is taken as it was sent. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @throws BadRequestException for an ARN that names no resource with tags */
export function taggedBy(call: Call, arn: string, kinds: TaggedKinds): Tagged {
  const path = taggedPath(arn);
  if (path === undefined) throw badRequest(`Invalid ARN specified in the request: ${arn}`);
  for (const [pattern, tagged] of kinds) {
    const match = pattern.exec(path);
    if (match) return tagged(call, match[1] ?? "", match[2] ?? "", arn);
  }
  throw badRequest(`Invalid ARN specified in the request: ${arn} names no resource that can have tags`);
}

export async function addTags(resource: Tagged, tags: Readonly<Tags>): Promise<void> {
  await resource.change((before) => checkedTags({ ...before, ...tags }));
}

export async function removeTags(resource: Tagged, keys: readonly string[]): Promise<void> {
  await resource.change((before) => Object.fromEntries(Object.entries(before).filter(([key]) => !keys.includes(key))));
}

/** The collections whose documents have a member `tags`. */
type TaggedKind = { [K in keyof DocumentKinds]: DocumentKinds[K] extends { tags?: Tags | undefined } ? K : never }[
  | "restVpcLink"
  | "clientCertificate"
  | "usagePlan"
  | "domain"
  | "domainAccess"];

/** The tags of a document. `unknown`: the answer where there is none. */
export function taggedDocument(call: Call, kind: TaggedKind, id: string, unknown: () => Fault): Tagged {
  return {
    async read() {
      const document = await call.documents.get(kind, id);
      if (!document) throw unknown();
      return document.body.tags;
    },
    async change(change) {
      const done = await call.documents.edit(kind, id, ({ body, name, parent }, edit) => {
        const keys = { ...(name !== null && { name }), ...(parent !== null && { parent }) };
        edit.put(kind, id, { ...body, tags: change(body.tags ?? {}) }, keys);
        return true;
      });
      if (!done) throw unknown();
    },
  };
}
