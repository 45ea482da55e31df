import { describe, expect, it } from "vitest";
import type { Identity } from "../../../src/identities/identity.ts";
import { accessesOf, authorize } from "../../../src/management/authorization/authorize.ts";
import { PASSES_ROLE } from "../../../src/management/authorization/pass-role.ts";
import type { Call } from "../../../src/management/call.ts";
import { domainHandlersV2 } from "../../../src/management/domains/v2.ts";
import { registry } from "../../../src/management/registry.ts";
import type { Match } from "../../../src/wire/router.ts";
import type { Operation, ServiceName } from "../../../src/wire/schema.ts";
import { handledOperations } from "../../../src/wire/service.ts";
import { serviceNames, tableOf } from "../../../src/wire/tables.ts";
import { v2Call } from "../../support/v2-call.ts";

const powerless: Identity = {
  ...v2Call().caller,
  admin: false,
  arn: "arn:aws:iam::000000000000:user/nobody",
  policies: { attached: [] },
};
const call: Call = { ...v2Call(), caller: powerless };

const operations: Operation[] = serviceNames().flatMap((service) => [...tableOf(service).operations.values()]);
const matchOf = (operation: Operation): Match => ({ service: operation.service, operation, labels: {} });

function named(service: ServiceName, name: string): Match {
  const operation = tableOf(service).operations.get(name);
  if (!operation) throw new Error(`${service} has no ${name}`);
  return matchOf(operation);
}

/** An input whose texts are all there. */
function sampleOf({ input }: Operation): Record<string, unknown> {
  const texts = (input?.members ?? []).filter(({ type }) => type.kind === "string");
  return Object.fromEntries(texts.map(({ name }) => [name, `the-${name}`]));
}

describe("every operation of every served service", () => {
  it("needs an action on a resource, but for those of STS that all may call", async () => {
    const open: string[] = [];
    for (const operation of operations) {
      const accesses = await accessesOf(call, matchOf(operation), sampleOf(operation));
      if (accesses.length === 0) open.push(`${operation.service} ${operation.name}`);
      for (const { action, resource } of accesses) {
        expect(action, operation.name).toMatch(/^(apigateway|execute-api|lambda|iam|sts|logs|wafv2|s3):[A-Za-z0-9]+$/);
        expect(resource === "*" || /^(arn:aws:|the-)/.test(resource), `${operation.name} on ${resource}`).toBe(true);
        expect(resource, operation.name).not.toMatch(/undefined|\{|\}/);
      }
    }
    expect(open.sort()).toEqual(["sts AssumeRole", "sts GetCallerIdentity", "sts GetSessionToken"]);
    expect(operations.length).toBeGreaterThan(600);
  });

  it("is refused to a caller without policies", async () => {
    for (const operation of operations) {
      if (operation.service === "sts" && /^(AssumeRole|GetCallerIdentity|GetSessionToken)$/.test(operation.name))
        continue;
      const refused = Promise.resolve(authorize(call, matchOf(operation), sampleOf(operation)));
      await expect(refused, operation.name).rejects.toMatchObject({ code: "AccessDeniedException", status: 403 });
    }
  });

  it("that is built is about a resource of its own, but for lists and the like", async () => {
    const built = serviceNames().flatMap((service) =>
      handledOperations(registry, service).map((name) => named(service, name)),
    );
    const everything: string[] = [];
    for (const match of built) {
      const accesses = await accessesOf(call, match, sampleOf(match.operation));
      if (accesses.some(({ resource }) => resource === "*")) everything.push(match.operation.name);
    }
    const allowed =
      /^(List|Get|Describe)\w*(s|Settings)$|^CreateEventSourceMapping$|^SimulateCustomPolicy$|^CreateCodeSigningConfig$|^CheckCapacity$/;
    expect(everything.filter((name) => !allowed.test(name))).toEqual([]);
  });
});

describe("the tables", () => {
  // Connections are managed at the address of their API's stage: traffic answers, not the management APIs.
  const services = serviceNames().filter((service) => service !== "apigatewaymanagementapi");

  it.each(services)("hold of %s as built what has a handler", (service) => {
    const built = [...tableOf(service).operations.values()].filter((operation) => operation.built);
    expect(built.map(({ name }) => name)).toEqual(handledOperations(registry, service).toSorted());
  });
});

