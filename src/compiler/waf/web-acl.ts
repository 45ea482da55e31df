import type { BlockAction, CustomResponseBody, Rule, RuleAction } from "@aws-sdk/client-wafv2";
import { isBodiless } from "../../languages/http/statuses.ts";
import type { WebAclDefinition, WithText } from "../../model/waf.ts";
import type { BlockPlan, WebAclPlan, WebAclRulePlan } from "../../plan/web-acl.ts";
import { onlyMember, refuseOthers, WebAclInvalid, WebAclUnsupported } from "./problems.ts";
import { compileRuleStatement } from "./statements.ts";

type Bodies = Readonly<Record<string, CustomResponseBody>>;

/**
 * Compiles a web ACL: what traffic does with each request.
 *
 * @throws WebAclUnsupported for what is not built here
 * @throws WebAclInvalid for what AWS refuses
 */
export function compileWebAcl(acl: WebAclDefinition & { Name: string }): WebAclPlan {
  const bodies = acl.CustomResponseBodies ?? {};
  const { DefaultAction: action } = acl;
  onlyMember("DEFAULT_ACTION", "DefaultAction", action);
  refuseOthers("AllowAction", action.Allow ?? {}, []);
  return {
    name: acl.Name,
    rules: compileRules(acl.Rules, bodies),
    defaultBlock: action.Block ? compileBlock(action.Block, bodies) : null,
  };
}

/** Compiles rules, in the order in which they decide. */
export function compileRules(rules: readonly WithText<Rule>[], bodies: Bodies): WebAclRulePlan[] {
  refuseTwice("Name", rules);
  refuseTwice("Priority", rules);
  return rules.toSorted((a, b) => (a.Priority ?? 0) - (b.Priority ?? 0)).map((rule) => compileRule(rule, bodies));
}

function refuseTwice(member: "Name" | "Priority", rules: readonly WithText<Rule>[]): void {
  const seen = new Set<unknown>();
  for (const { [member]: value } of rules) {
    const reason = `You have a duplicate ${member.toLowerCase()}. ${member === "Name" ? "Names" : "Priorities"} must be unique.`;
    if (seen.has(value)) throw new WebAclInvalid("RULE", String(value), reason);
    seen.add(value);
  }
}

/** VisibilityConfig is about metrics, the other two about actions that no rule can have: they change nothing for requests. */
const WITHOUT_EFFECT = ["VisibilityConfig", "CaptchaConfig", "ChallengeConfig"];
const RULE_MEMBERS = ["Name", "Priority", "Statement", "Action", ...WITHOUT_EFFECT];

function compileRule(rule: WithText<Rule>, bodies: Bodies): WebAclRulePlan {
  const statement = compileRuleStatement(rule.Statement);
  refuseOthers("Rule", rule, RULE_MEMBERS);
  return { name: rule.Name ?? "", statement, action: compileAction(rule.Action, bodies) };
}

function compileAction(action: WithText<RuleAction> | undefined, bodies: Bodies): WebAclRulePlan["action"] {
  const name = onlyMember("RULE_ACTION", "RuleAction", action);
  if (action?.Block) return { kind: "block", block: compileBlock(action.Block, bodies) };
  const passing = action?.Allow ?? action?.Count;
  if (!passing) throw new WebAclUnsupported(`RuleAction.${name}`);
  refuseOthers(`${name}Action`, passing, []);
  return { kind: action?.Allow ? "allow" : "count" };
}

const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const CONTENT_TYPES = { TEXT_PLAIN: "text/plain", TEXT_HTML: "text/html", APPLICATION_JSON: "application/json" };

/** Custom responses take precedence over the API's own (developer guide, "Custom responses for Block actions"). */
function compileBlock({ CustomResponse: custom }: WithText<BlockAction>, bodies: Bodies): BlockPlan {
  if (!custom) return { response: null };
  const { ResponseCode: status = 403, CustomResponseBodyKey: key, ResponseHeaders: given = [] } = custom;
  const headers = given.map(({ Name = "", Value = "" }): [string, string] => [Name, Value]);
  if (headers.some(([name]) => name.toLowerCase() === "content-type")) {
    throw new WebAclInvalid("CUSTOM_RESPONSE", "content-type", "The body's own content type is sent.");
  }
  const unsendable = headers.find(([, value]) => !HEADER_VALUE.test(value));
  if (unsendable) throw new WebAclInvalid("CUSTOM_RESPONSE", unsendable[1], "No header can have such a value.");
  if (key === undefined) return { response: { status, headers, body: null } };
  const body = Object.hasOwn(bodies, key) ? bodies[key] : undefined;
  if (isBodiless(status)) throw new WebAclInvalid("CUSTOM_RESPONSE", key, `A response ${status} has no body.`);
  if (!body) throw new WebAclInvalid("CUSTOM_RESPONSE_BODY", key, "No custom response body has this key.");
  const contentType = CONTENT_TYPES[body.ContentType ?? "TEXT_PLAIN"];
  return { response: { status, headers: [...headers, ["Content-Type", contentType]], body: body.Content ?? "" } };
}
