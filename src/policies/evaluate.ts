import type { CompiledPolicy } from "./compile.ts";
import type { PolicyRequest } from "./request.ts";

/** What policies say of a request: an explicit deny goes before any allow; `"none"` is silence. */
export type Outcome = "allow" | "deny" | "none";

/**
 * What a resource's own policy says. `"delegate"` is an allow that names only the caller's account: it hands the
 * decision to that account, whose identity policies must allow, too.
 */
export type ResourceOutcome = Outcome | "delegate";

function covers(statements: CompiledPolicy["denies"], request: PolicyRequest, action: string): ResourceOutcome {
  let outcome: ResourceOutcome = "none";
  for (const statement of statements) {
    const match = statement(request, action);
    if (match === "named") return "allow";
    if (match === "account") outcome = "delegate";
  }
  return outcome;
}

/**
 * Evaluates policies of which each may name principals: a resource's policy, or a role's trust policy. An explicit deny
 * wins, whether it names the caller or its account.
 */
export function evaluateResourcePolicies(policies: readonly CompiledPolicy[], request: PolicyRequest): ResourceOutcome {
  const action = request.action.toLowerCase();
  for (const policy of policies) if (covers(policy.denies, request, action) !== "none") return "deny";
  let outcome: ResourceOutcome = "none";
  for (const policy of policies) {
    const allowed = covers(policy.allows, request, action);
    if (allowed === "allow") return "allow";
    if (allowed === "delegate") outcome = "delegate";
  }
  return outcome;
}

/**
 * Evaluates the policies of an identity (or the one that a Lambda authorizer answered) together: an explicit deny in
 * any of them wins, then an allow in any of them.
 */
export function evaluate(policies: readonly CompiledPolicy[], request: PolicyRequest): Outcome {
  const outcome = evaluateResourcePolicies(policies, request);
  return outcome === "delegate" ? "none" : outcome;
}

/** What an identity may do: the policies attached to it, and those that limit them without granting anything. */
export type IdentityPolicies = {
  /** Of the user and its groups, or of the role. */
  readonly attached: readonly CompiledPolicy[];
  /** The permissions boundary. */
  readonly boundary?: CompiledPolicy | undefined;
  /** Policies passed when the session was made (AssumeRole's Policy and PolicyArns); empty means no limit. */
  readonly session?: readonly CompiledPolicy[] | undefined;
};

/**
 * Evaluates all policies of an identity: a deny in any of them wins, and an allow must stand in the attached policies,
 * in the boundary and in the session's policies (IAM User Guide, "Policy evaluation logic").
 */
export function evaluateIdentity(policies: IdentityPolicies, request: PolicyRequest): Outcome {
  const layers = [policies.attached];
  if (policies.boundary !== undefined) layers.push([policies.boundary]);
  if (policies.session !== undefined && policies.session.length > 0) layers.push(policies.session);
  let outcome: Outcome = "allow";
  for (const layer of layers) {
    const said = evaluate(layer, request);
    if (said === "deny") return "deny";
    if (said === "none") outcome = "none";
  }
  return outcome;
}
