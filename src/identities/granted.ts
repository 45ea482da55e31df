import type { Grants } from "../storage/identity-reads.ts";
import type { IdentityTag } from "../model/identity.ts";
import type { IdentityPolicies } from "../policies/evaluate.ts";
import { identityArn, sessionArn } from "./arns.ts";
import { type Credential, type Identity, compileDocument } from "./identity.ts";
import type { Session } from "./sessions.ts";

/** A user with a long-term access key. */
export function userIdentity(accountId: string, { owner, ...grants }: Grants, credential: Credential): Identity {
  const arn = identityArn(accountId, "user", owner.body);
  return {
    ...credential,
    admin: false,
    accountId,
    arn,
    userId: owner.id,
    principal: { type: "AWS", arn, account: accountId, uniqueId: owner.id },
    policies: compiled(grants, []),
    keys: {
      ...principalKeys(accountId, arn, owner.body.tags),
      "aws:principaltype": "User",
      "aws:userid": owner.id,
      "aws:username": owner.body.name,
    },
  };
}

/** The holder of temporary credentials: a role's session, or a user's own. */
export function sessionIdentity(accountId: string, grants: Grants, session: Session, credential: Credential): Identity {
  const { owner } = grants;
  const issued = { "aws:tokenissuetime": new Date(session.issuedAt).toISOString() };
  if (owner.kind === "user" || session.name === null) {
    const user = userIdentity(accountId, grants, credential);
    return { ...user, keys: { ...user.keys, ...issued } };
  }
  const roleArn = identityArn(accountId, "role", owner.body);
  const arn = sessionArn(accountId, owner.body.name, session.name);
  const userId = `${owner.id}:${session.name}`;
  return {
    ...credential,
    admin: false,
    accountId,
    arn,
    userId,
    principal: { type: "AWS", arn, account: accountId, roleArn, uniqueId: owner.id },
    policies: compiled(grants, session.policies),
    keys: {
      // A role's session is known to conditions by its role (IAM User Guide, "aws:PrincipalArn").
      ...principalKeys(accountId, roleArn, [...owner.body.tags, ...tagsOf(session)]),
      "aws:principaltype": "AssumedRole",
      "aws:userid": userId,
      ...issued,
    },
    transitiveTags: transitiveOf(session),
  };
}

function principalKeys(accountId: string, arn: string, tags: IdentityTag[]): Record<string, string> {
  return {
    "aws:principalarn": arn,
    "aws:principalaccount": accountId,
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:principaltag/${Key.toLowerCase()}`, Value])),
  };
}

function transitiveOf({ tags, transitive = [] }: Session): Record<string, string> {
  const keys = new Set(transitive.map((key) => key.toLowerCase()));
  return Object.fromEntries(Object.entries(tags).filter(([key]) => keys.has(key.toLowerCase())));
}

function tagsOf({ tags }: Session): IdentityTag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function compiled({ documents, boundary }: Omit<Grants, "owner">, session: string[]): IdentityPolicies {
  return {
    attached: documents.map((document) => compileDocument(document, "identity")),
    boundary: boundary === null ? undefined : compileDocument(boundary, "identity"),
    session: session.map((document) => compileDocument(document, "identity")),
  };
}