describe("what operations need", () => {
  it.each<[ServiceName, string, object, string[]]>([
    ["apigateway", "GetRestApis", {}, ["apigateway:GET arn:aws:apigateway:us-east-1::/restapis"]],
    [
      "apigateway",
      "PutMethod",
      { restApiId: "abc", resourceId: "r1", httpMethod: "GET" },
      ["apigateway:PUT arn:aws:apigateway:us-east-1::/restapis/abc/resources/r1/methods/GET"],
    ],
    [
      "apigateway",
      "UpdateStage",
      { restApiId: "abc", stageName: "prod" },
      ["apigateway:PATCH arn:aws:apigateway:us-east-1::/restapis/abc/stages/prod"],
    ],
    [
      "apigateway",
      "UpdateRestApi",
      { restApiId: "abc", patchOperations: [{ op: "replace", path: "/policy", value: "{}" }] },
      [
        "apigateway:PATCH arn:aws:apigateway:us-east-1::/restapis/abc",
        "apigateway:UpdateRestApiPolicy arn:aws:apigateway:us-east-1::/restapis/abc",
      ],
    ],
    [
      "apigateway",
      "PutRestApi",
      { restApiId: "abc", body: new TextEncoder().encode("x-amazon-apigateway-policy: {}") },
      [
        "apigateway:PUT arn:aws:apigateway:us-east-1::/restapis/abc",
        "apigateway:UpdateRestApiPolicy arn:aws:apigateway:us-east-1::/restapis/abc",
      ],
    ],
    [
      "apigateway",
      "CreateRestApi",
      { name: "copy", cloneFrom: "abc" },
      [
        "apigateway:POST arn:aws:apigateway:us-east-1::/restapis",
        "apigateway:GET arn:aws:apigateway:us-east-1::/restapis/abc",
      ],
    ],
    [
      "apigateway",
      "TagResource",
      { resourceArn: "arn:aws:apigateway:eu-west-1::/restapis/abc", tags: {} },
      ["apigateway:PUT arn:aws:apigateway:us-east-1::/tags/arn%3Aaws%3Aapigateway%3Aus-east-1%3A%3A%2Frestapis%2Fabc"],
    ],
    ["apigatewayv2", "GetApi", { ApiId: "abc" }, ["apigateway:GET arn:aws:apigateway:us-east-1::/apis/abc"]],
    [
      "apigatewayv2",
      "CreateRoute",
      { ApiId: "abc", RouteKey: "GET /" },
      ["apigateway:POST arn:aws:apigateway:us-east-1::/apis/abc/routes"],
    ],
    [
      "apigatewayv2",
      "GetStage",
      { ApiId: "abc", StageName: "$default" },
      ["apigateway:GET arn:aws:apigateway:us-east-1::/apis/abc/stages/$default"],
    ],
    [
      "apigatewayv2",
      "GetRoutingRule",
      { DomainName: "a.example.com", RoutingRuleId: "r" },
      ["apigateway:GetRoutingRule arn:aws:apigateway:us-east-1:000000000000:/domainnames/a.example.com/routingrules/r"],
    ],
    [
      "lambda",
      "Invoke",
      { FunctionName: "f", Qualifier: "live" },
      ["lambda:InvokeFunction arn:aws:lambda:us-east-1:000000000000:function:f:live"],
    ],
    [
      "lambda",
      "GetFunction",
      { FunctionName: "arn:aws:lambda:us-east-1:000000000000:function:f:2" },
      ["lambda:GetFunction arn:aws:lambda:us-east-1:000000000000:function:f:2"],
    ],
    [
      "lambda",
      "GetFunction",
      { FunctionName: "000000000000:function:f" },
      ["lambda:GetFunction arn:aws:lambda:us-east-1:000000000000:function:f"],
    ],
    ["lambda", "ListFunctions", {}, ["lambda:ListFunctions *"]],
    [
      "lambda",
      "CreateFunction",
      { FunctionName: "f", Code: { S3Bucket: "code", S3Key: "f/1.zip" } },
      [
        "lambda:CreateFunction arn:aws:lambda:us-east-1:000000000000:function:f",
        "s3:GetObject arn:aws:s3:::code/f/1.zip",
      ],
    ],
    [
      "lambda",
      "UpdateFunctionCode",
      { FunctionName: "f", S3Bucket: "code", S3Key: "f/2.zip" },
      [
        "lambda:UpdateFunctionCode arn:aws:lambda:us-east-1:000000000000:function:f",
        "s3:GetObject arn:aws:s3:::code/f/2.zip",
      ],
    ],
    [
      "lambda",
      "PublishLayerVersion",
      { LayerName: "l" },
      ["lambda:PublishLayerVersion arn:aws:lambda:us-east-1:000000000000:layer:l"],
    ],
    ["iam", "CreateUser", { UserName: "u", Path: "/p/" }, ["iam:CreateUser arn:aws:iam::000000000000:user/p/u"]],
    [
      "iam",
      "UpdateUser",
      { UserName: "u", NewUserName: "v" },
      ["iam:UpdateUser arn:aws:iam::000000000000:user/u", "iam:UpdateUser arn:aws:iam::000000000000:user/v"],
    ],
    ["iam", "ListUsers", {}, ["iam:ListUsers arn:aws:iam::000000000000:user/"]],
    [
      "iam",
      "PutRolePolicy",
      { RoleName: "r", PolicyName: "p" },
      ["iam:PutRolePolicy arn:aws:iam::000000000000:role/r"],
    ],
    ["iam", "CreateAccessKey", {}, ["iam:CreateAccessKey arn:aws:iam::000000000000:user/nobody"]],
    [
      "iam",
      "GetPolicy",
      { PolicyArn: "arn:aws:iam::000000000000:policy/p" },
      ["iam:GetPolicy arn:aws:iam::000000000000:policy/p"],
    ],
    [
      "logs",
      "PutLogEvents",
      { logGroupName: "/g", logStreamName: "s" },
      ["logs:PutLogEvents arn:aws:logs:us-east-1:000000000000:log-group:/g:log-stream:s"],
    ],
    [
      "wafv2",
      "CreateWebACL",
      { Name: "shield" },
      ["wafv2:CreateWebACL arn:aws:wafv2:us-east-1:000000000000:regional/webacl/shield/*"],
    ],
    [
      "wafv2",
      "UpdateIPSet",
      { Name: "bad", Id: "1" },
      ["wafv2:UpdateIPSet arn:aws:wafv2:us-east-1:000000000000:regional/ipset/bad/1"],
    ],
    [
      "wafv2",
      "AssociateWebACL",
      { WebACLArn: "arn:aws:wafv2:w", ResourceArn: "arn:aws:apigateway:s" },
      [
        "wafv2:AssociateWebACL arn:aws:wafv2:w",
        "wafv2:AssociateWebACL arn:aws:apigateway:s",
        "apigateway:SetWebACL arn:aws:apigateway:s",
      ],
    ],
    ["wafv2", "ListWebACLs", { Scope: "REGIONAL" }, ["wafv2:ListWebACLs *"]],
    ["sts", "GetAccessKeyInfo", { AccessKeyId: "AKIA" }, ["sts:GetAccessKeyInfo *"]],
  ])("%s %s %j", async (service, name, input, expected) => {
    const accesses = await accessesOf(call, named(service, name), input as Record<string, unknown>);
    expect(accesses.map(({ action, resource }) => `${action} ${resource}`)).toEqual(expected);
  });
});

