/** A label of an identity. */
export interface IdentityTag {
  Key: string;
  Value: string;
}

interface Named {
  /** as it was given; unique within its kind, without regard to case */
  name: string;
  /** begins and ends with a slash */
  path: string;
  /** milliseconds since the epoch */
  createdAt: number;
}

/** A version of a managed policy. */
export interface PolicyVersionBody {
  /** v1, v2 … */
  id: string;
  document: string;
  createdAt: number;
}

/** What is stored of an identity, by kind. Policies, group memberships and access keys stand beside it. */
export interface IdentityKinds {
  user: Named & { tags: IdentityTag[] };
  group: Named;
  role: Named & {
    trustPolicy: string;
    /** the unique ids of the account's users and roles that the trust policy names, by their ARNs */
    trusted: Record<string, string>;
    description: string | null;
    /** seconds */
    maxSessionDuration: number;
    tags: IdentityTag[];
  };
  policy: Named & {
    description: string | null;
    /** the oldest first */
    versions: PolicyVersionBody[];
    defaultVersionId: string;
    /** the number of the next version: numbers are not used twice */
    nextVersion: number;
    updatedAt: number;
    tags: IdentityTag[];
  };
}

export type IdentityKind = keyof IdentityKinds;

/** A stored identity. Its id is AWS's unique id: AIDA… for users, AGPA… groups, AROA… roles, ANPA… policies. */
export type StoredIdentity<K extends IdentityKind = IdentityKind> = {
  [One in K]: { kind: One; id: string; body: IdentityKinds[One] };
}[K];

/** How identities hang together: a user in a group, a policy that grants, a policy that limits. */
export type IdentityLink = "member" | "attached" | "boundary";

/** A long-term credential of a user. */
export interface StoredAccessKey {
  id: string;
  userId: string;
  status: "Active" | "Inactive";
  /** sealed, see accessKeyRow */
  secret: string;
  createdAt: number;
}

/** The name under which an access key's secret is sealed. */
export function accessKeyRow(accessKeyId: string): string {
  return `iamAccessKey/${accessKeyId}`;
}

/** The document of a policy that is in force. */
export function defaultDocument({ versions, defaultVersionId }: IdentityKinds["policy"]): string {
  const version = versions.find(({ id }) => id === defaultVersionId);
  if (!version) throw new Error(`the policy has no version ${defaultVersionId}`);
  return version.document;
}
