import type { Integration } from "@aws-sdk/client-api-gateway";
import { describe, expect, it } from "vitest";
import type { RestMethod } from "../../../../src/plan/rest-api.ts";
import type { FunctionOutcome } from "../../../../src/plan/function-invoker.ts";
import type { TestAnswer, TestInvocation } from "../../../../src/plan/method-tester.ts";
import type { MethodTesterPorts } from "../../../../src/traffic/rest-api/testing/method-tester.ts";
import sample from "../../../fixtures/aws/events/parser-apigw-rest-console-test-ui.json";
import { returned } from "../../../support/function-outcomes.ts";
import { testTester } from "../../../support/method-tester.ts";
import {
  compileDefinition,
  type MethodDefinition,
  mockIntegration,
  type RestDefinition,
  TEST_API_ID,
} from "../../../support/rest-traffic.ts";
import { functionUri } from "../../../support/function-uri.ts";

interface Tested extends Partial<TestInvocation> {
  integration: Integration;
  about?: Omit<MethodDefinition, "integration">;
  definition?: RestDefinition;
  ports?: Partial<MethodTesterPorts>;
}

/** Calls `POST /pets/{id}` at /pets/1. */
async function tested({ integration, about, definition, ports, ...invocation }: Tested): Promise<TestAnswer> {
  const methods = { "POST /pets/{id}": { ...about, integration } };
  const { head, records } = compileDefinition({ ...definition, methods });
  const method = [...records.values()].find((record) => record !== head) as RestMethod;
  return testTester(ports).test({
    apiId: TEST_API_ID,
    region: "us-east-1",
    head,
    method,
    httpMethod: "POST",
    path: "/pets/1",
    rawQuery: "",
    headers: [],
    body: "",
    stageVariables: {},
    caller: {
      accessKey: "AKIAADA",
      accountId: "000000000000",
      userArn: "arn:aws:iam::000000000000:user/ada",
      userId: "AIDAADA",
    },
    ...invocation,
  });
}

/** The log's lines without their times. */
const linesOf = ({ log }: TestAnswer): string[] => log.split("\n").map((line) => line.replace(/^.{28} : /, ""));

const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:pets";
const PROXY: Integration = {
  type: "AWS_PROXY",
  httpMethod: "POST",
  uri: functionUri(FUNCTION),
};

