import type { IdentityTag, StoredIdentity } from "../../model/identity.ts";
import { invalidInput } from "../../wire/iam-faults.ts";
import type { Call } from "../call.ts";
import { named, ownPolicy, policyBy } from "./find.ts";
import type { In, Out } from "./operations.ts";
import { type PageInput, pageOfAll } from "./page.ts";

/** AWS's own limit, which the client's checks know as well. */
const MAX_TAGS = 50;

/** Tags as answers carry them: not at all where there are none. */
export function tagsOf(tags: IdentityTag[]): IdentityTag[] | undefined {
  return tags.length === 0 ? undefined : tags;
}

/** Adds tags to those before. Keys differ in more than case (IAM User Guide, "Rules for tagging"). Throws InvalidInput. */
export function checkedTags(before: IdentityTag[], added: IdentityTag[]): IdentityTag[] {
  const keys = new Set(added.map(({ Key }) => Key.toLowerCase()));
  if (keys.size !== added.length)
    throw invalidInput("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  const tags = [...before.filter(({ Key }) => !keys.has(Key.toLowerCase())), ...added];
  if (tags.length > MAX_TAGS) throw invalidInput(`The number of tags has reached the maximum limit of ${MAX_TAGS}.`);
  return tags.map(({ Key, Value }) => ({ Key, Value }));
}

type Tagged = StoredIdentity<"user"> | StoredIdentity<"role"> | StoredIdentity<"policy">;

async function add(call: Call, find: () => Promise<Tagged>, added: IdentityTag[]): Promise<object> {
  await change(call, find, (before) => checkedTags(before, added));
  return {};
}

async function remove(call: Call, find: () => Promise<Tagged>, keys: string[]): Promise<object> {
  const gone = new Set(keys.map((key) => key.toLowerCase()));
  await change(call, find, (before) => before.filter(({ Key }) => !gone.has(Key.toLowerCase())));
  return {};
}

async function change(
  call: Call,
  find: () => Promise<Tagged>,
  changed: (before: IdentityTag[]) => IdentityTag[],
): Promise<void> {
  await call.identities.edit(async (edit) => {
    const tagged = await find();
    // Only the tags of the body change: it stays of its kind.
    edit.put({ ...tagged, body: { ...tagged.body, tags: changed(tagged.body.tags) } } as Tagged);
  });
}

function page(input: PageInput, { body }: Tagged) {
  const byKey = body.tags.toSorted((a, b) => (a.Key < b.Key ? -1 : 1));
  const { items, page: place } = pageOfAll(input, byKey, ({ Key }) => Key);
  return { Tags: items, ...place };
}

export const tagUser = (call: Call, input: In<"TagUser">): Out<"TagUser"> =>
  add(call, () => named(call, "user", input.UserName), input.Tags);
export const untagUser = (call: Call, input: In<"UntagUser">): Out<"UntagUser"> =>
  remove(call, () => named(call, "user", input.UserName), input.TagKeys);
export const listUserTags = async (call: Call, input: In<"ListUserTags">): Out<"ListUserTags"> =>
  page(input, await named(call, "user", input.UserName));

export const tagRole = (call: Call, input: In<"TagRole">): Out<"TagRole"> =>
  add(call, () => named(call, "role", input.RoleName), input.Tags);
export const untagRole = (call: Call, input: In<"UntagRole">): Out<"UntagRole"> =>
  remove(call, () => named(call, "role", input.RoleName), input.TagKeys);
export const listRoleTags = async (call: Call, input: In<"ListRoleTags">): Out<"ListRoleTags"> =>
  page(input, await named(call, "role", input.RoleName));

export const tagPolicy = (call: Call, input: In<"TagPolicy">): Out<"TagPolicy"> =>
  add(call, () => ownPolicy(call, input.PolicyArn), input.Tags);
export const untagPolicy = (call: Call, input: In<"UntagPolicy">): Out<"UntagPolicy"> =>
  remove(call, () => ownPolicy(call, input.PolicyArn), input.TagKeys);
export const listPolicyTags = async (call: Call, input: In<"ListPolicyTags">): Out<"ListPolicyTags"> =>
  page(input, await policyBy(call, input.PolicyArn));
