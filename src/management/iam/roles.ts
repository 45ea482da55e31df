import type { IdentityKinds, StoredIdentity } from "../../model/identity.ts";
import { entityAlreadyExists } from "../../wire/iam-faults.ts";
import type { Call } from "../call.ts";
import { linkBoundary } from "./boundaries.ts";
import { identityPage, named, newPath, refuseWithPolicies } from "./find.ts";
import { newIdentityId } from "./ids.ts";
import type { In, Out } from "./operations.ts";
import { boundaryOf, roleOf } from "./shapes.ts";
import { checkedTags, tagsOf } from "./tags.ts";
import { checkedTrust } from "./trust-policies.ts";

/** Seconds, unless a role says otherwise. */
const DEFAULT_SESSION_DURATION = 3600;

export async function createRole(call: Call, input: In<"CreateRole">): Out<"CreateRole"> {
  const { RoleName: name, PermissionsBoundary: boundary } = input;
  const body = {
    name,
    path: newPath(input.Path),
    createdAt: call.now().getTime(),
    ...(await checkedTrust(call, input.AssumeRolePolicyDocument)),
    description: input.Description ?? null,
    maxSessionDuration: input.MaxSessionDuration ?? DEFAULT_SESSION_DURATION,
    tags: checkedTags([], input.Tags ?? []),
  };
  const role: StoredIdentity<"role"> = { kind: "role", id: newIdentityId(call, "role"), body };
  await call.identities.edit(async (edit) => {
    if (await call.identities.isTaken("role", name))
      throw entityAlreadyExists(`Role with name ${name} already exists.`);
    edit.put(role);
    if (boundary !== undefined) await linkBoundary(call, edit, role.id, boundary);
  });
  // Recorded: a role that was just made does not tell how long its sessions may last.
  const { MaxSessionDuration: _untold, ...made } = await wholeRole(call, role);
  return { Role: made };
}

export async function getRole(call: Call, input: In<"GetRole">): Out<"GetRole"> {
  const role = await named(call, "role", input.RoleName);
  // When a role was used last is not kept: AWS's answer for one that was not used in the tracking period.
  return { Role: { ...(await wholeRole(call, role)), RoleLastUsed: {} } };
}

export async function listRoles(call: Call, input: In<"ListRoles">): Out<"ListRoles"> {
  const { items, page } = await identityPage(call, "role", input);
  return { Roles: items.map((role) => roleOf(call, role)), ...page };
}

export async function updateRole(call: Call, input: In<"UpdateRole">): Out<"UpdateRole"> {
  await change(call, input.RoleName, (body) => ({
    ...body,
    description: input.Description ?? body.description,
    maxSessionDuration: input.MaxSessionDuration ?? body.maxSessionDuration,
  }));
  return {};
}

export async function updateRoleDescription(
  call: Call,
  input: In<"UpdateRoleDescription">,
): Out<"UpdateRoleDescription"> {
  const role = await change(call, input.RoleName, (body) => ({ ...body, description: input.Description }));
  return { Role: await wholeRole(call, role) };
}

export async function updateAssumeRolePolicy(
  call: Call,
  input: In<"UpdateAssumeRolePolicy">,
): Out<"UpdateAssumeRolePolicy"> {
  const trust = await checkedTrust(call, input.PolicyDocument);
  await change(call, input.RoleName, (body) => ({ ...body, ...trust }));
  return {};
}

export async function deleteRole(call: Call, input: In<"DeleteRole">): Out<"DeleteRole"> {
  await call.identities.edit(async (edit) => {
    const { id } = await named(call, "role", input.RoleName);
    await refuseWithPolicies(call, id);
    edit.remove(id);
  });
  return {};
}

/** There are no instances here that a profile could be for. */
export async function listInstanceProfilesForRole(
  call: Call,
  input: In<"ListInstanceProfilesForRole">,
): Out<"ListInstanceProfilesForRole"> {
  await named(call, "role", input.RoleName);
  return { InstanceProfiles: [], IsTruncated: false };
}

async function change(
  call: Call,
  name: string,
  changed: (body: IdentityKinds["role"]) => IdentityKinds["role"],
): Promise<StoredIdentity<"role">> {
  return call.identities.edit(async (edit) => {
    const role = await named(call, "role", name);
    const after = { ...role, body: changed(role.body) };
    edit.put(after);
    return after;
  });
}

async function wholeRole(call: Call, role: StoredIdentity<"role">) {
  const PermissionsBoundary = await boundaryOf(call, role.id);
  return { ...roleOf(call, role), Tags: tagsOf(role.body.tags), PermissionsBoundary };
}
