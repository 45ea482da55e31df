import type { IdentityEdit } from "../../storage/identity-store.ts";
import { invalidInput, noSuchEntity } from "../../wire/iam-faults.ts";
import type { Call } from "../call.ts";
import { findPolicy, named } from "./find.ts";
import type { In, Out } from "./operations.ts";

/** Puts a managed policy as the boundary of a user or role, in the place of one before. Throws InvalidInput and NoSuchEntity. */
export async function linkBoundary(call: Call, edit: IdentityEdit, ownerId: string, policyArn: string): Promise<void> {
  if (!policyArn.includes(":policy/")) throw invalidInput(`ARN ${policyArn} is not valid.`);
  const policy = await findPolicy(call, policyArn);
  if (!policy) throw noSuchEntity(`Scope ARN: ${policyArn} does not exist or is not attachable.`);
  await unlinkBoundary(call, edit, ownerId);
  edit.link("boundary", ownerId, policy.id);
}

async function unlinkBoundary(call: Call, edit: IdentityEdit, ownerId: string): Promise<boolean> {
  const before = await call.identities.policiesOf(ownerId, "boundary");
  for (const { id } of before) edit.unlink("boundary", ownerId, id);
  return before.length > 0;
}

async function put(call: Call, kind: "user" | "role", name: string, policyArn: string): Promise<object> {
  await call.identities.edit(async (edit) => linkBoundary(call, edit, (await named(call, kind, name)).id, policyArn));
  return {};
}

async function remove(call: Call, kind: "user" | "role", name: string): Promise<object> {
  await call.identities.edit(async (edit) => {
    const { id } = await named(call, kind, name);
    if (!(await unlinkBoundary(call, edit, id)))
      throw noSuchEntity(`The ${kind} with name ${name} does not have a permissions boundary.`);
  });
  return {};
}

export const putUserPermissionsBoundary = (
  call: Call,
  input: In<"PutUserPermissionsBoundary">,
): Out<"PutUserPermissionsBoundary"> => put(call, "user", input.UserName, input.PermissionsBoundary);
export const deleteUserPermissionsBoundary = (
  call: Call,
  input: In<"DeleteUserPermissionsBoundary">,
): Out<"DeleteUserPermissionsBoundary"> => remove(call, "user", input.UserName);
export const putRolePermissionsBoundary = (
  call: Call,
  input: In<"PutRolePermissionsBoundary">,
): Out<"PutRolePermissionsBoundary"> => put(call, "role", input.RoleName, input.PermissionsBoundary);
export const deleteRolePermissionsBoundary = (
  call: Call,
  input: In<"DeleteRolePermissionsBoundary">,
): Out<"DeleteRolePermissionsBoundary"> => remove(call, "role", input.RoleName);
