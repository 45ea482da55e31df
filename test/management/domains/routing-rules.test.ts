import { expect, it } from "vitest";
import { domainHandlersV2 } from "../../../src/management/domains/v2.ts";
import { deployedApi } from "../../support/rest-api.ts";
import { v2Call } from "../../support/v2-call.ts";

it("the ARN of a routing rule names its domain's region, whatever region the call is signed for", async () => {
  const { restApiId: ApiId } = await deployedApi();
  const DomainName = "regional-rules.test";
  await domainHandlersV2.CreateDomainName({ ...v2Call(), region: "eu-west-1" }, { DomainName });
  const call = v2Call();
  const rule = { Priority: 1, Conditions: [], Actions: [{ InvokeApi: { ApiId, Stage: "prod" } }] };
  const { RoutingRuleId, RoutingRuleArn } = await domainHandlersV2.CreateRoutingRule(call, { DomainName, ...rule });
  expect(RoutingRuleArn).toMatch(/^arn:aws:apigateway:eu-west-1:/);
  const { RoutingRules } = await domainHandlersV2.ListRoutingRules(call, { DomainName });
  expect(RoutingRules).toMatchObject([{ RoutingRuleId, RoutingRuleArn }]);
});
