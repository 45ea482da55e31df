import { beforeAll, describe, expect, it } from "vitest";
import { deployedApi } from "../../support/rest-api.ts";
import { FUNCTION } from "../../support/rest-document.ts";

// AWS's words for what it refuses, as they were measured when CloudFormation called it (facts of the rules of badmintoncryer/cdk-preflight).

let api: Awaited<ReturnType<typeof deployedApi>>;
beforeAll(async () => {
  api = await deployedApi();
});

type Case = [what: string, operation: string, input: object, message: string];

const TTL = "Authorizer result TTL outside allowable range. TTL must be between 0 and 3600 seconds.";
const token = { name: "a", type: "TOKEN", authorizerUri: FUNCTION, identitySource: "method.request.header.A" };
const http = { httpMethod: "GET", type: "HTTP", integrationHttpMethod: "GET", uri: "https://example.com" };
const model = { contentType: "application/json", schema: '{"type":"object","properties":{"a":{"type":"string"}}}' };
const certificate = "arn:aws:acm:us-east-1:000000000000:certificate/1";
const regional = { endpointConfiguration: { types: ["REGIONAL"] } };
const balancer = (name: string): string =>
  `arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/net/${name}/50dc6c495c0c9188`;
const patch = (path: string, value: string): object => ({ patchOperations: [{ op: "replace", path, value }] });

const ofApi: Case[] = [
  ["a verdict kept for too long", "CreateAuthorizer", { ...token, authorizerResultTtlInSeconds: 3601 }, TTL],
  ["a verdict kept for less than no time", "CreateAuthorizer", { ...token, authorizerResultTtlInSeconds: -1 }, TTL],
  ["a token from nowhere", "CreateAuthorizer", { ...token, identitySource: "" }, "IdentitySource cannot be empty"],
  [
    "an authorizer without user pools",
    "CreateAuthorizer",
    { name: "a", type: "COGNITO_USER_POOLS" },
    "ProviderARNs cannot be empty",
  ],
  [
    "an identity that is no expression",
    "CreateAuthorizer",
    { ...token, type: "REQUEST", identitySource: "method.request.header.A, who" },
    "Invalid request identity source expression: who",
  ],
  [
    "a documentation part of the API at a method",
    "CreateDocumentationPart",
    { location: { type: "API", method: "GET" }, properties: '{"a":1}' },
    "[Location type: API cannot have path, method, statusCode or name defined.]",
  ],
  ["a model's name with a hyphen", "CreateModel", { ...model, name: "a-b" }, "Model name must be alphanumeric: a-b"],
  [
    "a model of no media type",
    "CreateModel",
    { ...model, name: "ab", contentType: "json" },
    "Validation Result: warnings : [], errors : [Invalid content type specified: json]",
  ],
];

const ofMethod: Case[] = [
  [
    "an AWS service without a role",
    "PutIntegration",
    { ...http, type: "AWS", uri: "arn:aws:apigateway:us-east-1:sqs:path/000000000000/queue" },
    "Role ARN must be specified for AWS integrations",
  ],
  [
    "a cache key that the method does not declare",
    "PutIntegration",
    { ...http, cacheKeyParameters: ["method.request.querystring.q"] },
    "Invalid cache key parameter specified",
  ],
  [
    "a VPC link that is not named",
    "PutIntegration",
    { ...http, connectionType: "VPC_LINK" },
    "ConnectionId should be set to the vpcLinkId or stage variable on connection type VPC_LINK",
  ],
  [
    "credentials that are no ARN",
    "PutIntegration",
    { ...http, credentials: "me" },
    "Invalid ARN specified in the request",
  ],
  [
    "a selection pattern that is no regular expression",
    "PutIntegrationResponse",
    { httpMethod: "GET", statusCode: "200", selectionPattern: "[a" },
    "Invalid regex pattern specified",
  ],
  [
    "scopes where no user pool is asked",
    "PutMethod",
    { httpMethod: "PUT", authorizationType: "NONE", authorizationScopes: ["a"] },
    "Authorization Scopes are only valid for COGNITO_USER_POOLS authorization type",
  ],
];

const ofStage: Case[] = [
  [
    "a variable's name with a hyphen",
    "UpdateStage",
    patch("/variables/a-b", "1"),
    "Invalid stage variable name: a-b.  Please use names with only word characters.",
  ],
  [
    "a variable's value with brackets",
    "UpdateStage",
    patch("/variables/ab", "<1>"),
    "Invalid stage variable value of key ab.  Please use values with alphanumeric characters and the symbols ' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.",
  ],
  [
    "answers cached for too long",
    "UpdateStage",
    patch("/*/*/caching/ttlInSeconds", "3601"),
    "Invalid time-to-live setting, must be an integer no greater than 3600",
  ],
  [
    "a log that goes to a bucket",
    "UpdateStage",
    patch("/accessLogSettings/destinationArn", "arn:aws:s3:::bucket"),
    "The ARN must be a valid CloudWatch Logs log group or Kinesis Data Firehose delivery stream",
  ],
  [
    "a log that goes to a stream of another name",
    "UpdateStage",
    patch("/accessLogSettings/destinationArn", "arn:aws:firehose:us-east-1:000000000000:deliverystream/mine"),
    "Kinesis Firehose delivery stream name must begin with the characters 'amazon-apigateway-'",
  ],
];