describe("a method that is tested", () => {
  it("has its time in every line of its log", async () => {
    const { log } = await tested({ integration: mockIntegration() });
    const [first, ...others] = log.trimEnd().split("\n");
    expect(first).toMatch(/^Execution log for request [0-9a-f-]{36}$/);
    for (const line of others) expect(line).toMatch(/^Fri Jan 02 03:04:05 UTC 2026 : /);
  });

  it("sees the request's parameters and headers, and stage variables", async () => {
    const template = "$input.params('id') $input.params('q') $input.params('h') $stageVariables.v $context.stage";
    const answer = await tested({
      integration: mockIntegration(template),
      rawQuery: "q=a&q=b%20c",
      headers: [["h", "x"]],
      stageVariables: { v: "y" },
    });
    expect(answer.body).toBe("1 b c x y test-invoke-stage");
    expect(linesOf(answer)).toContain("Method request query string: {q=b c}");
    expect(linesOf(answer)).toContain("Method request headers: {h=x}");
  });

  it("tells where a template fails, by line and column", async () => {
    const answer = await tested({ integration: mockIntegration("{\n#if($x) 1") });
    expect(answer.status).toBe(500);
    expect(linesOf(answer).at(-3)).toMatch(
      /^Execution failed due to configuration error: response template, line 2 column \d+: /,
    );
  });

  it("tells why a body is not valid", async () => {
    const answer = await tested({
      integration: mockIntegration(),
      about: { requestModels: { "application/json": "Pet" }, validate: { body: true } },
      definition: { models: { Pet: { type: "object", required: ["name"] } } },
      body: "{}",
    });
    expect(answer).toMatchObject({ status: 400, body: '{"message":"Invalid request body"}' });
    expect(linesOf(answer).at(-3)).toBe(
      'Request body does not match model schema for content type application/json: [object has missing required properties (["name"])]',
    );
  });

  it("tells that a model was met (recorded in AWS's developer guide)", async () => {
    const of = (headers: [string, string][]) =>
      tested({
        integration: mockIntegration(),
        about: { requestModels: { "application/json": "Pet" }, validate: { body: true } },
        definition: { models: { Pet: { type: "object", required: ["name"] } } },
        body: '{"name":1}',
        headers,
      });
    const line = "Request validation succeeded for content type application/json";
    const lines = linesOf(await of([]));
    expect(lines.indexOf(line)).toBe(lines.findIndex((one) => one.startsWith("Method request body before")) + 1);
    expect((await of([["content-type", "text/plain"]])).log).not.toContain("validation");
  });

  it("calls a function with an event that has the members of AWS's sample, of who asks for the test", async () => {
    const events: Record<string, Record<string, unknown>>[] = [];
    const invoke = async (_arn: string, payload: string) => {
      events.push(JSON.parse(payload));
      return returned({ statusCode: 200 });
    };
    await tested({ integration: PROXY, ports: { functions: { invoke, invokeStreaming: invoke } } });
    const context = events[0]?.["requestContext"] ?? {};
    expect(Object.keys(context).toSorted()).toEqual(Object.keys(sample.requestContext).toSorted());
    const { apiKey, apiKeyId, sourceIp } = sample.requestContext.identity;
    expect(context["identity"]).toMatchObject({
      apiKey,
      apiKeyId,
      sourceIp,
      accessKey: "AKIAADA",
      accountId: "000000000000",
      caller: "AIDAADA",
      user: "AIDAADA",
      userArn: "arn:aws:iam::000000000000:user/ada",
    });
    expect(Object.keys(context["identity"] ?? {}).toSorted()).toEqual(
      Object.keys(sample.requestContext.identity).toSorted(),
    );
  });

  // Recorded: these lines stand in many published execution logs of API Gateway.
  it.each<[string, FunctionOutcome, string]>([
    [
      "threw",
      {
        kind: "answered",
        payload: '{"errorMessage":"no such pet","errorType":"Error","requestId":"r-1"}',
        functionError: "Unhandled",
      },
      "Lambda execution failed with status 200 due to customer function error: no such pet. Lambda request id: r-1",
    ],
    [
      "may not be called",
      { kind: "notPermitted", reason: "no statement allows it" },
      "Execution failed due to configuration error: Invalid permissions on Lambda function: no statement allows it",
    ],
  ])("tells in AWS's words of a function that %s", async (_what, outcome, told) => {
    const answered = async () => outcome;
    const answer = await tested({
      integration: PROXY,
      ports: { functions: { invoke: answered, invokeStreaming: answered } },
    });
    expect(linesOf(answer).at(-3)).toBe(told);
  });

  it("tells in AWS's words of a backend that is late", async () => {
    const integration: Integration = {
      type: "HTTP",
      httpMethod: "GET",
      uri: "https://pets.test/",
      timeoutInMillis: 50,
    };
    const answer = await tested({ integration, ports: { fetch: () => new Promise<Response>(() => {}) } });
    expect([answer.status, linesOf(answer).at(-3)]).toEqual([504, "Execution failed due to a timeout error"]);
  });

  it("cuts what is long", async () => {
    const answer = await tested({ integration: mockIntegration(), body: JSON.stringify("x".repeat(2000)) });
    const line = linesOf(answer).find((one) => one.startsWith("Method request body before transformations"));
    expect(line).toMatch(/x \[TRUNCATED\]$/);
    expect(line?.length).toBe("Method request body before transformations: ".length + 998 + " [TRUNCATED]".length);
  });

  it("writes what goes to an HTTP backend and comes back", async () => {
    const answer = await tested({
      integration: { type: "HTTP_PROXY", httpMethod: "POST", uri: "https://pets.test/all" },
      body: "hello",
      headers: [["content-type", "text/plain"]],
      ports: { fetch: async () => new Response("world", { headers: { "content-type": "text/x", "x-own": "1" } }) },
    });
    expect(answer).toMatchObject({ status: 200, body: "world" });
    expect(answer.headers).toContainEqual(["Content-Type", "text/x"]);
    const lines = linesOf(answer);
    expect(lines).toContain("Endpoint request URI: https://pets.test/all");
    expect(lines).toContain("Endpoint request body after transformations: hello");
    expect(lines).toContain("Sending request to https://pets.test/all");
    expect(lines).toContain("Received response. Status: 200, Integration latency: 0 ms");
    expect(lines).toContain("Endpoint response headers: {Content-Type=text/x, x-own=1}");
    expect(lines).toContain("Endpoint response body before transformations: world");
    expect(lines).toContain("Method response body after transformations: world");
  });

  it("writes what goes to a function and comes back", async () => {
    const payload = '{"statusCode":201,"body":"made"}';
    const answered = async () => ({ kind: "answered" as const, payload, functionError: null });
    const functions = { invoke: answered, invokeStreaming: answered };
    const answer = await tested({ integration: PROXY, ports: { functions } });
    expect(answer).toMatchObject({ status: 201, body: "made" });
    const uri = `https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/${FUNCTION}/invocations`;
    const lines = linesOf(answer);
    expect(lines).toContain(`Endpoint request URI: ${uri}`);
    expect(lines).toContain(`Sending request to ${uri}`);
    expect(lines).toContain(`Endpoint response body before transformations: ${payload}`);
    expect(lines).toContain("Method response body after transformations: made");
  });

  // recorded from AWS (localstack's snapshots)
  it.each([
    ["", ""],
    ['{"a":1}', '{"a":1}'],
  ])("tells what was mapped for a function, and nothing where nothing was: %s", async (body, told) => {
    const answered = async () => ({ kind: "answered" as const, payload: "{}", functionError: null });
    const functions = { invoke: answered, invokeStreaming: answered };
    const integration = { ...PROXY, type: "AWS" as const, integrationResponses: { "200": { statusCode: "200" } } };
    const answer = await tested({ integration, ports: { functions }, body });
    expect(linesOf(answer)).toContain(`Endpoint request body after transformations: ${told}`);
  });

  it("names a function's result that is none", async () => {
    const answered = async () => ({ kind: "answered" as const, payload: '"text"', functionError: null });
    const functions = { invoke: answered, invokeStreaming: answered };
    const answer = await tested({ integration: PROXY, ports: { functions } });
    expect(answer.status).toBe(502);
    expect(linesOf(answer).at(-3)).toBe(
      "Execution failed due to configuration error: Malformed Lambda proxy response: the result is no object",
    );
  });

  it("shows no more of what authorizes a request than its end", async () => {
    const answer = await tested({
      integration: { type: "HTTP_PROXY", httpMethod: "POST", uri: "https://pets.test/" },
      headers: [["authorization", "Bearer secret-token-abcdef"]],
    });
    expect(answer.log).toMatch(/Endpoint request headers: .*Authorization=\*{20}abcdef[,}]/);
  });
});
