import {
  CreateDeploymentCommand,
  PutIntegrationResponseCommand,
  PutMethodResponseCommand,
} from "@aws-sdk/client-api-gateway";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { aws, describeWithAws } from "../support/aws-cli.ts";
import { createRestApi, type DeployedRestApi } from "../support/deployed-rest-api.ts";
import { allow, createFunction } from "../support/functions.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { openRequest, request } from "../support/request.ts";
import { startUpstream } from "../support/upstream-server.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await sharedGateway();
});

const uriOf = (arn: string, action = "invocations", version = "2015-03-31") =>
  `arn:aws:apigateway:us-east-1:lambda:path/${version}/functions/${arn}/${action}`;

/** A function that API Gateway may call. */
async function allowed(code: string): Promise<string> {
  const arn = await createFunction(gateway, { "index.js": code });
  await allow(gateway, arn);
  return arn;
}

const proxy = (arn: string) => ({ type: "AWS_PROXY", integrationHttpMethod: "POST", uri: uriOf(arn) }) as const;

describe("AWS_PROXY of a REST API", () => {
  let api: DeployedRestApi;
  beforeAll(async () => {
    const echo = await allowed(
      "exports.handler = async (event) => ({ statusCode: 201, headers: { 'x-a': true }, body: JSON.stringify(event) });",
    );
    const forbidden = await createFunction(gateway, { "index.js": "exports.handler = async () => ({});" });
    const broken = await allowed("exports.handler = async () => { throw new Error('secret'); };");
    const missing = "arn:aws:lambda:us-east-1:000000000000:function:missing";
    api = await createRestApi(gateway, {
      methods: {
        "ANY /no-auth": { integration: proxy(echo) },
        "GET /forbidden": { integration: proxy(forbidden) },
        "GET /broken": { integration: proxy(broken) },
        "GET /missing": { integration: proxy(missing) },
      },
    });
  });

  it("rule 56: calls the function with an event that has every field of AWS's sample", async () => {
    const file = join(import.meta.dirname, "../fixtures/aws/events/parser-apigw-rest-no-auth.json");
    const sample = JSON.parse(readFileSync(file, "utf8")) as Record<string, Record<string, unknown>>;
    const answer = await request(`${api.url}/no-auth`, { method: "POST", headers: { "user-agent": "HTTPie/3.2.2" } });
    expect([answer.status, answer.headers.get("x-a")]).toEqual([201, "true"]);
    const event = answer.json() as typeof sample;
    expect(Object.keys(event).toSorted()).toEqual(Object.keys(sample).toSorted());
    const keys = (of: typeof sample) => Object.keys(of["requestContext"] ?? {}).toSorted();
    expect(keys(event)).toEqual(keys(sample));
    expect(event).toMatchObject({
      resource: "/no-auth",
      httpMethod: "POST",
      headers: { "User-Agent": "HTTPie/3.2.2" },
      queryStringParameters: null,
      body: null,
    });
  });

  it.each([
    ["forbidden", 500],
    ["missing", 500],
    ["broken", 502],
  ])("answers /%s with %d and nothing of the reason", async (path, status) => {
    const answer = await request(`${api.url}/${path}`);
    expect([answer.status, answer.text]).toEqual([status, '{"message": "Internal server error"}']);
  });
});

it("responseTransferMode STREAM: the client reads while the function is still writing", async () => {
  const upstream = await startUpstream();
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  upstream.answer({
    body: (async function* () {
      await released;
      yield "second";
    })(),
  });
  const arn = await allowed(`
    exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      stream = awslambda.HttpResponseStream.from(stream, { statusCode: 202, headers: { "x-a": "1" } });
      stream.write("first");
      stream.write(await (await fetch("${upstream.url}")).text());
      stream.end();
    });`);
  const uri = uriOf(arn, "response-streaming-invocations", "2021-11-15");
  const integration = { ...proxy(arn), uri, responseTransferMode: "STREAM" } as const;
  const api = await createRestApi(gateway, { methods: { "GET /s": { integration } } });
  const answer = await openRequest(`${api.url}/s`);
  expect([answer.statusCode, answer.headers["x-a"]]).toEqual([202, "1"]);
  const chunks = answer[Symbol.asyncIterator]();
  expect(String((await chunks.next()).value)).toBe("first");
  release();
  expect(String((await chunks.next()).value)).toBe("second");
  await upstream.stop();
});

it("AWS: the mapped body is the function's event, its result is mapped, its errors are selected by message", async () => {
  const arn = await allowed(
    "exports.handler = async ({ n }) => { if (n === 0) throw new Error('bad: zero'); return { twice: 2 * n }; };",
  );
  const api = await createRestApi(gateway, {
    methods: {
      "POST /f": {
        integration: {
          type: "AWS",
          integrationHttpMethod: "POST",
          uri: uriOf(arn),
          requestTemplates: { "application/json": '{"n": $input.params("n")}' },
        },
        template: "{\"result\": $input.json('$.twice')}",
      },
    },
  });
  const ids = api.methods.get("POST /f");
  if (!ids) throw new Error("the method was not made");
  await api.client.send(new PutMethodResponseCommand({ ...ids, statusCode: "422" }));
  const selection = { statusCode: "422", selectionPattern: "bad: .*" };
  await api.client.send(new PutIntegrationResponseCommand({ ...ids, ...selection }));
  await api.client.send(new CreateDeploymentCommand({ restApiId: api.restApiId, stageName: "prod" }));
  const good = await request(`${api.url}/f?n=21`, { method: "POST" });
  expect([good.status, good.json()]).toEqual([200, { result: 42 }]);
  const bad = await request(`${api.url}/f?n=0`, { method: "POST" });
  expect([bad.status, bad.json()]).toMatchObject([422, { errorMessage: "bad: zero", errorType: "Error" }]);
});

describeWithAws("with the AWS CLI", () => {
  it("put-integration makes a function a method's backend", { timeout: 60_000 }, async () => {
    const arn = await allowed("exports.handler = async () => ({ body: 'from the function' });");
    const v1 = (...args: string[]) => aws<Record<string, unknown>>(gateway, ["apigateway", ...args]);
    const api = await v1("create-rest-api", "--name", "cli");
    const ids = ["--rest-api-id", String(api["id"]), "--resource-id", String(api["rootResourceId"])];
    const method = [...ids, "--http-method", "GET"];
    await v1("put-method", ...method, "--authorization-type", "NONE");
    const kind = ["--type", "AWS_PROXY", "--integration-http-method", "POST"];
    const made = await v1("put-integration", ...method, ...kind, "--uri", uriOf(arn));
    expect(made).toMatchObject({ type: "AWS_PROXY", httpMethod: "POST", uri: uriOf(arn) });
    await v1("create-deployment", "--rest-api-id", String(api["id"]), "--stage-name", "prod");
    const answer = await request(`http://${String(api["id"])}.execute-api.localhost:${gateway.port}/prod`);
    expect([answer.status, answer.text]).toEqual([200, "from the function"]);
  });
});
