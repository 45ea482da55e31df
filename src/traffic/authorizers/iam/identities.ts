import type { IdentityPolicies } from "../../../policies/evaluate.ts";
import type { Principal } from "../../../policies/request.ts";
import type { AccessKey } from "../../../sigv4/verify.ts";

/** Who owns an access key, as the request path needs it. */
export interface Identity extends AccessKey {
  readonly accountId: string;
  /** of the user, or of the role's session */
  readonly arn: string;
  /** AIDA… of a user, AROA…:{session} of a role's session, the account's number of the root */
  readonly userId: string;
  /** as policies name it */
  readonly principal: Extract<Principal, { type: "AWS" }>;
  readonly policies: IdentityPolicies;
  /** condition keys that come with who calls, in lower case */
  readonly keys: Readonly<Record<string, string>>;
}

/** Finds identities by their access keys. Synchronous where one is held; null: nobody has this key, or it may not be used. */
export interface Identities {
  find(accessKeyId: string, sessionToken: string | null): Identity | null | Promise<Identity | null>;
}
