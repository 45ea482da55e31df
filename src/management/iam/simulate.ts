import type { EvaluationResult } from "@aws-sdk/client-iam";
import { compileDocument } from "../../identities/identity.ts";
import { defaultDocument } from "../../model/identity.ts";
import { type Outcome, evaluateIdentity, evaluateResourcePolicies } from "../../policies/evaluate.ts";
import type { CompiledPolicy } from "../../policies/compile.ts";
import { type Principal, conditionKeys } from "../../policies/request.ts";
import { readGrants } from "../../storage/identity-reads.ts";
import { notImplemented } from "../../wire/faults.ts";
import { invalidInput, noSuchEntity } from "../../wire/iam-faults.ts";
import type { Call } from "../call.ts";
import { checkedDocument } from "./documents.ts";
import { arnOf } from "./find.ts";
import type { In, Out } from "./operations.ts";
import { type PageInput, afterOf, pageOf, rowsOf } from "./page.ts";
import { type SimulatedPolicy, matchedStatements, missingKeys, simulatedStatements } from "./simulated-policies.ts";

/** What both operations ask: which actions on which resources, in which circumstances. */
type Question = Omit<In<"SimulateCustomPolicy">, "PolicyInputList"> & PageInput;

/** What the policies given would allow. */
export async function simulateCustomPolicy(call: Call, input: In<"SimulateCustomPolicy">): Out<"SimulateCustomPolicy"> {
  return simulate(call, input, given(input.PolicyInputList), input.CallerArn);
}

/** What a user, group or role may do, with the policies given beside its own. */
export async function simulatePrincipalPolicy(
  call: Call,
  input: In<"SimulatePrincipalPolicy">,
): Out<"SimulatePrincipalPolicy"> {
  const source = await sourceBy(call, input.PolicySourceArn);
  const attached = [...source.policies, ...given(input.PolicyInputList ?? [])];
  const own = source.boundary === null ? undefined : identityPolicy(source.boundary);
  return simulate(call, input, attached, input.CallerArn ?? input.PolicySourceArn, own);
}

function simulate(
  call: Call,
  input: Question,
  policies: readonly SimulatedPolicy[],
  callerArn: string | undefined,
  ownBoundary?: CompiledPolicy,
) {
  if (input.ResourceHandlingOption !== undefined) throw notImplemented("iam", "simulation with ResourceHandlingOption");
  const attached = policies.map(({ document }) => identityPolicy(document));
  const [boundary = ownBoundary] = (input.PermissionsBoundaryPolicyInputList ?? []).map(identityPolicy);
  const resource = input.ResourcePolicy === undefined ? [] : [resourcePolicy(input.ResourcePolicy)];
  const principal: Principal =
    callerArn === undefined ? { type: "anonymous" } : { type: "AWS", arn: callerArn, account: call.accountId };
  const keys = conditionKeys(
    Object.fromEntries(
      (input.ContextEntries ?? []).map(({ ContextKeyName = "", ContextKeyValues = [] }) => [
        ContextKeyName,
        ContextKeyValues,
      ]),
    ),
  );
  const statements = simulatedStatements(policies);
  const MissingContextValues = missingKeys(policies, keys);
  const { ActionNames: actions, ResourceArns: arns = ["*"] } = input;
  const evaluation = (nth: number): EvaluationResult => {
    const [action = "", arn = ""] = [actions[Math.floor(nth / arns.length)], arns[nth % arns.length]];
    const request = { principal, action, resource: arn, keys };
    const own = evaluateIdentity({ attached, boundary }, request);
    const theirs = evaluateResourcePolicies(resource, request);
    const EvalDecision = decision(own, theirs);
    const MatchedStatements = matchedStatements(statements, request, EvalDecision);
    return { EvalActionName: action, EvalResourceName: arn, EvalDecision, MatchedStatements, MissingContextValues };
  };
  // Every action with every resource: only what the page shows is evaluated.
  const first = Number(afterOf(input) || -1) + 1;
  const count = Math.max(0, Math.min(rowsOf(input), actions.length * arns.length - first));
  const { items, page } = pageOf(
    input,
    Array.from({ length: count }, (_, nth) => first + nth),
    String,
  );
  return { EvaluationResults: items.map(evaluation), ...page };
}

/** Within one account an allow of either suffices, and a deny of either refuses. */
function decision(own: Outcome, resource: Outcome | "delegate"): EvaluationResult["EvalDecision"] {
  if (own === "deny" || resource === "deny") return "explicitDeny";
  return own === "allow" || resource === "allow" ? "allowed" : "implicitDeny";
}

/** Policies that the call brings are named by their numbers. */
function given(documents: readonly string[]): SimulatedPolicy[] {
  return documents.map((document, nth) => ({ name: `PolicyInputList.${nth + 1}`, document }));
}

function identityPolicy(document: string): CompiledPolicy {
  return compileDocument(checkedDocument(document, "identity"), "identity");
}

function resourcePolicy(document: string) {
  return compileDocument(checkedDocument(document, "resource"), "resource");
}

/** The policies of the identity that an ARN names. Throws NoSuchEntity, and InvalidInput for an ARN of something else. */
async function sourceBy(call: Call, arn: string): Promise<{ policies: SimulatedPolicy[]; boundary: string | null }> {
  const [, kind, name = ""] = /:(user|group|role)\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  if (kind !== "user" && kind !== "group" && kind !== "role") throw invalidInput(`Invalid Entity Arn: ${arn}`);
  const found = await call.identities.byName(kind, name);
  if (!found || arnOf(call, found) !== arn) throw noSuchEntity(`The ${kind} with name ${name} cannot be found.`);
  const grants = found.kind === "group" ? null : await readGrants(call.identities.db, found.id);
  if (grants) {
    const { documents, names, boundary } = grants;
    return { policies: documents.map((document, nth) => ({ name: names[nth] ?? "", document })), boundary };
  }
  const own = await call.identities.inlinePolicies(found.id);
  const inline = own.map((policy) => ({ ...policy, name: `group_${name}_${policy.name}` }));
  const attached = await call.identities.policiesOf(found.id);
  const managed = attached.map(({ body }) => ({ name: body.name, document: defaultDocument(body) }));
  return { policies: [...inline, ...managed], boundary: null };
}
