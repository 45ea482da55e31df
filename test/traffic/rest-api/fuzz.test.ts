/**
 * Mutated templates, mappings, bodies, paths and headers through the whole path of a REST API. `npm test` sends 3,000 requests; as many as
 * you like: `FUZZ_REQUESTS=100000 npx vitest run test/traffic/rest-api/fuzz.test.ts`, other ones with FUZZ_SEED.
 */
import { env } from "cloudflare:workers";
import type { Integration } from "@aws-sdk/client-api-gateway";
import { expect, it, vi } from "vitest";
import { restFaults } from "../../../src/traffic/rest-api/faults.ts";
import { type RestDefinition, restTraffic } from "../../support/rest-traffic.ts";
import { mulberry32 } from "../../support/mulberry32.ts";

// A binding of the tests alone: see vitest.config.ts.
const given = (env as unknown as { TEST_FUZZ: { requests: string; seed: string } }).TEST_FUZZ;
const REQUESTS = Number(given.requests);
const SEED = Number(given.seed);
const REQUESTS_PER_DEFINITION = 20;

const TEMPLATES = [
  '{"statusCode": 200}',
  '#set($context.responseOverride.status = 444)#set($context.responseOverride.header.foo = "bar"){"statusCode": 200}',
  "#set($a = $input.path('$'))#foreach($i in $a.items)$i.name#if($foreach.hasNext),#end#end",
  "#foreach($i in [0..9])#foreach($j in [0..9])$i$j #end#end",
  "$input.json('$.a[0].b') $input.params('id') $input.body $util.escapeJavaScript($input.params().header)",
  "#define($x)$x$y#end#set($y = $x)$x",
  "$util.parseJson($input.body).a.b.replaceAll('(a+)+$', '$1') $util.urlDecode($input.params('q'))",
  "#if($input.path('$.a') == 'b')1#elseif($stageVariables.x > 2)2#{else}3#end$context.identity.keySet()",
  "$context.requestOverride.header.put('x-a', $input.body)$context.requestOverride.querystring.put('q', 1)",
  "#set($m = {})#foreach($i in [1..50])$!m.put($i, $m)#end$m.size()",
];
const BODIES = [
  "",
  "{}",
  '{"a":[{"b":1}],"items":[{"name":"x"},{"name":null}]}',
  "[1,2,3]",
  "a=b&c=d",
  '{"a":',
  '"text"',
  "\uFEFF{}",
  "9".repeat(400),
  `{"a":${"1".repeat(20_000)}x}`,
  `[${",".repeat(20_000)}]`,
];
const PATHS = [
  "/test/a",
  "/test/b/1",
  "/test/b/1/c",
  "/test/files/x/y",
  "/test//a",
  "/test",
  "/",
  "/other/a",
  "/test/b/%2F",
];
const SOURCES = [
  "method.request.header.x-a",
  "method.request.multivaluequerystring.q",
  "method.request.path.id",
  "method.request.body.a[0].b",
  "method.request.body",
  "integration.response.body.a",
  "integration.response.header.x-a",
  "context.identity.sourceIp",
  "stageVariables.x",
  "'static'",
];
const TARGETS = [
  "header.x-a",
  "header.Content-Type",
  "header.Host",
  "querystring.q",
  "path.id",
  "header.bad name",
  "header.X-B",
];
const TOKENS = [
  "#end",
  "#if(",
  "#foreach($x in $y)",
  "$",
  "{",
  "}",
  "[",
  "]",
  "(",
  ")",
  '"',
  "'",
  "\\",
  "..",
  "$.",
  "%",
  "%2",
  "/",
  "?",
  "\u0000",
  "é",
  "😀",
  "\r\n",
  "#set($a = ",
  "999999999999",
  "-1",
  ".",
  ",",
  ":",
];

class Fuzz {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = mulberry32(seed);
  }

  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** One of a list, changed at a few places or not at all. */
  text(list: readonly string[]): string {
    let text = this.pick(list);
    for (let changes = this.below(4); changes > 0; changes--) {
      const at = this.below(text.length + 1);
      const to = at + this.below(4);
      const put =
        [this.pick(TOKENS), "", this.pick(list).slice(this.below(20)), text.slice(at, to)][this.below(4)] ?? "";
      text = text.slice(0, at) + put + text.slice(this.below(2) === 0 ? at : to);
    }
    return text.slice(0, 5_000);
  }
}

