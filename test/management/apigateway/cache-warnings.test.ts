import type { Authorizer, Stage } from "@aws-sdk/client-api-gateway";
import { describe, expect, it } from "vitest";
import { restHeadSource, restMethodSource } from "../../../src/compiler/rest/sources.ts";
import { cacheWarnings } from "../../../src/management/apigateway/cache-warnings.ts";

const authorizers: Authorizer[] = [{ id: "a1", type: "REQUEST", identitySource: "method.request.querystring.token" }];

function warnings(stage: Partial<Stage>, cacheKeyParameters: string[], authorizationType = "CUSTOM"): string[] {
  const head = restHeadSource(
    { id: "abcdef1234", kind: "REST", region: "us-east-1", revision: 0, body: { id: "abcdef1234", name: "pets" } },
    { authorizers, models: [], gatewayResponses: [] },
  );
  const route = restMethodSource({
    kind: "REST",
    resourceId: "r1",
    resourcePath: "/pets",
    method: {
      httpMethod: "GET",
      authorizationType,
      authorizerId: "a1",
      methodIntegration: {
        cacheKeyParameters,
        requestParameters: { "integration.request.header.who": "context.authorizer.principalId" },
      },
    },
    validator: null,
  });
  const cached = { cacheClusterEnabled: true, methodSettings: { "*/*": { cachingEnabled: true } } };
  return cacheWarnings({ stageName: "prod", ...cached, ...stage }, [head, route]).map(({ place }) => place);
}

describe("a cache that gives everybody what one caller got", () => {
  it("is warned of", () => {
    expect(warnings({}, [])).toEqual(["method GET /pets in stage prod"]);
    expect(warnings({}, ["method.request.querystring.page"])).toHaveLength(1);
  });

  it.each([
    ["the key holds the authorizer's identity source", {}, ["method.request.querystring.token"]],
    ["the key holds what the authorizer found out", {}, ["integration.request.header.who"]],
    ["the key holds the credentials", {}, ["method.request.header.Authorization"]],
    ["the stage has no cache", { cacheClusterEnabled: false }, []],
    ["the method is not cached", { methodSettings: { "pets/GET": { cachingEnabled: false } } }, []],
    ["the stage gives every caller entries of his own", { variables: { tollgateCacheByCaller: "on" } }, []],
  ])("is none where %s", (_why, stage, cacheKeyParameters) => {
    expect(warnings(stage, cacheKeyParameters)).toEqual([]);
  });

  it("is none where nobody is asked who calls", () => {
    expect(warnings({}, [], "NONE")).toEqual([]);
  });
});
