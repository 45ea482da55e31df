import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { allow, createFunction, functionApi, servedFunction } from "../support/functions.ts";
import { sharedGateway, type Gateway } from "../support/gateway.ts";
import { createHttpApi } from "../support/http-api.ts";
import { request } from "../support/request.ts";

let gateway: Gateway;
let echoArn: string;
beforeAll(async () => {
  gateway = await sharedGateway();
  echoArn = await createFunction(gateway, {
    "index.js": "exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });",
  });
  await allow(gateway, echoArn);
});

type Json = Record<string, unknown>;

function sampleEvent(name: string): Json {
  const folder = join(import.meta.dirname, "../fixtures/aws/events");
  return JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as Json;
}

/** Where an event lacks a field of the sample, or has it with another type. */
function shapeProblems(sample: unknown, event: unknown, path = ""): string[] {
  if (typeof sample !== "object" || sample === null || Array.isArray(sample)) {
    const same = typeof sample === typeof event && Array.isArray(sample) === Array.isArray(event);
    return same ? [] : [`${path}: ${typeof event} instead of ${typeof sample}`];
  }
  if (typeof event !== "object" || event === null) return [`${path}: no object`];
  return Object.entries(sample).flatMap(([key, value]) => shapeProblems(value, (event as Json)[key], `${path}/${key}`));
}

/** What a sample shows of mutual TLS and authorizers: its call here has neither. */
function withoutCaller(sample: Json): Json {
  const { authentication: _mtls, authorizer: _caller, ...requestContext } = sample["requestContext"] as Json;
  return { ...sample, requestContext };
}

describe("the event of format 2.0", () => {
  it.each([
    "apigw-v2-request-no-authorizer",
    "parser-apigw-http-no-auth",
    "parser-apigw-http-iam-auth",
    "parser-apigw-http-jwt-authorizer-auth",
    "parser-apigw-http-lambda-authorizer-auth",
  ])("has every field of AWS's sample %s", async (name) => {
    const sample = withoutCaller(sampleEvent(name));
    const { http, routeKey } = sample["requestContext"] as { http: { method: string }; routeKey: string };
    const { host: _host, "content-length": _length, ...headers } = sample["headers"] as Record<string, string>;
    const { pathUrl } = await functionApi(gateway, echoArn, "2.0", { routeKey });
    const answer = await request(`${pathUrl}${String(sample["rawPath"])}`, { method: http.method, headers });
    const compressed = answer.headers.get("content-encoding") === "gzip";
    const event = JSON.parse((compressed ? gunzipSync(answer.bytes) : answer.bytes).toString()) as Json;
    expect(shapeProblems(sample, event)).toEqual([]);
    expect(Object.keys(event).toSorted()).toEqual(Object.keys(sample).toSorted());
  });

  it("has query, cookies, path parameters, stage variables and body as AWS's sample", async () => {
    const sample = sampleEvent("apigw-v2-request-jwt-authorizer");
    const { pathUrl } = await functionApi(gateway, echoArn, "2.0", {
      routeKey: "POST /my/{proxy+}",
      variables: sample["stageVariables"] as Record<string, string>,
    });
    const answer = await request(`${pathUrl}/my/hello/world?${String(sample["rawQueryString"])}`, {
      method: "POST",
      headers: { cookie: "cookie1; cookie2", "content-type": "application/json", Header1: "value1" },
      body: String(sample["body"]),
    });
    const event = answer.json() as Json;
    const { routeKey: _r, rawPath: _p, headers: _h, requestContext: _c, ...rest } = sample;
    expect(event).toMatchObject(rest);
    expect(event).toMatchObject({
      routeKey: "POST /my/{proxy+}",
      rawPath: "/my/hello/world",
      headers: { header1: "value1" },
    });
    expect(event["headers"]).not.toHaveProperty("cookie");
  });
});

