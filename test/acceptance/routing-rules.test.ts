import {
  CreateApiMappingCommand,
  CreateDomainNameCommand,
  CreateRoutingRuleCommand,
  type CreateRoutingRuleCommandInput,
  DeleteDomainNameCommand,
  DeleteRoutingRuleCommand,
  GetRoutingRuleCommand,
  ListRoutingRulesCommand,
  PutRoutingRuleCommand,
} from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aws, describeWithAws } from "../support/aws-cli.ts";
import { apiGatewayV2 } from "../support/clients.ts";
import { createRestApi } from "../support/deployed-rest-api.ts";
import { createHttpApi } from "../support/http-api.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { request } from "../support/request.ts";
import { type UpstreamServer, startUpstream } from "../support/upstream-server.ts";

let gateway: Gateway;
let upstream: UpstreamServer;
/** two APIs of one path each: the backend tells which one it was */
let first: string;
let second: string;
beforeAll(async () => {
  [gateway, upstream] = await Promise.all([sharedGateway(), startUpstream()]);
  upstream.answer(({ url }) => ({ body: url }));
  const made = async (name: string, path: string) =>
    (
      await createRestApi(gateway, {
        methods: {
          [`GET ${path}`]: {
            integration: { type: "HTTP_PROXY", integrationHttpMethod: "GET", uri: `${upstream.url}/${name}` },
          },
        },
      })
    ).restApiId;
  [first, second] = await Promise.all([made("first", "/users"), made("second", "/users")]);
});
afterAll(() => upstream.stop());

const invoke = (ApiId: string, StripBasePath = false) => [{ InvokeApi: { ApiId, Stage: "prod", StripBasePath } }];
const header = (Header: string, ValueGlob: string) => ({ MatchHeaders: { AnyOf: [{ Header, ValueGlob }] } });
const basePath = (...AnyOf: string[]) => ({ MatchBasePaths: { AnyOf } });

async function domain(
  DomainName: string,
  RoutingMode: "ROUTING_RULE_ONLY" | "ROUTING_RULE_THEN_API_MAPPING" | "API_MAPPING_ONLY",
): Promise<(rule: Omit<CreateRoutingRuleCommandInput, "DomainName">) => Promise<string>> {
  const client = apiGatewayV2(gateway);
  await client.send(new CreateDomainNameCommand({ DomainName, RoutingMode }));
  return async (rule) => (await client.send(new CreateRoutingRuleCommand({ DomainName, ...rule }))).RoutingRuleId ?? "";
}

const call = async (host: string, path: string, headers: Record<string, string> = {}): Promise<string | number> => {
  const { status, text } = await request(`${gateway.url}${path}`, { host, headers });
  return status === 200 ? text : status;
};

