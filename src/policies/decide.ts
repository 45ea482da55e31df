import type { Outcome, ResourceOutcome } from "./evaluate.ts";

/** Which policy was decisive, in AWS's words. */
export type DecidingPolicy = "identity-based" | "resource-based";

/** Whether a request may pass, and if not, how it was refused. */
export type AccessDecision =
  | { readonly access: "allow" }
  | { readonly access: "explicitDeny" | "implicitDeny"; readonly by: DecidingPolicy };

/** The outcomes that decide about access to a method of an API. */
export type AccessQuestion = {
  /** The method's authorization type; CUSTOM is a Lambda authorizer. */
  readonly authorization: "NONE" | "AWS_IAM" | "CUSTOM" | "COGNITO_USER_POOLS";
  /** What the API's resource policy says; undefined when it has none. */
  readonly resourcePolicy: ResourceOutcome | undefined;
  /** What the caller's IAM policies say, or the policy that the Lambda authorizer answered. */
  readonly identity: Outcome;
  /** Whether the caller (or the authorizer) belongs to the account that owns the API. */
  readonly sameAccount: boolean;
};

const ALLOW: AccessDecision = { access: "allow" };

function refused(access: "explicitDeny" | "implicitDeny", by: DecidingPolicy): AccessDecision {
  return { access, by };
}

/** The resource policy alone: an explicit allow is needed. */
function byResourcePolicy(outcome: ResourceOutcome | undefined): AccessDecision {
  if (outcome === undefined || outcome === "allow") return ALLOW;
  return refused(outcome === "deny" ? "explicitDeny" : "implicitDeny", "resource-based");
}

/** Tables A (same account: one allow is enough) and B (other account: both must allow). */
function byBoth(question: AccessQuestion): AccessDecision {
  const { identity, sameAccount } = question;
  const resource = question.resourcePolicy ?? "none";
  if (resource === "deny") return refused("explicitDeny", "resource-based");
  if (identity === "deny") return refused("explicitDeny", "identity-based");
  if (sameAccount)
    return identity === "allow" || resource === "allow" ? ALLOW : refused("implicitDeny", "identity-based");
  if (identity === "none") return refused("implicitDeny", "identity-based");
  return resource === "none" ? refused("implicitDeny", "resource-based") : ALLOW;
}

/**
 * Decides about a request by AWS's tables (API Gateway Developer Guide, "How API Gateway resource policies affect
 * authorization workflow"). Authentication itself (a signature, a token) must have succeeded before.
 *
 * With a Lambda authorizer AWS evaluates the resource policy once more beforehand, and does not call the authorizer
 * when it denies; for Cognito user pools the resource policy counts alone, once the token is good.
 */
export function decideAccess(question: AccessQuestion): AccessDecision {
  switch (question.authorization) {
    case "NONE":
    case "COGNITO_USER_POOLS":
      return byResourcePolicy(question.resourcePolicy);
    case "AWS_IAM":
    case "CUSTOM":
      return byBoth(question);
  }
}