describe("the event of format 1.0", () => {
  it("has the fields of AWS's documentation, null where there is nothing", async () => {
    const { pathUrl } = await functionApi(gateway, echoArn, "1.0", { routeKey: "GET /pets/{id}" });
    const event = (await request(`${pathUrl}/pets/7`)).json() as Json;
    expect(event).toMatchObject({
      version: "1.0",
      resource: "/pets/{id}",
      path: "/pets/7",
      httpMethod: "GET",
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: { id: "7" },
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
      requestContext: { httpMethod: "GET", protocol: "HTTP/1.1", resourceId: "GET /pets/{id}", stage: "$default" },
    });
    expect(Object.keys((event["requestContext"] as { identity: Json }).identity)).toHaveLength(13);
  });

  it("has repeated query values and header lists", async () => {
    const { pathUrl } = await functionApi(gateway, echoArn, "1.0");
    const answer = await request(`${pathUrl}/?a=1&a=2&b=x%20y`, { headers: { "X-One": "1" } });
    expect(answer.json()).toMatchObject({
      queryStringParameters: { a: "2", b: "x y" },
      multiValueQueryStringParameters: { a: ["1", "2"], b: ["x y"] },
      multiValueHeaders: { "x-one": ["1"] },
    });
  });
});

describe("an encoded path", () => {
  it("is decoded in events, but for path in format 1.0 (recorded from AWS)", async () => {
    const arn = await createFunction(gateway, { "index.js": "exports.handler = async (e) => JSON.stringify(e);" });
    await allow(gateway, arn);
    const sent = "/pets/caf%C3%A9%20au%2Flait";
    const decoded = "/pets/café au/lait";
    const second = await functionApi(gateway, arn, "2.0", { routeKey: "GET /pets/{id}" });
    expect((await request(second.pathUrl + sent)).json()).toMatchObject({
      rawPath: decoded,
      requestContext: { http: { path: decoded } },
      pathParameters: { id: "café au/lait" },
    });
    const first = await functionApi(gateway, echoArn, "1.0", { routeKey: "GET /pets/{id}" });
    expect((await request(first.pathUrl + sent)).json()).toMatchObject({
      path: sent,
      requestContext: { path: decoded, identity: { userAgent: "" } },
      pathParameters: { id: "café au/lait" },
    });
  });
});

describe("what a function answers", () => {
  const handler = (result: string): Record<string, string> => ({
    "index.js": `exports.handler = async (event) => (${result});`,
  });

  it("is the answer: status, headers, cookies, and a body in base64", async () => {
    const { pathUrl } = await servedFunction(
      gateway,
      handler(
        "{ statusCode: 201, headers: { 'x-a': 1, 'content-type': 'image/png' }, cookies: ['a=1', 'b=2; Path=/'], body: Buffer.from([0, 255, 1]).toString('base64'), isBase64Encoded: true }",
      ),
    );
    const answer = await request(pathUrl);
    expect([answer.status, answer.headers.get("x-a"), answer.headers.get("content-type")]).toEqual([
      201,
      "1",
      "image/png",
    ]);
    expect(answer.rawHeaders.filter((_, index, all) => all[index - 1]?.toLowerCase() === "set-cookie")).toEqual([
      "a=1",
      "b=2; Path=/",
    ]);
    expect([...answer.bytes]).toEqual([0, 255, 1]);
  });

  it("is a 200 of JSON in format 2.0, whatever it is", async () => {
    const { pathUrl } = await servedFunction(gateway, handler("({ hello: event.rawPath })"));
    const answer = await request(`${pathUrl}/there`);
    expect([answer.status, answer.headers.get("content-type"), answer.json()]).toEqual([
      200,
      "application/json",
      { hello: "/there" },
    ]);
  });

  it("keeps repeated headers of format 1.0", async () => {
    const { pathUrl } = await servedFunction(
      gateway,
      handler("{ statusCode: 200, multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] }, body: 'ok' }"),
      "1.0",
    );
    const answer = await request(pathUrl);
    expect([answer.text, answer.headers.get("set-cookie")]).toEqual(["ok", "a=1, b=2"]);
  });

  it("sees a binary request in base64", async () => {
    const { pathUrl } = await servedFunction(
      gateway,
      handler("{ statusCode: 200, body: event.body + ' ' + event.isBase64Encoded }"),
    );
    const answer = await request(pathUrl, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: new Uint8Array([1, 2, 255]),
    });
    expect(answer.text).toBe("AQL/ true");
  });

  it.each([
    ["throws", "(() => { throw new Error('broken'); })()", "2.0"],
    ["gives a status that is none", "({ statusCode: 'many' })", "2.0"],
    ["gives no status in format 1.0", "({ hello: 'there' })", "1.0"],
    ["ends the process", "process.exit(1)", "2.0"],
  ] as const)("is a 500 where it %s", async (_what, result, format) => {
    const { pathUrl } = await servedFunction(gateway, handler(result), format);
    const answer = await request(pathUrl);
    expect([answer.status, answer.text]).toEqual([500, '{"message":"Internal Server Error"}']);
  });
});

