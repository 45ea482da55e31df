import { identityArn } from "../../identities/arns.ts";
import type { IdentityKind, StoredIdentity } from "../../model/identity.ts";
import { readAccessKey } from "../../storage/identity-reads.ts";
import type { Call } from "../call.ts";
import { arnOf, findPolicy } from "../iam/find.ts";
import type { KeyValues } from "../request-keys.ts";
import { type Access, type AnyInput, type ServiceRule, textOf } from "./access.ts";

/** IAM's actions are its operations, its resources the identities that they name (Service Authorization Reference, "AWS IAM"). */
export const iamRule: ServiceRule = async (call, { operation }, input) => {
  const action = `iam:${operation.name}`;
  const place = await placeOf(call, operation.name, input);
  return [place, ...(await movedTo(call, input))].map((one) => ({ action, ...one }));
};

type Place = Pick<Access, "resource" | "keys">;

const COLLECTIONS: Readonly<Record<string, IdentityKind>> = {
  ListUsers: "user",
  ListGroups: "group",
  ListRoles: "role",
  ListPolicies: "policy",
};

/** Operations about a user that mean the caller's own where they name none. */
const ABOUT_USERS = new Set([
  "ChangePassword",
  "CreateAccessKey",
  "DeleteAccessKey",
  "DeleteLoginProfile",
  "GetLoginProfile",
  "GetUser",
  "ListAccessKeys",
  "ListMFADevices",
  "ListSSHPublicKeys",
  "ListSigningCertificates",
  "ListServiceSpecificCredentials",
  "UpdateAccessKey",
]);

async function placeOf(call: Call, operation: string, input: AnyInput): Promise<Place> {
  const collection = COLLECTIONS[operation];
  if (collection)
    return { resource: `arn:aws:iam::${call.accountId}:${collection}${textOf(input, "PathPrefix") ?? "/"}` };
  const keyId = operation === "GetAccessKeyLastUsed" ? textOf(input, "AccessKeyId") : undefined;
  if (keyId !== undefined) return ownerOf(call, keyId);
  for (const [kind, member] of [
    ["group", "GroupName"],
    ["role", "RoleName"],
    ["user", "UserName"],
  ] as const) {
    const name = textOf(input, member);
    if (name !== undefined) return identityNamed(call, kind, name, input);
  }
  if (ABOUT_USERS.has(operation)) return { resource: call.caller.arn };
  return { resource: await arnIn(call, input) };
}

/** Of the other things that an operation may name: a policy, an instance profile, whatever an ARN stands for. */
async function arnIn(call: Call, input: AnyInput): Promise<string> {
  const policyArn = textOf(input, "PolicyArn");
  if (policyArn !== undefined) {
    const policy = await findPolicy(call, policyArn);
    return policy ? arnOf(call, policy) : policyArn;
  }
  const path = textOf(input, "Path") ?? "/";
  const policyName = textOf(input, "PolicyName");
  if (policyName !== undefined) return identityArn(call.accountId, "policy", { path, name: policyName });
  const profile = textOf(input, "InstanceProfileName");
  if (profile !== undefined) return `arn:aws:iam::${call.accountId}:instance-profile${path}${profile}`;
  return textOf(input, "PolicySourceArn") ?? "*";
}

async function identityNamed(
  call: Call,
  kind: "user" | "group" | "role",
  name: string,
  input: AnyInput,
): Promise<Place> {
  const found = await call.identities.byName(kind, name);
  const path = textOf(input, "Path") ?? "/";
  const resource = found ? arnOf(call, found) : identityArn(call.accountId, kind, { path, name });
  return { resource, keys: { ...(found ? await ownKeys(call, found) : {}), ...attachmentKeys(input) } };
}

/** A rename or a move needs the permission on what comes of it as well. */
async function movedTo(call: Call, input: AnyInput): Promise<Place[]> {
  const places: Place[] = [];
  for (const [kind, before, after] of [
    ["user", "UserName", "NewUserName"],
    ["group", "GroupName", "NewGroupName"],
  ] as const) {
    const old = textOf(input, before);
    const newName = textOf(input, after);
    const newPath = textOf(input, "NewPath");
    if (old === undefined || (newName === undefined && newPath === undefined)) continue;
    const path = newPath ?? (await call.identities.byName(kind, old))?.body.path ?? "/";
    places.push({ resource: identityArn(call.accountId, kind, { path, name: newName ?? old }) });
  }
  return places;
}

async function ownerOf(call: Call, accessKeyId: string): Promise<Place> {
  const key = await readAccessKey(call.identities.db, accessKeyId);
  const owner = key && (await call.identities.byId(key.userId));
  return { resource: owner ? arnOf(call, owner) : `arn:aws:iam::${call.accountId}:user/` };
}

/** iam:PolicyARN and iam:PermissionsBoundary of a request, by which delegated administrators are limited. */
function attachmentKeys(input: AnyInput): KeyValues {
  const policy = textOf(input, "PolicyArn");
  const boundary = textOf(input, "PermissionsBoundary");
  return {
    ...(policy === undefined ? {} : { "iam:policyarn": policy }),
    ...(boundary === undefined ? {} : { "iam:permissionsboundary": boundary }),
  };
}

/** Of a user or role that is there: its tags, and its boundary unless the request brings another. */
async function ownKeys(call: Call, entity: StoredIdentity): Promise<KeyValues> {
  if (entity.kind !== "user" && entity.kind !== "role") return {};
  const tags = entity.body.tags.flatMap(({ Key, Value }) => [
    [`aws:resourcetag/${Key.toLowerCase()}`, Value],
    [`iam:resourcetag/${Key.toLowerCase()}`, Value],
  ]);
  const [boundary] = await call.identities.policiesOf(entity.id, "boundary");
  return { ...(boundary ? { "iam:permissionsboundary": arnOf(call, boundary) } : {}), ...Object.fromEntries(tags) };
}
