import type { AttachedPermissionsBoundary, Group, Policy, Role, User } from "@aws-sdk/client-iam";
import type { StoredIdentity } from "../../model/identity.ts";
import type { Call } from "../call.ts";
import { encodedDocument } from "./documents.ts";
import { arnOf } from "./find.ts";

type Of<Shape> = { [K in keyof Shape]: Shape[K] };

/** A user as AWS shows it; lists leave tags and boundary out. */
export function userOf(call: Call, user: StoredIdentity<"user">): Of<User> {
  const { name, path, createdAt } = user.body;
  return { Path: path, UserName: name, UserId: user.id, Arn: arnOf(call, user), CreateDate: new Date(createdAt) };
}

/** A group as AWS shows it. */
export function groupOf(call: Call, group: StoredIdentity<"group">): Of<Group> {
  const { name, path, createdAt } = group.body;
  return { Path: path, GroupName: name, GroupId: group.id, Arn: arnOf(call, group), CreateDate: new Date(createdAt) };
}

/** A role as AWS shows it; lists leave tags and boundary out. */
export function roleOf(call: Call, role: StoredIdentity<"role">): Of<Role> {
  const { name, path, createdAt, trustPolicy, description, maxSessionDuration } = role.body;
  return {
    Path: path,
    RoleName: name,
    RoleId: role.id,
    Arn: arnOf(call, role),
    CreateDate: new Date(createdAt),
    AssumeRolePolicyDocument: encodedDocument(trustPolicy),
    Description: description ?? undefined,
    MaxSessionDuration: maxSessionDuration,
  };
}

/** How many identities a policy is attached to, and how many it limits. */
export interface PolicyUse {
  attached: number;
  boundaries: number;
}

/** A managed policy as AWS shows it; lists leave tags and the description out. */
export function policyOf(call: Call, policy: StoredIdentity<"policy">, use: PolicyUse): Of<Policy> {
  const { name, path, createdAt, updatedAt, defaultVersionId } = policy.body;
  return {
    PolicyName: name,
    PolicyId: policy.id,
    Arn: arnOf(call, policy),
    Path: path,
    DefaultVersionId: defaultVersionId,
    AttachmentCount: use.attached,
    PermissionsBoundaryUsageCount: use.boundaries,
    IsAttachable: true,
    CreateDate: new Date(createdAt),
    UpdateDate: new Date(updatedAt),
  };
}

/** The SDK's enum has only PermissionsBoundaryPolicy; AWS answers Policy (recorded, and so in the operations' examples). */
const BOUNDARY_TYPE = "Policy" as string as NonNullable<AttachedPermissionsBoundary["PermissionsBoundaryType"]>;

/** The boundary of a user or role as AWS shows it. */
export async function boundaryOf(call: Call, id: string): Promise<AttachedPermissionsBoundary | undefined> {
  const [boundary] = await call.identities.policiesOf(id, "boundary");
  return boundary && { PermissionsBoundaryType: BOUNDARY_TYPE, PermissionsBoundaryArn: arnOf(call, boundary) };
}