describe("routing rules of a custom domain", () => {
  it("are asked in the order of their priorities, before the mappings", async () => {
    const host = "rules.shop.test";
    const rule = await domain(host, "ROUTING_RULE_THEN_API_MAPPING");
    const client = apiGatewayV2(gateway);
    await client.send(new CreateApiMappingCommand({ DomainName: host, ApiId: first, Stage: "prod" }));
    expect(await call(host, "/users")).toBe("/first");
    await rule({ Priority: 20, Conditions: [], Actions: invoke(second) });
    expect(await call(host, "/users")).toBe("/second");
    await rule({ Priority: 10, Conditions: [header("X-Version", "beta*")], Actions: invoke(first) });
    expect(await call(host, "/users", { "x-version": "beta2" })).toBe("/first");
    expect(await call(host, "/users", { "x-version": "Beta2" })).toBe("/second");
  });

  it("match headers by prefix, suffix and part, two of them together, and base paths by whole segments", async () => {
    const host = "conditions.shop.test";
    const rule = await domain(host, "ROUTING_RULE_ONLY");
    await rule({ Priority: 1, Conditions: [header("x-a", "*end"), header("x-b", "*mid*")], Actions: invoke(first) });
    await rule({
      Priority: 2,
      Conditions: [basePath("v1/shop", "other"), header("x-c", "exact")],
      Actions: invoke(second, true),
    });
    expect(await call(host, "/users", { "x-a": "the end", "x-b": "amidst" })).toBe("/first");
    expect(await call(host, "/users", { "x-a": "the end" })).toBe(403);
    expect(await call(host, "/v1/shop/users", { "x-c": "exact" })).toBe("/second");
    expect(await call(host, "/other/users", { "x-c": "exact" })).toBe("/second");
    expect(await call(host, "/v1/shops/users", { "x-c": "exact" })).toBe(403);
    expect(await call(host, "/V1/shop/users", { "x-c": "exact" })).toBe(403);
    expect(await call(host, "/v1/shop/users", { "x-c": "exactly" })).toBe(403);
  });

  it("leave the base path in the API's path unless it is stripped", async () => {
    const host = "strip.shop.test";
    const rule = await domain(host, "ROUTING_RULE_ONLY");
    await rule({ Priority: 1, Conditions: [basePath("users")], Actions: invoke(first) });
    expect(await call(host, "/users")).toBe("/first");
  });

  it("are not asked by a domain that has mappings only", async () => {
    const host = "mappings.shop.test";
    const rule = await domain(host, "API_MAPPING_ONLY");
    await rule({ Priority: 1, Conditions: [], Actions: invoke(first) });
    expect(await call(host, "/users")).toBe(403);
  });

  it("of a wildcard domain act on every name below it that has no domain of its own", async () => {
    const rule = await domain("*.wild.test", "ROUTING_RULE_ONLY");
    await rule({ Priority: 1, Conditions: [], Actions: invoke(first) });
    await domain("own.wild.test", "ROUTING_RULE_ONLY");
    expect(await call("any.wild.test", "/users")).toBe("/first");
    expect(await call("own.wild.test", "/users")).toBe(403);
    expect(await call("a.b.wild.test", "/users")).toBe(403);
    expect(await call("wild.test", "/users")).toBe(403);
  });

  it("of a wildcard domain tell the names below it by their Host (developer guide, example 4)", async () => {
    const rule = await domain("*.hosts.test", "ROUTING_RULE_ONLY");
    await rule({ Priority: 10, Conditions: [header("Host", "a.hosts.test")], Actions: invoke(first) });
    await rule({ Priority: 500, Conditions: [], Actions: invoke(second) });
    expect(await call("a.hosts.test", "/users")).toBe("/first");
    expect(await call("a.hosts.test:8787", "/users")).toBe("/first");
    expect(await call("b.hosts.test", "/users")).toBe("/second");
  });

  it("are listed, changed and deleted, and go with their domain", async () => {
    const DomainName = "crud.shop.test";
    const rule = await domain(DomainName, "ROUTING_RULE_ONLY");
    const client = apiGatewayV2(gateway);
    const RoutingRuleId = await rule({ Priority: 1, Conditions: [header("x", "1")], Actions: invoke(first, true) });
    const got = await client.send(new GetRoutingRuleCommand({ DomainName, RoutingRuleId }));
    expect(got).toMatchObject({
      RoutingRuleId,
      RoutingRuleArn: expect.stringContaining(`/domainnames/${DomainName}/routingrules/${RoutingRuleId}`),
      Conditions: [header("x", "1")],
      Actions: invoke(first, true),
    });
    const changed = { DomainName, RoutingRuleId, Priority: 5, Conditions: [], Actions: invoke(second) };
    await client.send(new PutRoutingRuleCommand(changed));
    const { RoutingRules } = await client.send(new ListRoutingRulesCommand({ DomainName }));
    expect(RoutingRules).toMatchObject([{ RoutingRuleId, Priority: 5, Actions: invoke(second) }]);
    expect(await call(DomainName, "/users")).toBe("/second");
    await client.send(new DeleteRoutingRuleCommand({ DomainName, RoutingRuleId }));
    await expect(client.send(new PutRoutingRuleCommand(changed))).rejects.toMatchObject({ name: "NotFoundException" });
    const last = await rule({ Priority: 1, Conditions: [], Actions: invoke(first) });
    await client.send(new DeleteDomainNameCommand({ DomainName }));
    await domain(DomainName, "ROUTING_RULE_ONLY");
    const gone = client.send(new GetRoutingRuleCommand({ DomainName, RoutingRuleId: last }));
    await expect(gone).rejects.toMatchObject({ name: "NotFoundException" });
  });

  it("are refused where they can mean nothing", async () => {
    const rule = await domain("refused.shop.test", "ROUTING_RULE_ONLY");
    const { apiId } = await createHttpApi(gateway, { routes: { $default: upstream.url } });
    await rule({ Priority: 7, Conditions: [], Actions: invoke(first) });
    const refusal = (more: object) =>
      rule({ Priority: 1, Conditions: [], Actions: invoke(first), ...more }).catch((error: Error) => error.name);
    for (const wrong of [
      { Priority: 0 },
      { Priority: 1_000_001 },
      { Actions: [] },
      { Actions: [...invoke(first), ...invoke(second)] },
      { Actions: invoke(apiId) },
      { Actions: invoke("nosuchapi0") },
      { Conditions: [header("a", "1"), header("b", "1"), header("c", "1")] },
      { Conditions: [basePath("a"), basePath("b")] },
      { Conditions: [header("Authorization", "x")] },
      { Conditions: [header("x-amz-date", "x")] },
      { Conditions: [header("x", "a*b")] },
    ]) {
      expect([wrong, await refusal(wrong)]).toEqual([wrong, "BadRequestException"]);
    }
    expect(await refusal({ Priority: 7 })).toBe("ConflictException");
  });
});

describeWithAws("routing rules, with the AWS CLI", () => {
  it("are made as the developer guide writes them", async () => {
    const name = ["--domain-name", "cli-rules.shop.test"];
    const v2 = (...args: string[]) => aws<Record<string, unknown>>(gateway, ["apigatewayv2", ...args]);
    await v2("create-domain-name", ...name, "--routing-mode", "ROUTING_RULE_THEN_API_MAPPING");
    const conditions = JSON.stringify([header("Hello", "World"), basePath("users")]);
    const actions = JSON.stringify(invoke(first));
    const made = await v2(
      "create-routing-rule",
      ...name,
      "--priority",
      "50",
      "--conditions",
      conditions,
      "--actions",
      actions,
    );
    expect(made["Priority"]).toBe(50);
    expect(await call("cli-rules.shop.test", "/users", { hello: "World" })).toBe("/first");
  });
});
