import type { CompiledPolicy } from "../policies/compile.ts";
import { compilePolicy } from "../policies/compile.ts";
import type { PolicyKind } from "../policies/document.ts";
import type { IdentityPolicies } from "../policies/evaluate.ts";
import { parsePolicy } from "../policies/parse.ts";
import type { Principal } from "../policies/request.ts";

/**
 * Who owns an access key, with all that a signature check and a decision need. Its fields secret, sessionToken and expiresAt are
 * those of sigv4's AccessKey: it can be handed to `verify` as it is.
 */
export interface Identity {
  accessKeyId: string;
  secret: string;
  /** of temporary credentials: requests must carry this very token */
  sessionToken?: string | undefined;
  /** when temporary credentials end, milliseconds since the epoch */
  expiresAt?: number | undefined;
  /** the account's root, which may do everything */
  admin: boolean;
  accountId: string;
  /** of the user, or of the role's session: `arn:aws:sts::{account}:assumed-role/{role}/{session}` */
  arn: string;
  /** aws:userid: AIDA… of a user, AROA…:{session} of a role's session, the account's number of the root */
  userId: string;
  /** as policies name it */
  principal: Extract<Principal, { type: "AWS" }>;
  policies: IdentityPolicies;
  /** condition keys that come with who calls, in lower case: aws:username, aws:principalarn … */
  keys: Readonly<Record<string, string>>;
  /** of a role's session: the session tags that roles assumed with it keep */
  transitiveTags?: Readonly<Record<string, string>>;
}

/**
 * Compiles a stored document. Documents are checked before they are stored: one that is malformed all the same is a defect, and
 * whoever has it may do nothing.
 *
 * @throws Error that names the first problem
 */
export function compileDocument(document: string, kind: PolicyKind): CompiledPolicy {
  const parsed = parsePolicy(document, kind);
  if (!parsed.ok) throw new Error(`a stored policy is malformed: ${parsed.problems[0]?.message ?? "unknown"}`);
  return compilePolicy(parsed.policy);
}

const EVERYTHING = compileDocument(
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
  "identity",
);

/** The part of an identity that proves who calls. */
export type Credential = Pick<Identity, "accessKeyId" | "secret" | "sessionToken" | "expiresAt">;

/** The account's root: the administrator's credential, and the sessions made with it. */
export function rootIdentity(accountId: string, credential: Credential): Identity {
  const arn = `arn:aws:iam::${accountId}:root`;
  return {
    ...credential,
    admin: true,
    accountId,
    arn,
    userId: accountId,
    principal: { type: "AWS", arn, account: accountId },
    policies: { attached: [EVERYTHING] },
    keys: {
      "aws:principalarn": arn,
      "aws:principalaccount": accountId,
      "aws:principaltype": "Account",
      "aws:userid": accountId,
    },
  };
}
