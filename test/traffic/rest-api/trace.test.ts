import type { Integration } from "@aws-sdk/client-api-gateway";
import { describe, expect, it } from "vitest";
import { factsOf, textOf } from "../../languages/http/facts.ts";
import { mockIntegration, restTraffic } from "../../support/rest-traffic.ts";
import { functionUri } from "../../support/function-uri.ts";

const FUNCTION = functionUri("arn:aws:lambda:us-east-1:000000000000:function:f");
const responses = { "200": { statusCode: "200" } };

/** By the names that the recorded facts give integrations. */
const INTEGRATIONS: Readonly<Record<string, Integration>> = {
  MOCK: mockIntegration(),
  HTTP: { type: "HTTP", httpMethod: "GET", uri: "http://backend.test/", integrationResponses: responses },
  HTTP_PROXY: { type: "HTTP_PROXY", httpMethod: "GET", uri: "http://backend.test/" },
  AWS: { type: "AWS", httpMethod: "POST", uri: FUNCTION, integrationResponses: responses },
  AWS_PROXY: { type: "AWS_PROXY", httpMethod: "POST", uri: FUNCTION },
  "any gateway response (error)": { type: "AWS_PROXY", httpMethod: "GET", uri: FUNCTION },
};

describe("rule 38: X-Amzn-Trace-Id on the answer", () => {
  it.each(factsOf("trace-id-response"))("$name: $answers_with_X_Amzn_Trace_Id", async (fact) => {
    const integration = INTEGRATIONS[textOf(fact, "integration") ?? ""];
    if (!integration) throw new Error("the fact is of an integration that this test does not know");
    const { call } = restTraffic({ methods: { "GET /": { integration } } });
    const answer = await call("/test/");
    expect(answer.headers.has("x-amzn-trace-id")).toBe(fact["answers_with_X_Amzn_Trace_Id"]);
  });
});
