import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import {
  CreateDeploymentCommand,
  CreateVpcLinkCommand,
  GetExportCommand,
  ImportRestApiCommand,
  PutRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import { CreateStageCommand, ExportApiCommand, ImportApiCommand } from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiGateway, apiGatewayV2 } from "../support/clients.ts";
import { allow, createFunction } from "../support/functions.ts";
import { type OwnGateway, startGateway } from "../support/gateway.ts";
import { request, type RequestOptions } from "../support/request.ts";
import {
  startUpstream,
  type RecordedRequest,
  type ScriptedAnswer,
  type UpstreamServer,
} from "../support/upstream-server.ts";

const FOLDER = join(import.meta.dirname, "../fixtures/openapi");

/** The function of all documents: decides on tokens, adds numbers, or tells its event's path. */
const FUNCTION = `exports.handler = async (event) => {
  if (event.authorizationToken !== undefined) {
    const Effect = event.authorizationToken === "allow" ? "Allow" : "Deny";
    const Statement = [{ Effect, Action: "execute-api:Invoke", Resource: event.methodArn }];
    return { principalId: "me", policyDocument: { Version: "2012-10-17", Statement } };
  }
  if (event.requestContext === undefined) return { ...event, sum: event.a + event.b };
  return { statusCode: 200, body: JSON.stringify({ path: event.path ?? event.rawPath, id: event.pathParameters?.id }) };
};`;

/** What AWS's services and the backend answer. */
function backend({ method, url, headers, body }: RecordedRequest): ScriptedAnswer {
  const json = (value: unknown, status = 200) => ({
    status,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(value),
  });
  const target = headers["x-amz-target"]?.replace(/^.*\./, "");
  if (target === "ListStreams") return json({ StreamNames: ["s"], as: headers["content-type"] });
  if (target === "PutRecord") return json({ sent: JSON.parse(body.toString()) as unknown });
  if (target === "Query") {
    return json({
      Items: [
        { userName: { S: "ann" }, message: { S: "hi" } },
        { userName: { S: "bo" }, message: { S: "ho" } },
      ],
    });
  }
  if (target === "StartExecution") {
    return body.includes("bad") ? json({ __type: "InvalidName" }, 400) : json({ executionArn: "arn:1" });
  }
  if (url.startsWith("/000000000000/orders")) return json({ form: body.toString() });
  if (url === "/photos/cat.txt") return { headers: { "content-type": "text/cat", "x-when": "now" }, body: "meow" };
  if (url === "/photos/none.txt") return { status: 404, body: "<Error/>" };
  if (url === "/soap")
    return body.includes("FAIL") ? { status: 503 } : { body: `<r>${headers["soapaction"]} ${body.toString()}</r>` };
  if (url === "/inside/9") return { status: 404, body: "no" };
  return json({ method, url, from: headers["x-from"] ?? headers["x-shop"], body: body.toString() });
}

/** A request to an API, and what it is answered: the status, and parts of the body or all of its text. */
type Expected = [what: string, status: number, answer?: object | string, more?: RequestOptions];

const json = { "content-type": "application/json" };