describe("a function that takes too long", () => {
  const SLEEPS = { "index.js": "exports.handler = () => new Promise((resolve) => setTimeout(resolve, 60_000));" };

  it("is a 500 by its own timeout", async () => {
    const { pathUrl } = await servedFunction(gateway, SLEEPS, "2.0", { Timeout: 1 });
    const answer = await request(pathUrl);
    expect([answer.status, answer.text]).toEqual([500, '{"message":"Internal Server Error"}']);
  });

  it("is a 503 by the integration's timeout", async () => {
    const arn = await createFunction(gateway, SLEEPS, { Timeout: 30 });
    await allow(gateway, arn);
    const integration = { IntegrationType: "AWS_PROXY", IntegrationUri: arn, IntegrationMethod: "POST" } as const;
    const { pathUrl } = await createHttpApi(gateway, {
      routes: { $default: { ...integration, TimeoutInMillis: 300 } },
    });
    const answer = await request(pathUrl);
    expect([answer.status, answer.text]).toEqual([503, '{"message":"Service Unavailable"}']);
  });
});

describe("how a function is written", () => {
  const forms: [string, Record<string, string>, string?][] = [
    ["a CommonJS module", { "index.js": "exports.handler = async () => ({ statusCode: 200, body: 'hi' });" }],
    ["an ES module", { "index.mjs": "export const handler = async () => ({ statusCode: 200, body: 'hi' });" }],
    [
      "a callback",
      {
        "index.js":
          "exports.handler = (e, c, done) => setTimeout(() => done(null, { statusCode: 200, body: 'hi' }), 5);",
      },
    ],
    [
      "several files and a bundled package",
      {
        "src/app.js":
          "const { greeting } = require('./lib/greeting'); const loud = require('loud'); exports.run = async () => ({ statusCode: 200, body: loud(greeting) });",
        "src/lib/greeting.js": "exports.greeting = 'HI';",
        "node_modules/loud/package.json": JSON.stringify({ name: "loud", main: "lib/index.js" }),
        "node_modules/loud/lib/index.js": "module.exports = (text) => text.toLowerCase();",
      },
      "src/app.run",
    ],
    [
      "node's built-ins",
      {
        "index.mjs":
          "import { Buffer } from 'node:buffer'; import { createHash } from 'node:crypto'; export const handler = async () => ({ statusCode: 200, body: createHash('sha1').update('').digest('hex') && Buffer.from('aGk=', 'base64').toString() });",
      },
    ],
  ];
  it.each(forms)("may be %s", async (_form, files, handler = "index.handler") => {
    const { pathUrl } = await servedFunction(gateway, files, "2.0", { Handler: handler });
    expect((await request(pathUrl)).text).toBe("hi");
  });
});
