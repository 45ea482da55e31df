/** The two versions of the policy language; only the later one knows variables. */
export type PolicyVersion = "2008-10-17" | "2012-10-17";

/** A list that stands for itself (Action) or for everything else (NotAction). */
export type Selection = { readonly negated: boolean; readonly patterns: readonly string[] };

/** Who may be named in a Principal element. */
export type PrincipalType = "AWS" | "Service" | "Federated" | "CanonicalUser";

/** One name of a Principal element; `"*"` alone is `{ type: "AWS", name: "*" }`. */
export type NamedPrincipal = { readonly type: PrincipalType; readonly name: string };

/** Principal or NotPrincipal. */
export type PrincipalSelection = { readonly negated: boolean; readonly names: readonly NamedPrincipal[] };

/** How a condition treats a key with several values in the request. */
export type SetQualifier = "ForAllValues" | "ForAnyValue";

/** One operator on one key with its values: `{"StringLikeIfExists": {"aws:x": ["a", "b"]}}`. */
export type Condition = {
  readonly qualifier: SetQualifier | undefined;
  /** The operator's name without qualifier and IfExists, in AWS's casing. */
  readonly operator: string;
  readonly ifExists: boolean;
  /** In lower case: AWS compares keys without regard to case. */
  readonly key: string;
  readonly values: readonly string[];
};

/** A statement in plain data. Which parts it has depends on the kind of policy. */
export type Statement = {
  readonly sid: string | undefined;
  readonly effect: "Allow" | "Deny";
  readonly principal: PrincipalSelection | undefined;
  readonly action: Selection;
  readonly resource: Selection | undefined;
  readonly conditions: readonly Condition[];
};

/** A policy in plain data, every default filled in. */
export type Policy = { readonly version: PolicyVersion; readonly statements: readonly Statement[] };

/**
 * The rule that a document breaks, where IAM has an answer of its own for it: what is no policy at all, what only its older parser refuses,
 * a principal where there must be none, what a role's trust policy must not say, a Sid that is repeated or none, an action or resource
 * that is none, and a statement without them.
 */
export type PolicyRule =
  | "syntax"
  | "legacy"
  | "principal"
  | "trust"
  | "sid"
  | "noActions"
  | "resource"
  | "action"
  | "noResources";

/** Where a document is wrong: a JSON pointer (RFC 6901), a sentence, and the rule. */
export type PolicyProblem = { readonly pointer: string; readonly message: string; readonly rule?: PolicyRule };

/**
 * What a policy is attached to, which decides what it must and may say: an identity (also what a Lambda authorizer
 * answers), a resource, or a role as its trust policy.
 */
export type PolicyKind = "identity" | "resource" | "trust";
