import { describe, expect, it } from "vitest";
import { createVpcLinks } from "../../../src/traffic/vpc-links.ts";
import { type HttpTraffic, httpTraffic } from "../../support/http-traffic.ts";

const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:f";
const LISTENER = "arn:aws:elasticloadbalancing:us-east-1:1:listener/app/a/50dc/0467";

/** An API whose routes call a function, by both formats, and a private backend. */
function mappedApi(): HttpTraffic & { reached: string[] } {
  const reached: string[] = [];
  const fetch = async (url: string) => {
    reached.push(url);
    return Response.json({});
  };
  const invoking = (PayloadFormatVersion: string) => ({
    integration: { IntegrationType: "AWS_PROXY", IntegrationUri: FUNCTION, PayloadFormatVersion } as const,
  });
  const linked = { ConnectionType: "VPC_LINK", ConnectionId: "link01", IntegrationUri: LISTENER } as const;
  const routes = {
    "GET /v1/{id}": invoking("1.0"),
    "GET /v2/{id}": invoking("2.0"),
    "GET /private/{id}": { integration: linked },
  };
  const vpcLinks = createVpcLinks("*=http://backend", () => null, fetch);
  return { ...httpTraffic({ routes, stages: ["$default", "live"] }, { ports: { vpcLinks } }), reached };
}

describe("behind a custom domain's mapping", () => {
  it.each([
    ["live", "/live/v2/7"],
    ["$default", "/v2/7"],
    [null, "/live/v2/7"],
  ])("rawPath has the stage %s and not the base path", async (stage, rawPath) => {
    const { call, invoked } = mappedApi();
    await call(`/shop${stage === null ? "/live" : ""}/v2/7`, { mapping: { stage, basePath: "/shop" } });
    const event: unknown = JSON.parse(invoked[0]?.payload ?? "");
    expect(event).toMatchObject({ rawPath, requestContext: { http: { path: rawPath } }, pathParameters: { id: "7" } });
  });

  it("the path of format 1.0 has the base path", async () => {
    const { call, invoked } = mappedApi();
    await call("/shop/v1/7", { mapping: { stage: "live", basePath: "/shop" } });
    expect(JSON.parse(invoked[0]?.payload ?? "")).toMatchObject({ path: "/shop/v1/7" });
  });

  it("a private backend sees the stage and not the base path", async () => {
    const { call, reached } = mappedApi();
    await call("/shop/private/7", { mapping: { stage: "live", basePath: "/shop" } });
    expect(reached).toEqual(["http://backend/live/private/7"]);
  });
});