describe("no way of writing a name is a way round a Deny:", () => {
  it.each<[string, ServiceName, string, object, string]>([
    [
      "methods in lower case",
      "apigateway",
      "GetMethod",
      { restApiId: "abc", resourceId: "r1", httpMethod: "get" },
      "arn:aws:apigateway:us-east-1::/restapis/abc/resources/r1/methods/GET",
    ],
    [
      "domain names in upper case",
      "apigateway",
      "DeleteDomainName",
      { domainName: "API.Example.com" },
      "arn:aws:apigateway:us-east-1::/domainnames/api.example.com",
    ],
    [
      "domain names in upper case, at v2",
      "apigatewayv2",
      "GetApiMappings",
      { DomainName: "API.Example.com" },
      "arn:aws:apigateway:us-east-1::/domainnames/api.example.com/apimappings",
    ],
    [
      "names of stages in ARNs, percent-encoded",
      "apigateway",
      "TagResource",
      { resourceArn: "arn:aws:apigateway:us-east-1::/restapis/abc/stages/%70rod", tags: {} },
      `arn:aws:apigateway:us-east-1::/tags/${encodeURIComponent("arn:aws:apigateway:us-east-1::/restapis/abc/stages/prod")}`,
    ],
    [
      "ids of private domains behind their names",
      "apigateway",
      "GetTags",
      { resourceArn: "arn:aws:apigateway:us-east-1::/domainnames/API.example.com+abc" },
      `arn:aws:apigateway:us-east-1::/tags/${encodeURIComponent("arn:aws:apigateway:us-east-1::/domainnames/api.example.com")}`,
    ],
    [
      "functions by their region",
      "lambda",
      "GetFunction",
      { FunctionName: "us-east-1:000000000000:function:f" },
      "arn:aws:lambda:us-east-1:000000000000:function:f",
    ],
    [
      "functions of another partition",
      "lambda",
      "ListTags",
      { Resource: "arn:aws-us-gov:lambda:us-east-1:000000000000:function:f" },
      "arn:aws:lambda:us-east-1:000000000000:function:f",
    ],
  ])("%s", async (_what, service, name, input, resource) => {
    const [access] = await accessesOf(call, named(service, name), input as Record<string, unknown>);
    expect(access?.resource).toBe(resource);
  });

  it("routing rules from another region than their domain's", async () => {
    const DomainName = "rules.example.com";
    await domainHandlersV2.CreateDomainName({ ...call, region: "eu-west-1" }, { DomainName, Tags: { team: "blue" } });
    const rule = { DomainName, RoutingRuleId: "r" };
    const [access] = await accessesOf(call, named("apigatewayv2", "DeleteRoutingRule"), rule);
    expect(access).toMatchObject({
      resource: "arn:aws:apigateway:eu-west-1:000000000000:/domainnames/rules.example.com/routingrules/r",
      keys: { "aws:resourcetag/team": "blue" },
    });
  });
});