function integrationOf(fuzz: Fuzz): Integration {
  const responseTemplates = fuzz.below(3) === 0 ? {} : { "application/json": fuzz.text(TEMPLATES) };
  const isMock = fuzz.below(2) === 0;
  const mappings = (prefix: string, targets: readonly string[]) =>
    Object.fromEntries(
      Array.from({ length: fuzz.below(4) }, () => [`${prefix}.${fuzz.text(targets)}`, fuzz.text(SOURCES)]),
    );
  return {
    type: isMock ? "MOCK" : fuzz.pick(["HTTP", "HTTP_PROXY"] as const),
    httpMethod: "ANY",
    uri: fuzz.text(["http://backend.test/{id}", "http://${stageVariables.x}/p?q=1"]),
    passthroughBehavior: fuzz.pick(["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"]),
    requestTemplates: { "application/json": fuzz.below(2) === 0 ? '{"statusCode": 200}' : fuzz.text(TEMPLATES) },
    requestParameters: mappings("integration.request", TARGETS),
    integrationResponses: {
      "200": {
        statusCode: "200",
        responseParameters: mappings(
          "method.response",
          TARGETS.filter((target) => target.startsWith("header")),
        ),
        responseTemplates,
      },
      "400": { statusCode: "400", selectionPattern: fuzz.text(["4\\d{2}", "(a|b)+", ".*"]), responseTemplates },
    },
  };
}

function definitionOf(fuzz: Fuzz): RestDefinition {
  const keys = ["ANY /a", "ANY /b/{id}", "POST /b/{id}/c", "GET /files/{proxy+}"];
  return {
    api: fuzz.below(3) === 0 ? { minimumCompressionSize: 0, binaryMediaTypes: ["image/*"] } : {},
    models: { Model: { type: "object", properties: { a: { type: "array" } } } },
    methods: Object.fromEntries(
      keys.map((key) => [
        key,
        {
          integration: integrationOf(fuzz),
          validate: { body: fuzz.below(4) === 0, parameters: fuzz.below(4) === 0 },
          requestParameters: { "method.request.querystring.q": true },
          requestModels: { "application/json": "Model" },
        },
      ]),
    ),
    gatewayResponses:
      fuzz.below(2) === 0
        ? {}
        : {
            DEFAULT_4XX: {
              responseParameters: { "gatewayresponse.header.x-a": fuzz.text(SOURCES) },
              responseTemplates: {
                "application/json": fuzz.text([
                  "$context.error.messageString",
                  "${context.x}",
                  "{$method.request.body}",
                ]),
              },
            },
          },
  };
}

function backendAnswer(fuzz: Fuzz): Response {
  if (fuzz.below(10) === 0) throw new TypeError("network");
  const status = fuzz.pick([200, 200, 204, 301, 404, 500]);
  const body = status === 204 ? null : fuzz.text(BODIES);
  return new Response(body, {
    status,
    headers: { "x-a": "1", "content-type": fuzz.pick(["application/json", "image/png", "text/x"]) },
  });
}

function requestOf(fuzz: Fuzz): { path: string; init: RequestInit } {
  const method = fuzz.pick(["GET", "POST", "PUT", "DELETE", "OPTIONS"]);
  const query = fuzz.below(2) === 0 ? "" : `?${fuzz.text(["q=1&q=2", "q=%zz&=&&a", "q"])}`;
  // What no client can put on a request line.
  const path = `/${(fuzz.text(PATHS) + query).slice(1)}`.replaceAll(/[^\u0021-\u007e]|[#\\]/g, "");
  const headers = new Headers();
  for (const name of ["content-type", "accept", "x-a", "accept-encoding", "content-encoding"]) {
    if (fuzz.below(2) === 0) continue;
    const values = ["application/json", "text/x; charset=utf-8", "image/png", "*/*", "gzip", "a, b", '"'];
    headers.set(
      name,
      fuzz
        .text(values)
        .replaceAll(/[^\u0020-\u007e]/g, "")
        .trim(),
    );
  }
  const body = method === "GET" ? {} : { body: fuzz.text(BODIES) };
  return { path, init: { method, headers, ...body } };
}

const TYPES = new Set<string>(Object.values(restFaults).map(({ errorType }) => errorType));

it(
  `${REQUESTS} mutated requests end well, or in a described gateway response`,
  { timeout: 60_000 + REQUESTS * 20 },
  async () => {
    const fuzz = new Fuzz(SEED);
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const statuses = new Map<number, number>();
    for (let count = 0; count < REQUESTS;) {
      const definition = definitionOf(fuzz);
      const { call } = restTraffic(definition, { fetch: () => backendAnswer(fuzz), variables: { x: "3" } });
      for (let index = 0; index < REQUESTS_PER_DEFINITION && count < REQUESTS; index++, count++) {
        const { path, init } = requestOf(fuzz);
        const answer = await call(path, init);
        await answer.arrayBuffer();
        const failure = log.mock.calls.find(([line]) => String(line).includes("gatewayFailure"));
        if (failure)
          throw new Error(
            `seed ${SEED}, request ${count}: ${String(failure[0])} for ${JSON.stringify({ path, ...init, definition })}`,
          );
        log.mockClear();
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        const own = answer.headers.get("x-amzn-ErrorType");
        if (answer.status >= 500 && own !== null) expect(TYPES).toContain(own);
      }
    }
    log.mockRestore();
    // The mutations reach what they are meant to reach.
    for (const status of [200, 400, 403, 415, 500]) expect(statuses.get(status) ?? 0).toBeGreaterThan(0);
  },
);