/** By document: the path of each request begins after the stage. */
const REST: Record<string, Expected[]> = {
  "mock-hello.yaml": [["GET /hello?name=ann", 200, { hello: "ann", stage: "test" }]],
  "todo-crud.json": [
    ["GET /todos", 200, { path: "/todos" }],
    ["PATCH /todos/7", 200, { path: "/todos/7", id: "7" }],
    ["OPTIONS /todos", 200, ""],
  ],
  "calculator.yaml": [
    ["GET /calc?operand1=3&operand2=4", 200, { sum: 7 }],
    ["GET /calc?operand1=3", 400, { message: "Missing required request parameters: [operand2]" }],
    ["POST /calc", 200, { a: 1, b: 2, sum: 3 }, { body: '{"a":1,"b":2}', headers: json }],
    ["POST /calc", 400, { message: "Invalid request body" }, { body: '{"a":1}', headers: json }],
  ],
  "s3-proxy.yaml": [
    ["GET /photos/cat.txt", 200, "meow"],
    ["GET /photos/none.txt", 400],
    ["DELETE /photos/cat.txt", 403, { message: "Missing Authentication Token" }],
  ],
  "kinesis-proxy.yaml": [
    ["GET /streams", 200, { StreamNames: ["s"], as: "application/x-amz-json-1.1" }],
    [
      "PUT /streams/orders/record",
      200,
      { sent: { StreamName: "orders", Data: Buffer.from('"x"').toString("base64"), PartitionKey: "p" } },
      { body: '{"Data":"x","PartitionKey":"p"}', headers: json },
    ],
  ],
  "dynamodb-comments.yaml": [
    [
      "GET /comments/1",
      200,
      {
        comments: [
          { by: "ann", text: "hi" },
          { by: "bo", text: "ho" },
        ],
      },
    ],
  ],
  "sqs-queue.yaml": [["POST /messages", 202, { queued: true }, { body: '{"a b":1}', headers: json }]],
  "step-functions.yaml": [
    ["POST /orders", 200, { execution: "arn:1" }, { body: '{"n":1}', headers: json }],
    ["POST /orders", 400, { error: "refused" }, { body: '{"n":"bad"}', headers: json }],
  ],
  "token-authorizer.yaml": [
    ["GET /public", 200],
    ["GET /private", 401, { message: "Unauthorized" }],
    ["GET /private", 200, "", { headers: { authorization: "allow" } }],
    ["GET /private", 403, {}, { headers: { authorization: "deny" } }],
    ["GET /private", 401, { message: "Unauthorized" }, { headers: { authorization: "no such token" } }],
  ],
  "request-validation.yaml": [
    ["GET /validation?q1=a", 200, { url: "/echo" }],
    ["GET /validation", 400, { message: "Missing required request parameters: [q1]" }],
    ["POST /validation", 200, { url: "/echo" }, { body: '{"type":"dog","name":"bo"}', headers: { ...json, h1: "x" } }],
    [
      "POST /validation",
      422,
      { message: "Invalid request body" },
      { body: '{"type":"cow"}', headers: { ...json, h1: "x" } },
    ],
  ],
  "problem-details.json": [
    ["POST /products", 200, { path: "/products" }, { headers: { "x-request-id": "1", "x-financial-id": "2" } }],
    ["POST /products", 400, { title: "Failure" }, { headers: { "x-request-id": "1" } }],
    ["GET /nothing", 404, { message: "Missing Authentication Token" }],
  ],
  "api-keys.yaml": [
    ["GET /health", 200],
    ["POST /test/price", 403, { message: "Forbidden" }, { body: "{}" }],
  ],
  "greedy-proxy.yaml": [
    ["GET /a/b?x=1", 200, { method: "GET", url: "/all/a/b?x=1" }],
    ["DELETE /c", 200, { method: "DELETE", url: "/all/c" }],
  ],
  "private-backend.yaml": [
    ["GET /inside/1", 200, { url: "/inside/1", from: "gateway" }],
    ["GET /inside/9", 404, { message: "no such thing inside" }],
  ],
  "resource-policy.yaml": [
    ["GET /open", 200],
    ["GET /secret", 403],
  ],
  "images.yaml": [
    [
      "PUT /image",
      200,
      { body: Buffer.from([137, 80, 78, 71]).toString("base64") },
      { body: Buffer.from([137, 80, 78, 71]), headers: { "content-type": "image/png" } },
    ],
  ],
  "user-pool.yaml": [["GET /me", 401, { message: "Unauthorized" }]],
  "base-path.json": [
    ["GET /store/v3/items", 200, { path: "/store/v3/items" }],
    ["GET /items", 403],
  ],
  "documented.yaml": [
    ["PUT /people/1", 200, "", { body: '{"name":null,"house":{"people":[{"name":"x"}]}}', headers: json }],
    ["PUT /people/1", 400, {}, { body: '{"name":1}', headers: json }],
    ["PUT /people/1", 400, {}, { body: '{"name":"a","house":{"people":[{}]}}', headers: json }],
  ],
  "soap-legacy.yaml": [
    ["GET /quote/ABC", 200, "<r>GetQuote <GetQuote><symbol>ABC</symbol></GetQuote></r>"],
    ["GET /quote/FAIL", 502, "<fault/>"],
  ],
};

const HTTP: Record<string, Expected[]> = {
  "http-jwt.yaml": [
    ["GET /orders/1", 401, { message: "Unauthorized" }],
    ["POST /anything", 200, { path: "/anything" }],
  ],
  "http-mapped.json": [["PUT /shops/4/a/b?secret=1&c=2", 203, { method: "PUT", url: "/4/a/b?c=2", from: "4" }]],
};

