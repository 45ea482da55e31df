import { noSuchEntity } from "../../wire/iam-faults.ts";
import type { Call } from "../call.ts";
import { checkedDocument, encodedDocument } from "./documents.ts";
import { named } from "./find.ts";
import type { In, Out } from "./operations.ts";
import { type PageInput, pageOfAll } from "./page.ts";

type Owner = "user" | "group" | "role";

interface Named {
  PolicyName: string;
}

async function put(
  call: Call,
  kind: Owner,
  name: string,
  { PolicyName, PolicyDocument }: Named & { PolicyDocument: string },
): Promise<object> {
  const document = checkedDocument(PolicyDocument, "identity");
  await call.identities.edit(async (edit) =>
    edit.putInline((await named(call, kind, name)).id, { name: PolicyName, document }),
  );
  return {};
}

async function get(call: Call, kind: Owner, name: string, { PolicyName }: Named) {
  const owner = await named(call, kind, name);
  const policy = await inlinePolicy(call, kind, owner.id, PolicyName);
  return { PolicyName, PolicyDocument: encodedDocument(policy.document) };
}

async function list(call: Call, kind: Owner, name: string, input: PageInput) {
  const owner = await named(call, kind, name);
  const policies = await call.identities.inlinePolicies(owner.id);
  const { items, page } = pageOfAll(input, policies, (policy) => policy.name);
  return { PolicyNames: items.map((policy) => policy.name), ...page };
}

async function remove(call: Call, kind: Owner, name: string, { PolicyName }: Named): Promise<object> {
  await call.identities.edit(async (edit) => {
    const owner = await named(call, kind, name);
    await inlinePolicy(call, kind, owner.id, PolicyName);
    edit.removeInline(owner.id, PolicyName);
  });
  return {};
}

async function inlinePolicy(call: Call, kind: Owner, ownerId: string, name: string) {
  const policy = (await call.identities.inlinePolicies(ownerId)).find((one) => one.name === name);
  if (!policy) throw noSuchEntity(`The ${kind} policy with name ${name} cannot be found.`);
  return policy;
}

export const putUserPolicy = (call: Call, input: In<"PutUserPolicy">): Out<"PutUserPolicy"> =>
  put(call, "user", input.UserName, input);
export const getUserPolicy = async (call: Call, input: In<"GetUserPolicy">): Out<"GetUserPolicy"> => ({
  UserName: input.UserName,
  ...(await get(call, "user", input.UserName, input)),
});
export const listUserPolicies = (call: Call, input: In<"ListUserPolicies">): Out<"ListUserPolicies"> =>
  list(call, "user", input.UserName, input);
export const deleteUserPolicy = (call: Call, input: In<"DeleteUserPolicy">): Out<"DeleteUserPolicy"> =>
  remove(call, "user", input.UserName, input);

export const putGroupPolicy = (call: Call, input: In<"PutGroupPolicy">): Out<"PutGroupPolicy"> =>
  put(call, "group", input.GroupName, input);
export const getGroupPolicy = async (call: Call, input: In<"GetGroupPolicy">): Out<"GetGroupPolicy"> => ({
  GroupName: input.GroupName,
  ...(await get(call, "group", input.GroupName, input)),
});
export const listGroupPolicies = (call: Call, input: In<"ListGroupPolicies">): Out<"ListGroupPolicies"> =>
  list(call, "group", input.GroupName, input);
export const deleteGroupPolicy = (call: Call, input: In<"DeleteGroupPolicy">): Out<"DeleteGroupPolicy"> =>
  remove(call, "group", input.GroupName, input);

export const putRolePolicy = (call: Call, input: In<"PutRolePolicy">): Out<"PutRolePolicy"> =>
  put(call, "role", input.RoleName, input);
export const getRolePolicy = async (call: Call, input: In<"GetRolePolicy">): Out<"GetRolePolicy"> => ({
  RoleName: input.RoleName,
  ...(await get(call, "role", input.RoleName, input)),
});
export const listRolePolicies = (call: Call, input: In<"ListRolePolicies">): Out<"ListRolePolicies"> =>
  list(call, "role", input.RoleName, input);
export const deleteRolePolicy = (call: Call, input: In<"DeleteRolePolicy">): Out<"DeleteRolePolicy"> =>
  remove(call, "role", input.RoleName, input);
