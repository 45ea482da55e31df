import { beforeEach, describe, expect, it } from "vitest";
import type { RouteSettingsPlan } from "../../../src/plan/stage.ts";
import { TrafficLimits } from "../../../src/traffic/limits/steps.ts";
import { memoryOwners } from "../../support/memory-owners.ts";
import { restClient } from "../../support/rest-call.ts";
import { type RestDefinition, type RestTraffic, restTraffic, TEST_API_ID } from "../../support/rest-traffic.ts";
import { testDb } from "../../support/store.ts";
import { testSecrets } from "../../support/v2-call.ts";
import { functionUri } from "../../support/function-uri.ts";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function:who";
const none: RouteSettingsPlan = {
  metricsEnabled: false,
  loggingLevel: "OFF",
  dataTraceEnabled: false,
  throttlingBurstLimit: null,
  throttlingRateLimit: null,
  cache: null,
};
const throttled = (burst: number): RouteSettingsPlan => ({
  ...none,
  throttlingBurstLimit: burst,
  throttlingRateLimit: 0.001,
});

beforeEach(async () => {
  await testDb.batch(["api_keys", "usage_plan_keys"].map((table) => testDb.prepare(`DELETE FROM ${table}`)));
});

/** An API with real keys, and limits whose owners are in this isolate. */
function limited(definition: RestDefinition, options: Parameters<typeof restTraffic>[1] = {}): RestTraffic {
  const { ports } = memoryOwners();
  const limits = new TrafficLimits({
    ...ports,
    db: testDb,
    lookupHashes: testSecrets.lookupHashes,
    account: null,
  });
  return restTraffic(definition, { ...options, ports: { limits } });
}

async function newKey(): Promise<string> {
  const stageKeys = [{ restApiId: TEST_API_ID, stageName: "test" }];
  return String((await restClient()("CreateApiKey", { enabled: true, stageKeys })).body["value"]);
}

describe("an API whose keys come from its authorizer", () => {
  const definition: RestDefinition = {
    api: { apiKeySource: "AUTHORIZER" },
    authorizers: [
      {
        id: "auth01",
        name: "who",
        type: "TOKEN",
        authorizerUri: functionUri(ARN),
        identitySource: "method.request.header.X-Token",
      },
    ],
    methods: { "GET /": { apiKeyRequired: true, authorizationType: "CUSTOM", authorizerId: "auth01" } },
  };
  const naming = (usageIdentifierKey: string | undefined): RestTraffic => {
    const Statement = [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: "*" }];
    const policyDocument = { Version: "2012-10-17", Statement };
    const payload = JSON.stringify({ principalId: "ada", policyDocument, usageIdentifierKey });
    return limited(definition, { invoke: () => ({ kind: "answered", payload, functionError: null }) });
  };
  const call = async (traffic: RestTraffic, headers: Record<string, string> = {}): Promise<number> =>
    (await traffic.call("/test/", { headers: { "x-token": "abc", ...headers } })).status;

  it("admits the key that the authorizer names", async () => {
    expect(await call(naming(await newKey()))).toBe(200);
  });

  it("answers 403 where it names none, or an unknown one, whatever the header holds", async () => {
    const key = await newKey();
    expect(await call(naming(undefined), { "x-api-key": key })).toBe(403);
    expect(await call(naming("unknown-unknown-unknown"), { "x-api-key": key })).toBe(403);
  });
});

describe("a request that is refused by a limit", () => {
  it("is answered through the API's gateway responses", async () => {
    const traffic = limited(
      {
        methods: { "GET /": {}, "GET /keyed": { apiKeyRequired: true } },
        gatewayResponses: {
          THROTTLED: { statusCode: "420", responseTemplates: { "application/json": "calm down" } },
          INVALID_API_KEY: { statusCode: "401" },
        },
      },
      { plan: { settings: { all: throttled(1), routes: {} } } },
    );
    expect((await traffic.call("/test/keyed")).status).toBe(401);
    expect((await traffic.call("/test/")).status).toBe(200);
    const refused = await traffic.call("/test/");
    expect([refused.status, await refused.text()]).toEqual([420, "calm down"]);
  });

  it("has not reached its backend, nor used up other limits", async () => {
    const traffic = limited(
      { methods: { "GET /a": {}, "GET /b": {} } },
      { plan: { settings: { all: throttled(3), routes: { "GET /a": throttled(1) } } } },
    );
    const statuses = [];
    for (const path of ["/a", "/a", "/a", "/b", "/b", "/b", "/b"]) {
      statuses.push((await traffic.call(`/test${path}`)).status);
    }
    expect(statuses).toEqual([200, 429, 429, 200, 200, 200, 429]);
  });
});
