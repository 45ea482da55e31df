import type { Integration } from "@aws-sdk/client-api-gateway";
import { describe, expect, it } from "vitest";
import type { FunctionOutcome } from "../../../../src/plan/function-invoker.ts";
import { restTraffic, TEST_API_ID } from "../../../support/rest-traffic.ts";
import { factsOf, textOf } from "../../../languages/http/facts.ts";
import { returned, thrown } from "../../../support/function-outcomes.ts";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function";
const URI = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions";

/** An API whose `ANY /f` is AWS with a function. */
function calling(integration: Partial<Integration> = {}, outcome?: FunctionOutcome, binaryMediaTypes: string[] = []) {
  const own: Integration = {
    type: "AWS",
    httpMethod: "POST",
    uri: `${URI}/${ARN}:\${stageVariables.name}/invocations`,
    integrationResponses: { "200": { statusCode: "200" } },
    ...integration,
  };
  return restTraffic(
    { api: { binaryMediaTypes }, methods: { "ANY /f": { integration: own } } },
    { variables: { name: "hello" }, ...(outcome && { invoke: () => outcome }) },
  );
}

describe("what a function of AWS is called with", () => {
  it("the mapped body, and `{}` without one", async () => {
    const traffic = calling({ requestTemplates: { "application/json": '{"m": "$context.httpMethod"}' } });
    await traffic.call("/test/f", { method: "PUT" });
    expect(traffic.invoked[0]).toMatchObject({
      arn: `${ARN}:hello`,
      payload: '{"m": "PUT"}',
      invocation: {
        type: "RequestResponse",
        sourceArn: `arn:aws:execute-api:us-east-1:000000000000:${TEST_API_ID}/test/PUT/f`,
        credentialsArn: null,
      },
    });
    const bare = calling();
    await bare.call("/test/f");
    expect(bare.invoked[0]?.payload).toBe("{}");
  });

  it("with the role that credentials name, stage variables filled in", async () => {
    const traffic = calling({
      credentials: "arn:aws:iam::000000000000:role/${stageVariables.name}-${stageVariables.none}",
    });
    await traffic.call("/test/f");
    expect(traffic.invoked[0]?.invocation.credentialsArn).toBe("arn:aws:iam::000000000000:role/hello-");
  });

  it("nothing, where the mapped body is no JSON: 400", async () => {
    const traffic = calling();
    const answer = await traffic.call("/test/f", { method: "POST", body: "plain text" });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(/^\{"message":\s?"Could not parse request body into json: /);
    expect(traffic.invoked).toEqual([]);
  });

  it("rule 57: a mapped invocation type of Event answers 200 and nothing at once", async () => {
    const traffic = calling(
      { requestParameters: { "integration.request.header.X-Amz-Invocation-Type": "'Event'" } },
      { kind: "answered", payload: "", functionError: null },
    );
    const answer = await traffic.call("/test/f", { method: "POST", body: "{}" });
    expect(traffic.invoked[0]?.invocation.type).toBe("Event");
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe("");
  });

  it("nothing, where the integration's method is not POST", async () => {
    const traffic = calling({ httpMethod: "GET" });
    const answer = await traffic.call("/test/f");
    expect(answer.status).toBe(500);
    expect(await answer.text()).toBe('{"message": "Internal server error"}');
    expect(traffic.invoked).toEqual([]);
  });
});

describe("rule 52: what a function of AWS answers", () => {
  const patterns = factsOf("selection-pattern").filter(({ name }) => name.startsWith("Lambda"));

  it.each(patterns)("$name", async (fact) => {
    const responses = fact["integrationResponses"] as { statusCode: string; selectionPattern?: string }[];
    const message = textOf(fact, "value") ?? "";
    const traffic = calling(
      { integrationResponses: Object.fromEntries(responses.map((response) => [response.statusCode, response])) },
      message === "" ? returned({ statusCode: 405, errorMessage: "no error of the runtime's" }) : thrown(message),
    );
    const answer = await traffic.call("/test/f");
    expect(String(answer.status)).toBe(textOf(fact, "expected"));
    if (message !== "") expect(await answer.json()).toEqual({ errorMessage: message, errorType: "Error" });
  });

  it("without a matching response and a default one: 500", async () => {
    const responses = { "400": { statusCode: "400", selectionPattern: "bad.*" } };
    expect((await calling({ integrationResponses: responses }, returned({})).call("/test/f")).status).toBe(500);
  });

  it("rule 38: the answer carries the trace", async () => {
    const answer = await calling({}, returned({ a: 1 })).call("/test/f");
    expect(await answer.json()).toEqual({ a: 1 });
    expect(answer.headers.get("x-amzn-trace-id")).toMatch(/^Root=/);
    expect(answer.headers.get("content-type")).toBe("application/json");
  });

  it("rule 58: base64 in quotes is decoded by CONVERT_TO_BINARY", async () => {
    const integrationResponses = { "200": { statusCode: "200", contentHandling: "CONVERT_TO_BINARY" as const } };
    const answer = await calling({ integrationResponses }, returned(btoa("image"))).call("/test/f");
    expect(await answer.text()).toBe("image");
  });
});

describe("functions that cannot be called", () => {
  it.each([
    ["unknownFunction", 500, "Internal server error"],
    ["notPermitted", 500, "Internal server error"],
    ["throttled", 500, "Internal server error"],
    ["unavailable", 500, "Internal server error"],
    ["timedOut", 504, "Endpoint request timed out"],
    ["payloadTooLarge", 413, "Request Too Long"],
  ] as const)("%s answers %d", async (kind, status, message) => {
    const answer = await calling({}, { kind, reason: "secret" }).call("/test/f");
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ message });
  });
});
