import type { Identity } from "../../identities/identity.ts";
import type { CompiledPolicy } from "../../policies/compile.ts";
import { evaluate, evaluateIdentity } from "../../policies/evaluate.ts";
import { type PolicyRequest, conditionKeys } from "../../policies/request.ts";
import { accessDenied } from "../../wire/faults.ts";
import type { Match } from "../../wire/router.ts";
import type { ServiceName } from "../../wire/schema.ts";
import type { Call } from "../call.ts";
import type { KeyValues } from "../request-keys.ts";
import type { Access, AnyInput, ServiceRule } from "./access.ts";
import { apiGatewayRule } from "./apigateway.ts";
import { connectionsRule } from "./connections.ts";
import { iamRule } from "./iam.ts";
import { lambdaRule } from "./lambda.ts";
import { logsRule } from "./logs.ts";
import { passedRoles } from "./pass-role.ts";
import { requestTags } from "./request-tags.ts";
import { stsRule } from "./sts.ts";
import { wafv2Rule } from "./wafv2.ts";

const RULES: Readonly<Record<ServiceName, ServiceRule>> = {
  apigateway: apiGatewayRule,
  apigatewayv2: apiGatewayRule,
  apigatewaymanagementapi: connectionsRule,
  lambda: lambdaRule,
  iam: iamRule,
  sts: stsRule,
  logs: logsRule,
  wafv2: wafv2Rule,
};

/** All that a call does, in the words of policies. */
export async function accessesOf(call: Call, match: Match, input: AnyInput): Promise<Access[]> {
  const own = await RULES[match.service](call, match, input);
  return [...own, ...passedRoles(match, input)];
}

/**
 * Lets a call pass when its caller may do all that it does; what no policy allows is refused. The administrator may do everything.
 * Throws AccessDeniedException with AWS's message.
 */
export async function authorize(call: Call, match: Match, input: AnyInput): Promise<void> {
  if (call.caller.admin) return;
  const tags = requestTags(input);
  for (const access of await accessesOf(call, match, input)) permit(call, access, tags);
}

/** Lets one access pass, or throws AccessDeniedException with AWS's message. */
export function permit(call: Call, access: Access, tags: KeyValues = {}): void {
  if (call.caller.admin) return;
  const request = policyRequest(call, access, tags);
  if (evaluateIdentity(call.caller.policies, request) !== "allow") throw refusal(call.caller, request);
}

/** An access as policies see it: with who asks, and all condition keys. */
export function policyRequest(
  call: Call,
  { action, resource, keys = {} }: Access,
  tags: KeyValues = {},
): PolicyRequest {
  const { caller } = call;
  const all = conditionKeys({ ...call.requestKeys, ...caller.keys, ...tags, ...keys });
  return { principal: caller.principal, action, resource, keys: all };
}

/** AWS's answer for what a caller may not do; it names the kind of policy that decided. */
function refusal({ arn, policies }: Identity, request: PolicyRequest) {
  const { action, resource } = request;
  const layers: [name: string, article: string, layer: readonly CompiledPolicy[]][] = [
    ["identity-based policy", "an", policies.attached],
    ["permissions boundary", "a", policies.boundary ? [policies.boundary] : []],
    ["session policy", "a", policies.session ?? []],
  ];
  const said = layers.map(([name, article, layer]) => ({ name, article, layer, outcome: evaluate(layer, request) }));
  const denying = said.find(({ outcome }) => outcome === "deny");
  const silent = said.find(({ name, layer, outcome }) => outcome === "none" && (layer.length > 0 || name === IDENTITY));
  const reason = denying
    ? `with an explicit deny in ${denying.article} ${denying.name}`
    : `because no ${silent?.name ?? IDENTITY} allows the ${action} action`;
  return accessDenied(`User: ${arn} is not authorized to perform: ${action} on resource: ${resource} ${reason}`);
}

const IDENTITY = "identity-based policy";
