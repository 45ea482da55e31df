import type { RoutingRule, RoutingRuleAction, RoutingRuleCondition } from "@aws-sdk/client-apigatewayv2";
import type { CustomDomainRule } from "../../model/domain.ts";
import { badRequest, conflict, notFound } from "../../wire/faults.ts";
import type { SdkOperations } from "../../wire/generated/operations.ts";
import type { Input, Output, ServiceHandlers } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { limitOf, pageOf, positionOf } from "../pages.ts";
import { checkTarget, unknownDomain } from "./mappings.ts";
import { readDomain } from "./records.ts";
import { checkBasePath, checkGlob, checkHeaderName } from "./rule-checks.ts";

type Operations = SdkOperations["apigatewayv2"];
type In<O extends keyof Operations> = Input<"apigatewayv2", O>;
type Out<O extends keyof Operations> = Output<"apigatewayv2", O>;

const UNKNOWN_RULE = "Invalid routing rule identifier specified";
const MAX_PRIORITY = 1_000_000;
const MAX_HEADER_CONDITIONS = 2;

async function createRoutingRule(call: Call, input: In<"CreateRoutingRule">): Promise<Out<"CreateRoutingRule">> {
  return putRule(call, { ...input, id: call.newId(6), mustExist: false });
}

/** Replaces a rule that is there. */
async function putRoutingRule(call: Call, input: In<"PutRoutingRule">): Promise<Out<"PutRoutingRule">> {
  return putRule(call, { ...input, id: input.RoutingRuleId, mustExist: true });
}

async function getRoutingRule(call: Call, input: In<"GetRoutingRule">): Promise<Out<"GetRoutingRule">> {
  const { domainName, region } = await readDomain(call, input.DomainName);
  const found = await call.documents.get("domainRule", input.RoutingRuleId);
  if (found?.body.domainName !== domainName) throw notFound(UNKNOWN_RULE);
  return shown(call, region, found.body);
}

async function listRoutingRules(call: Call, input: In<"ListRoutingRules">): Promise<Out<"ListRoutingRules">> {
  const { domainName: parent, region } = await readDomain(call, input.DomainName);
  const limit = limitOf(input.MaxResults, 100);
  const rows = await call.documents.list("domainRule", {
    parent,
    after: positionOf(input.NextToken),
    limit: limit + 1,
  });
  const { items, next } = pageOf(rows, limit);
  return { RoutingRules: items.map(({ body }) => shown(call, region, body)), NextToken: next };
}

async function deleteRoutingRule(call: Call, input: In<"DeleteRoutingRule">): Promise<Out<"DeleteRoutingRule">> {
  const domainName = input.DomainName.toLowerCase();
  const removed = await call.documents.edit("domain", domainName, async (_domain, edit) => {
    const found = await call.documents.get("domainRule", input.RoutingRuleId);
    if (found?.body.domainName !== domainName) throw notFound(UNKNOWN_RULE);
    edit.remove("domainRule", found.id, domainName);
    return true;
  });
  if (!removed) throw unknownDomain();
  return {};
}

export const routingRuleHandlers = {
  CreateRoutingRule: createRoutingRule,
  PutRoutingRule: putRoutingRule,
  GetRoutingRule: getRoutingRule,
  ListRoutingRules: listRoutingRules,
  DeleteRoutingRule: deleteRoutingRule,
} satisfies ServiceHandlers<Call, "apigatewayv2">;

interface Wanted extends Pick<In<"CreateRoutingRule">, "DomainName" | "Priority" | "Conditions" | "Actions"> {
  id: string;
  mustExist: boolean;
}

async function putRule(call: Call, wanted: Wanted): Promise<RoutingRule> {
  const domainName = wanted.DomainName.toLowerCase();
  const rule = await checkedRule(call, domainName, wanted);
  const region = await call.documents.edit("domain", domainName, async ({ body: domain }, edit) => {
    const others = await call.documents.list("domainRule", { parent: domainName });
    if (wanted.mustExist && !others.some(({ id }) => id === rule.id)) throw notFound(UNKNOWN_RULE);
    if (others.some(({ id, body }) => id !== rule.id && body.priority === rule.priority)) {
      throw conflict(`A routing rule with priority ${rule.priority} already exists for this domain name`);
    }
    edit.put("domainRule", rule.id, rule, { name: `${domainName}/${rule.priority}`, parent: domainName });
    return domain.region;
  });
  if (region === null) throw unknownDomain();
  return shown(call, region, rule);
}

async function checkedRule(call: Call, domainName: string, wanted: Wanted): Promise<CustomDomainRule> {
  const { id, Priority: priority, Conditions, Actions } = wanted;
  if (priority < 1 || priority > MAX_PRIORITY) throw badRequest(`Priority must be between 1 and ${MAX_PRIORITY}`);
  const conditions = conditionsOf(Conditions);
  const target = targetOf(Actions);
  await checkTarget(call, target);
  if ((await call.apis.read(target.apiId))?.root.kind !== "REST") {
    throw badRequest("A routing rule can only invoke a stage of a REST API");
  }
  return { id, domainName, priority, conditions, ...target };
}

function targetOf(actions: RoutingRuleAction[]): Pick<CustomDomainRule, "apiId" | "stage" | "stripBasePath"> {
  const [action, ...more] = actions;
  const { ApiId: apiId = "", Stage: stage = "", StripBasePath: stripBasePath = false } = action?.InvokeApi ?? {};
  if (more.length > 0 || apiId === "") throw badRequest("A routing rule must have exactly one action, InvokeApi");
  return { apiId, stage, stripBasePath };
}

function conditionsOf(conditions: RoutingRuleCondition[]): CustomDomainRule["conditions"] {
  const withHeaders = conditions.filter(({ MatchHeaders }) => MatchHeaders !== undefined);
  const withPaths = conditions.filter(({ MatchBasePaths }) => MatchBasePaths !== undefined);
  if (withHeaders.length > MAX_HEADER_CONDITIONS || withPaths.length > 1) {
    throw badRequest("A routing rule can have at most two header conditions and one base path condition");
  }
  return conditions.map(({ MatchBasePaths, MatchHeaders }) => ({
    basePaths: MatchBasePaths?.AnyOf?.map(checkBasePath) ?? null,
    headers:
      MatchHeaders?.AnyOf?.map(({ Header = "", ValueGlob = "" }) => ({
        name: checkHeaderName(Header),
        glob: checkGlob(ValueGlob),
      })) ?? null,
  }));
}

function shown(call: Call, region: string, rule: CustomDomainRule): RoutingRule {
  const { id, domainName, priority, conditions, apiId, stage, stripBasePath } = rule;
  return {
    RoutingRuleId: id,
    RoutingRuleArn: `arn:aws:apigateway:${region}:${call.accountId}:/domainnames/${domainName}/routingrules/${id}`,
    Priority: priority,
    Conditions: conditions.map(({ basePaths, headers }) => ({
      ...(basePaths && { MatchBasePaths: { AnyOf: basePaths } }),
      ...(headers && { MatchHeaders: { AnyOf: headers.map(({ name, glob }) => ({ Header: name, ValueGlob: glob })) } }),
    })),
    Actions: [{ InvokeApi: { ApiId: apiId, Stage: stage, StripBasePath: stripBasePath } }],
  };
}
