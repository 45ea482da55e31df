import { noSuchEntity, validationError } from "../../wire/iam-faults.ts";
import type { Call } from "../call.ts";
import { arnOf, findPolicy, isArn, named, pageByName, policyBy, unknownPolicy } from "./find.ts";
import type { In, Out } from "./operations.ts";
import { type PageInput, pageOfAll } from "./page.ts";

type Owner = "user" | "group" | "role";

async function attach(call: Call, kind: Owner, name: string, policyArn: string): Promise<object> {
  await call.identities.edit(async (edit) => {
    const owner = await named(call, kind, name);
    if (!isArn(policyArn)) throw validationError("Invalid ARN:  Could not be parsed!");
    const policy = await findPolicy(call, policyArn);
    if (!policy) throw noSuchEntity(`Policy ${policyArn} does not exist or is not attachable.`);
    edit.link("attached", owner.id, policy.id);
  });
  return {};
}

async function detach(call: Call, kind: Owner, name: string, policyArn: string): Promise<object> {
  await call.identities.edit(async (edit) => {
    const owner = await named(call, kind, name);
    const attached = await call.identities.policiesOf(owner.id);
    const policy = attached.find((one) => arnOf(call, one) === policyArn);
    if (!policy) throw unknownPolicy(policyArn);
    edit.unlink("attached", owner.id, policy.id);
  });
  return {};
}

async function list(call: Call, kind: Owner, name: string, input: PageInput & { PathPrefix?: string | undefined }) {
  const owner = await named(call, kind, name);
  const attached = await call.identities.policiesOf(owner.id);
  const wanted = attached.filter(({ body }) => body.path.startsWith(input.PathPrefix ?? "/"));
  const { items, page } = pageByName(input, wanted);
  const AttachedPolicies = items.map((policy) => ({ PolicyName: policy.body.name, PolicyArn: arnOf(call, policy) }));
  return { AttachedPolicies, ...page };
}

export const attachUserPolicy = (call: Call, input: In<"AttachUserPolicy">): Out<"AttachUserPolicy"> =>
  attach(call, "user", input.UserName, input.PolicyArn);
export const detachUserPolicy = (call: Call, input: In<"DetachUserPolicy">): Out<"DetachUserPolicy"> =>
  detach(call, "user", input.UserName, input.PolicyArn);
export const listAttachedUserPolicies = (
  call: Call,
  input: In<"ListAttachedUserPolicies">,
): Out<"ListAttachedUserPolicies"> => list(call, "user", input.UserName, input);

export const attachGroupPolicy = (call: Call, input: In<"AttachGroupPolicy">): Out<"AttachGroupPolicy"> =>
  attach(call, "group", input.GroupName, input.PolicyArn);
export const detachGroupPolicy = (call: Call, input: In<"DetachGroupPolicy">): Out<"DetachGroupPolicy"> =>
  detach(call, "group", input.GroupName, input.PolicyArn);
export const listAttachedGroupPolicies = (
  call: Call,
  input: In<"ListAttachedGroupPolicies">,
): Out<"ListAttachedGroupPolicies"> => list(call, "group", input.GroupName, input);

export const attachRolePolicy = (call: Call, input: In<"AttachRolePolicy">): Out<"AttachRolePolicy"> =>
  attach(call, "role", input.RoleName, input.PolicyArn);
export const detachRolePolicy = (call: Call, input: In<"DetachRolePolicy">): Out<"DetachRolePolicy"> =>
  detach(call, "role", input.RoleName, input.PolicyArn);
export const listAttachedRolePolicies = (
  call: Call,
  input: In<"ListAttachedRolePolicies">,
): Out<"ListAttachedRolePolicies"> => list(call, "role", input.RoleName, input);

/** Who has a policy: attached, or as boundary where PolicyUsageFilter asks for that. */
export async function listEntitiesForPolicy(
  call: Call,
  input: In<"ListEntitiesForPolicy">,
): Out<"ListEntitiesForPolicy"> {
  const policy = await policyBy(call, input.PolicyArn);
  const usage = input.PolicyUsageFilter;
  const attached = usage === "PermissionsBoundary" ? [] : await call.identities.sources("attached", policy.id);
  const limited = usage === "PermissionsPolicy" ? [] : await call.identities.sources("boundary", policy.id);
  const once = new Map([...attached, ...limited].map((entity) => [entity.id, entity]));
  const wanted = [...once.values()].filter(
    ({ kind, body }) =>
      (input.EntityFilter === undefined || input.EntityFilter.toLowerCase() === kind) &&
      body.path.startsWith(input.PathPrefix ?? "/"),
  );
  const { items, page } = pageOfAll(
    input,
    wanted.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    ({ id }) => id,
  );
  const ofKind = (kind: Owner) => items.filter((entity) => entity.kind === kind);
  return {
    PolicyUsers: ofKind("user").map(({ id, body }) => ({ UserName: body.name, UserId: id })),
    PolicyGroups: ofKind("group").map(({ id, body }) => ({ GroupName: body.name, GroupId: id })),
    PolicyRoles: ofKind("role").map(({ id, body }) => ({ RoleName: body.name, RoleId: id })),
    ...page,
  };
}
