import { describe, expect, it } from "vitest";
import { mockIntegration, type RestDefinition, restTraffic } from "../../support/rest-traffic.ts";
import { noLimits } from "../../support/no-limits.ts";
import { functionUri } from "../../support/function-uri.ts";

/** Limits that take every caller for the owner of one key. */
function oneKey() {
  const limits = noLimits();
  limits.apiKey = () => (exchange) => {
    exchange.apiKey = { id: "key01", value: "secret" };
    return null;
  };
  return limits;
}

describe("the API key of a request", () => {
  const uri = functionUri("arn:aws:lambda:us-east-1:000000000000:function:f");
  const mock = mockIntegration("$context.identity.apiKey $context.identity.apiKeyId");
  const definition = (apiKeyRequired: boolean): RestDefinition => ({
    methods: {
      "GET /f": { apiKeyRequired, integration: { type: "AWS_PROXY", httpMethod: "POST", uri } },
      "GET /mock": { apiKeyRequired, integration: mock },
    },
  });

  it("stands with its id in the identity of functions' events and of templates", async () => {
    const traffic = restTraffic(definition(true), { ports: { limits: oneKey() } });
    await traffic.call("/test/f");
    const event = JSON.parse(traffic.invoked[0]?.payload ?? "{}") as { requestContext: { identity: object } };
    expect(event.requestContext.identity).toMatchObject({ apiKey: "secret", apiKeyId: "key01" });
    expect(await (await traffic.call("/test/mock")).text()).toBe("secret key01");
  });

  it("is in neither without one", async () => {
    const traffic = restTraffic(definition(false));
    await traffic.call("/test/f");
    const event = JSON.parse(traffic.invoked[0]?.payload ?? "{}") as { requestContext: { identity: object } };
    expect(event.requestContext.identity).not.toHaveProperty("apiKey");
    expect(await (await traffic.call("/test/mock")).text()).toBe(" ");
  });
});
