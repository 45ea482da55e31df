import type { IdentityKind } from "../model/identity.ts";

/** The ARN of an identity: `arn:aws:iam::{account}:user/path/name`. */
export function identityArn(accountId: string, kind: IdentityKind, { path, name }: { path: string; name: string }) {
  return `arn:aws:iam::${accountId}:${kind}${path}${name}`;
}

/** The ARN of a role's session: it leaves the role's path out. */
export function sessionArn(accountId: string, roleName: string, sessionName: string): string {
  return `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName}`;
}