const ofNone: Case[] = [
  [
    "VPC endpoints of a public API",
    "CreateRestApi",
    { name: "x", endpointConfiguration: { types: ["EDGE"], vpcEndpointIds: ["vpce-1"] } },
    "VPCEndpoints can only be specified with PRIVATE apis.",
  ],
  [
    "mutual TLS over old TLS",
    "CreateDomainName",
    { domainName: "a.refused.test", securityPolicy: "TLS_1_0", mutualTlsAuthentication: { truststoreUri: "s3://a/b" } },
    "Mutual TLS authentication is only supported with TLS 1.2.",
  ],
  [
    "the certificate of an EDGE domain for a REGIONAL one",
    "CreateDomainName",
    { domainName: "a.refused.test", certificateArn: certificate, ...regional },
    "Cannot import certificates for EDGE while REGIONAL is active.",
  ],
  [
    "the certificate of a REGIONAL domain for an EDGE one",
    "CreateDomainName",
    { domainName: "a.refused.test", regionalCertificateArn: certificate },
    "Cannot import certificates for REGIONAL while EDGE is active.",
  ],
  [
    "a quota without a period",
    "CreateUsagePlan",
    { name: "x", quota: { limit: 1 } },
    "Invalid Usage Plan quota period specified. Must be one of [DAY, WEEK, MONTH]",
  ],
  [
    "a quota's day after the week",
    "CreateUsagePlan",
    { name: "x", quota: { limit: 1, period: "WEEK", offset: 7 } },
    "Usage Plan quota offset must be between 0 and 6 inclusive in the WEEK period",
  ],
  [
    "a quota of less than nothing",
    "CreateUsagePlan",
    { name: "x", quota: { limit: -1, period: "DAY" } },
    "Usage Plan quota limit must be a non-negative numeric",
  ],
  [
    "a VPC link to two balancers",
    "CreateVpcLink",
    { name: "x", targetArns: [balancer("a"), balancer("b")] },
    "More than one target arn specified for vpc link.",
  ],
];

async function refused(operation: string, input: object): Promise<unknown[]> {
  const { status, code, body } = await api.send(operation, input);
  return [status, code, body["message"]];
}

describe("AWS refuses, and so does the gateway,", () => {
  it.each(ofNone)("%s", async (_what, operation, input, message) => {
    expect(await refused(operation, input)).toEqual([400, "BadRequestException", message]);
  });

  it.each(ofApi)("of an API: %s", async (_what, operation, input, message) => {
    const given = { restApiId: api.restApiId, ...input };
    expect(await refused(operation, given)).toEqual([400, "BadRequestException", message]);
  });

  it.each(ofMethod)("of a method: %s", async (_what, operation, input, message) => {
    const given = { restApiId: api.restApiId, resourceId: api.rootId, ...input };
    expect(await refused(operation, given)).toEqual([400, "BadRequestException", message]);
  });

  it.each(ofStage)("of a stage: %s", async (_what, operation, input, message) => {
    expect(await refused(operation, { ...api.stage, ...input })).toEqual([400, "BadRequestException", message]);
  });

  it("of a usage plan: a stage that is not there, and a method that is none", async () => {
    const { restApiId: apiId } = api;
    const plan = (stage: object) => refused("CreateUsagePlan", { name: "x", apiStages: [{ apiId, ...stage }] });
    expect(await plan({ stage: "nope" })).toEqual([404, "NotFoundException", `API Stage not found: ${apiId}:nope`]);
    const one = { rateLimit: 1, burstLimit: 1 };
    for (const key of ["pets", "/pets/", "/pets/FOO"]) {
      const message = `Invalid method {resourcePath: ${key},method: } specified`;
      expect(await plan({ stage: "prod", throttle: { [key]: one } })).toEqual([400, "BadRequestException", message]);
    }
    // The last two are routes of APIs that AWS has no usage plans for.
    for (const key of ["/pets/GET", "//GET", "/$default", "/say"]) {
      expect((await plan({ stage: "prod", throttle: { [key]: one } }))[0]).toBe(201);
    }
  });

  it("of a stage: settings of a method that there cannot be", async () => {
    const [status, , message] = await refused("UpdateStage", {
      ...api.stage,
      ...patch("/~1a/FOO/metrics/enabled", "true"),
    });
    expect([status, message]).toEqual([400, expect.stringMatching(/^Invalid method setting path: \/~1a\/FOO/)]);
  });

  it("of a domain: a certificate for the other endpoint type, unless it changes to that one", async () => {
    const domainName = "b.refused.test";
    await api.send("CreateDomainName", { domainName, ...regional, regionalCertificateArn: certificate });
    expect(await refused("UpdateDomainName", { domainName, ...patch("/certificateArn", certificate) })).toEqual([
      400,
      "BadRequestException",
      "Cannot import certificates for EDGE while REGIONAL is active.",
    ]);
  });
});

describe("a selection pattern that only this gateway cannot run", () => {
  it("is taken, as AWS takes it", async () => {
    const { restApiId, rootId: resourceId } = api;
    const ids = { restApiId, resourceId, httpMethod: "GET", statusCode: "200" };
    await api.send("PutMethodResponse", ids);
    expect((await api.send("PutIntegrationResponse", { ...ids, selectionPattern: "a++b" })).status).toBe(201);
  });
});

describe("a cache's key", () => {
  it("is made of what the method declares, and of what its integration maps", async () => {
    const { restApiId, rootId: resourceId } = api;
    const ids = { restApiId, resourceId, httpMethod: "PATCH" };
    const declared = "method.request.querystring.page";
    const mapped = "integration.request.header.X-Tenant";
    await api.send("PutMethod", { ...ids, authorizationType: "NONE", requestParameters: { [declared]: false } });
    const integration = { ...http, ...ids, requestParameters: { [mapped]: "'a'" } };
    const put = await api.send("PutIntegration", { ...integration, cacheKeyParameters: [declared, mapped] });
    expect([put.status, put.body["cacheKeyParameters"]]).toEqual([201, [declared, mapped]]);
  });
});