describe("naming a role", () => {
  it("is known of every member of every operation that can hold one", () => {
    const holders = operations.filter(({ service, input }) =>
      (input?.members ?? []).some(
        ({ name }) => service !== "iam" && service !== "sts" && /(credentials(arn)?|role|rolearn)$/i.test(name),
      ),
    );
    const missing = holders.map(({ service, name }) => `${service} ${name}`).filter((name) => !(name in PASSES_ROLE));
    expect(missing).toEqual([]);
    for (const key of Object.keys(PASSES_ROLE)) {
      const [service = "", name = ""] = key.split(" ");
      expect(tableOf(service as ServiceName).operations.has(name), key).toBe(true);
    }
  });

  const role = "arn:aws:iam::000000000000:role/r";
  it.each<[ServiceName, string, object]>([
    ["apigateway", "PutIntegration", { credentials: role }],
    ["apigateway", "UpdateIntegration", { patchOperations: [{ op: "replace", path: "/credentials", value: role }] }],
    [
      "apigateway",
      "UpdateAuthorizer",
      { patchOperations: [{ op: "add", path: "/authorizerCredentials", value: role }] },
    ],
    [
      "apigateway",
      "ImportRestApi",
      { body: new TextEncoder().encode(`{"x-a":{"credentials":"\\u0061${role.slice(1)}"}}`) },
    ],
    ["apigatewayv2", "ImportApi", { Body: `x-amazon-apigateway-integration:\n  credentials: >-\n    ${role}\n` }],
    ["apigatewayv2", "CreateIntegration", { CredentialsArn: role }],
    ["lambda", "CreateFunction", { FunctionName: "f", Role: role }],
  ])("%s %s needs iam:PassRole on it", async (service, name, input) => {
    const accesses = await accessesOf(call, named(service, name), input as Record<string, unknown>);
    const passedTo = service === "lambda" ? "lambda.amazonaws.com" : "apigateway.amazonaws.com";
    expect(accesses).toContainEqual({
      action: "iam:PassRole",
      resource: role,
      keys: { "iam:passedtoservice": passedTo },
    });
  });

  it.each<[string, object]>([
    ["PutIntegration", { credentials: "${stageVariables.role}" }],
    ["PutIntegration", { credentials: "arn:aws:iam::000000000000:role/${stageVariables.role}" }],
    ["UpdateIntegration", { patchOperations: [{ op: "replace", path: "/credentials", value: "${stageVariables.r}" }] }],
    ["ImportRestApi", { body: new TextEncoder().encode('{"x-a":{"credentials":"${stageVariables.role}"}}') }],
  ])("that a stage variable will name needs all: %s %j", async (name, input) => {
    const accesses = await accessesOf(call, named("apigateway", name), input as Record<string, unknown>);
    expect(accesses.filter(({ action }) => action === "iam:PassRole").map(({ resource }) => resource)).toEqual([
      "arn:aws:iam::*:role/*",
    ]);
  });

  it("of the caller's own credentials needs none; a definition that cannot be read needs all", async () => {
    const own = { credentials: "arn:aws:iam::*:user/*" };
    const actions = async (name: string, input: Record<string, unknown>) =>
      (await accessesOf(call, named("apigateway", name), input)).map(({ action, resource }) => `${action} ${resource}`);
    expect(await actions("PutIntegration", own)).toHaveLength(1);
    const broken = { body: new TextEncoder().encode("a: [") };
    expect(await actions("ImportRestApi", broken)).toContain("iam:PassRole arn:aws:iam::*:role/*");
    expect(await actions("ImportRestApi", broken)).toContain(
      "apigateway:UpdateRestApiPolicy arn:aws:apigateway:us-east-1::/restapis",
    );
    const circle = { body: new TextEncoder().encode(`a: &x [*x, ${role}]`) };
    expect(await actions("ImportRestApi", circle)).toContain("iam:PassRole arn:aws:iam::*:role/*");
    const shared = { body: new TextEncoder().encode(`a: &x [${role}]\nb: *x`) };
    expect(await actions("ImportRestApi", shared)).toContain(`iam:PassRole ${role}`);
  });
});
