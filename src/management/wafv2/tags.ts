import type { DocumentKinds } from "../../model/document.ts";
import { nonexistentItem } from "../../wire/waf-faults.ts";
import type { Call } from "../call.ts";
import { type WafCollection, collectionOf } from "./arns.ts";
import type { In, Out } from "./operations.ts";
import { findByArn, nameKey } from "./resources.ts";
import { tagsOf } from "./tag-rules.ts";

type Tags = Record<string, string>;

export async function tagResource(call: Call, { ResourceARN, Tags }: In<"TagResource">): Out<"TagResource"> {
  await changeTags(call, ResourceARN, (before) => tagsOf(Tags, before));
  return {};
}

export async function untagResource(call: Call, { ResourceARN, TagKeys }: In<"UntagResource">): Out<"UntagResource"> {
  await changeTags(call, ResourceARN, (before) =>
    Object.fromEntries(Object.entries(before).filter(([key]) => !TagKeys.includes(key))),
  );
  return {};
}

/** In the order of their keys; a page goes on after the key that is its marker. */
export async function listTagsForResource(
  call: Call,
  { ResourceARN, NextMarker: after = "", Limit: limit }: In<"ListTagsForResource">,
): Out<"ListTagsForResource"> {
  const { tags } = await findByArn(call, taggable(ResourceARN), ResourceARN);
  const rest = Object.keys(tags)
    .filter((key) => key > after)
    .toSorted();
  const page = rest.slice(0, limit);
  const TagList = page.map((Key) => ({ Key, Value: tags[Key] ?? "" }));
  const more = page.length < rest.length && { NextMarker: page.at(-1) };
  return { TagInfoForResource: { ResourceARN, TagList }, ...more };
}

/** Tags are no part of what a lock token guards. */
async function changeTags(call: Call, arn: string, change: (before: Tags) => Tags): Promise<void> {
  const kind = taggable(arn);
  const { Id } = await findByArn(call, kind, arn);
  const done = await call.documents.edit(kind, Id, ({ body }, edit) => {
    edit.put(kind, Id, { ...body, tags: change(body.tags) } satisfies DocumentKinds[WafCollection], nameKey(body));
    return true;
  });
  if (!done) throw nonexistentItem();
}

function taggable(arn: string): WafCollection {
  const kind = collectionOf(arn);
  if (kind === undefined) throw nonexistentItem();
  return kind;
}