let gateway: OwnGateway;
let upstream: UpstreamServer;
let linkId: string;
beforeAll(async () => {
  upstream = await startUpstream();
  upstream.answer(backend);
  gateway = await startGateway({
    vars: { AWS_INTEGRATION_ALLOW: "*", AWS_ENDPOINT_URL: upstream.url, VPC_LINKS: "*=direct" },
    secrets: { AWS_ACCESS_KEY_ID: "AKIDGATEWAY", AWS_SECRET_ACCESS_KEY: "secret" },
  });
  await allow(gateway, await createFunction(gateway, { "index.js": FUNCTION }, { FunctionName: "openapi-documents" }));
  const targetArns = ["arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/net/n/1"];
  linkId = (await apiGateway(gateway).send(new CreateVpcLinkCommand({ name: "inside", targetArns }))).id ?? "";
});
afterAll(async () => {
  await upstream.stop();
  await gateway.stop();
});

const documentOf = (file: string): string =>
  readFileSync(join(FOLDER, file), "utf8").replaceAll("http://upstream.test", upstream.url);

async function check(base: string, expected: Expected[]): Promise<void> {
  for (const [what, status, answer, more] of expected) {
    const [method = "", path = ""] = what.split(" ");
    const got = await request(`${base}${path}`, { method, ...more });
    expect([what, got.status, got.text]).toEqual([what, status, expect.any(String)]);
    if (typeof answer === "string") expect(got.text).toBe(answer);
    else if (answer !== undefined) expect(got.json()).toMatchObject(answer);
  }
}

/** Deploys an API, calls it, and gives what it is exported as, without where it answers. */
async function served(restApiId: string, expected: Expected[]): Promise<{ rest: unknown; swagger: Uint8Array }> {
  const client = apiGateway(gateway);
  const stage = { restApiId, stageName: "test" };
  await client.send(new CreateDeploymentCommand({ ...stage, variables: { link: linkId } }));
  await check(`${gateway.url}/execute-api/${restApiId}/test`, expected);
  const [oas30, swagger] = await Promise.all(
    (["oas30", "swagger"] as const).map((exportType) =>
      client.send(new GetExportCommand({ ...stage, exportType, parameters: { extensions: "apigateway" } })),
    ),
  );
  const { servers: _address, ...rest }: { servers: unknown } = JSON.parse(new TextDecoder().decode(oas30?.body));
  return { rest, swagger: swagger?.body ?? new Uint8Array() };
}

describe("a public document with API Gateway's extensions", () => {
  it("stands in one of the tables here", async () => {
    const files = (await readdir(FOLDER)).filter((file) => file !== "README.md");
    expect(files.toSorted()).toEqual([...Object.keys(REST), ...Object.keys(HTTP)].toSorted());
  });

  it.each(Object.keys(REST))("is imported, deployed, answers, and survives the round trip: %s", async (file) => {
    const expected = REST[file] ?? [];
    const basepath = file === "base-path.json" ? "prepend" : "ignore";
    const client = apiGateway(gateway);
    const body = new TextEncoder().encode(documentOf(file));
    const { id: restApiId = "" } = await client.send(new ImportRestApiCommand({ body, parameters: { basepath } }));
    const { rest: exported, swagger } = await served(restApiId, expected);
    for (const again of [new TextEncoder().encode(JSON.stringify(exported)), swagger]) {
      await client.send(new PutRestApiCommand({ restApiId, mode: "overwrite", body: again }));
      expect((await served(restApiId, expected)).rest).toEqual(exported);
    }
  });

  it.each(Object.keys(HTTP))("is imported as an HTTP API, answers, and survives the round trip: %s", async (file) => {
    const client = apiGatewayV2(gateway);
    let Body = documentOf(file);
    const exported: unknown[] = [];
    for (let turn = 0; turn < 2; turn++) {
      const { ApiId } = await client.send(new ImportApiCommand({ Body }));
      await client.send(new CreateStageCommand({ ApiId, StageName: "$default", AutoDeploy: true }));
      await check(`${gateway.url}/execute-api/${ApiId}`, HTTP[file] ?? []);
      const { body } = await client.send(
        new ExportApiCommand({ ApiId, Specification: "OAS30", OutputType: "JSON", IncludeExtensions: true }),
      );
      Body = new TextDecoder().decode(body);
      const { servers: _address, ...rest }: { servers: unknown } = JSON.parse(Body);
      exported.push(rest);
    }
    expect(exported[1]).toEqual(exported[0]);
  });
});
