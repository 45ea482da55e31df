import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type PoolRoute, poolApi, type PoolSocket } from "../../support/websocket-in-pool.ts";

type Integration = NonNullable<PoolRoute["integration"]>;
type IntegrationResponse = NonNullable<PoolRoute["responses"]>[number];

interface Sent {
  url: string;
  method: string;
  headers: Headers;
  body: Uint8Array;
}

const sent: Sent[] = [];
let backend: () => Response | Promise<Response>;

beforeEach(() => {
  sent.length = 0;
  backend = () =>
    new Response('{"from":"backend"}', { headers: { "Content-Type": "application/json", "X-Own": "yes" } });
  vi.spyOn(globalThis, "fetch").mockImplementation(async (url, init) => {
    const body = new Uint8Array(await new Response(init?.body).arrayBuffer());
    sent.push({ url: String(url), method: init?.method ?? "GET", headers: new Headers(init?.headers), body });
    return backend();
  });
});
afterEach(() => void vi.restoreAllMocks());

/** What a client gets for a message. */
async function ask(socket: PoolSocket, message: unknown): Promise<unknown> {
  socket.messages.length = 0;
  socket.send(message);
  await expect.poll(() => socket.messages.length).toBeGreaterThan(0);
  const [answer] = socket.messages;
  if (typeof answer !== "string") return answer && new Uint8Array(answer);
  try {
    return JSON.parse(answer) as unknown;
  } catch {
    return answer;
  }
}

const http = (more: Integration = {}): Integration => ({
  IntegrationType: "HTTP",
  IntegrationMethod: "POST",
  IntegrationUri: "https://backend.test/in",
  ...more,
});
const errorFrame = (message: string): object => ({
  message,
  connectionId: expect.stringMatching(/^[\w-]{15}=$/),
  requestId: expect.any(String),
});

describe("route selection", () => {
  it.each([
    ["$request.body.action", { action: "join" }, "join"],
    ["${request.body.action}", { action: "join" }, "join"],
    ["$request.body.data.kind", { data: { kind: "join" } }, "join"],
    ["$request.body.list[0]", { list: ["join"] }, "join"],
    ["${request.body.service}/${request.body.action}", { service: "chat", action: "join" }, "chat/join"],
    ["${request.body.action}-${request.body.invalidPath}", { action: "join" }, "join-"],
    ["$request.body.action", { action: ["a", "b"] }, "[a, b]"],
    ["$request.body.action", { action: 7 }, 7],
    ["$request.body.action", { action: true }, true],
    ["static", "anything at all", "static"],
    ["\\$default", { action: "join" }, "$default"],
    ["$request.body.action", { action: "unknown" }, "$default"],
    ["$request.body.action", { action: "$disconnect" }, "$default"],
    ["$request.body.action", {}, "$default"],
    ["$request.body.action", "no JSON", "$default"],
    ["$request.body.action", '{"action":"join"', "$default"],
    ["$request.body.action", [{ action: "join" }], "$default"],
  ])("%s of %j leads to %s", async (RouteSelectionExpression, message, key) => {
    const own: PoolRoute = { answer: "$context.routeKey" };
    const api = await poolApi({ $default: own, [String(key)]: own }, { selection: RouteSelectionExpression });
    expect(await ask(await api.connect(), message)).toBe(key);
  });
});

describe("a message", () => {
  it.each<[what: string, integration: Integration, message: unknown, body: string]>([
    ["goes as it is without a template", {}, { a: 1 }, '{"a":1}'],
    ["goes through $default", { RequestTemplates: { $default: "<$input.path('$.a')>" } }, { a: 1 }, "<1>"],
    [
      "goes through the template that the selection chooses",
      { TemplateSelectionExpression: "$request.body.kind", RequestTemplates: { one: "1", $default: "other" } },
      { kind: "one" },
      "1",
    ],
    [
      "goes through $default where it chooses none",
      { TemplateSelectionExpression: "$request.body.kind", RequestTemplates: { one: "1", $default: "other" } },
      { kind: "two" },
      "other",
    ],
    [
      "goes as it is where nothing is chosen (WHEN_NO_MATCH)",
      { TemplateSelectionExpression: "$request.body.kind", RequestTemplates: { one: "1" } },
      { kind: "two" },
      '{"kind":"two"}',
    ],
    [
      "is decoded from base64 by CONVERT_TO_BINARY",
      { ContentHandlingStrategy: "CONVERT_TO_BINARY", PassthroughBehavior: "WHEN_NO_TEMPLATES" },
      "AP8B",
      "\u0000\u00ff\u0001",
    ],
    ["is left as text by CONVERT_TO_TEXT", { ContentHandlingStrategy: "CONVERT_TO_TEXT" }, "plain", "plain"],
  ])("%s", async (_what, integration, message, body) => {
    const socket = await (await poolApi({ $default: { integration: http(integration), answer: "" } })).connect();
    await ask(socket, message);
    expect(String.fromCharCode(...(sent.at(-1)?.body ?? []))).toBe(body);
  });

  it.each<[what: string, integration: Integration]>([
    ["no template is chosen, with NEVER", { PassthroughBehavior: "NEVER", RequestTemplates: {} }],
    [
      "none is chosen of some, with WHEN_NO_TEMPLATES",
      {
        PassthroughBehavior: "WHEN_NO_TEMPLATES",
        TemplateSelectionExpression: "$request.body.kind",
        RequestTemplates: { one: "1" },
      },
    ],
  ])("is refused where %s", async (_what, integration) => {
    const socket = await (await poolApi({ $default: { integration: http(integration), answer: "" } })).connect();
    expect(await ask(socket, { kind: "two" })).toEqual(errorFrame("Unsupported Media Type"));
    expect(sent).toEqual([]);
  });

  it("fills headers, query and URI from body, context and stage variables", async () => {
    const integration = http({
      IntegrationUri: "https://${stageVariables.host}/in",
      RequestParameters: {
        "integration.request.header.x-who": "context.connectionId",
        "integration.request.header.x-stage": "stageVariables.host",
        "integration.request.querystring.item": "route.request.body.item.id",
        "integration.request.header.x-fixed": "'fixed'",
      },
    });
    const api = await poolApi({ $default: { integration, answer: "" } }, { variables: { host: "other.test" } });
    const socket = await api.connect();
    await ask(socket, { item: { id: 7 } });
    const last = sent.at(-1);
    expect(last?.url).toBe("https://other.test/in?item=7");
    expect(["x-who", "x-stage", "x-fixed"].map((name) => last?.headers.get(name))).toEqual([
      socket.id,
      "other.test",
      "fixed",
    ]);
  });

  it.each<[what: string, answer: () => Response, frame: unknown]>([
    ["JSON", () => Response.json({ a: 1 }), { a: 1 }],
    ["text", () => new Response("words"), "words"],
    ["bytes that are no text", () => new Response(new Uint8Array([0xff, 0])), new Uint8Array([0xff, 0])],
    ["an error of the backend", () => Response.json({ error: "no" }, { status: 500 }), { error: "no" }],
  ])("behind HTTP_PROXY is answered with the backend's body: %s", async (_what, answer, frame) => {
    backend = answer;
    const integration = http({ IntegrationType: "HTTP_PROXY" });
    const socket = await (await poolApi({ $default: { integration, answer: "" } })).connect();
    expect(await ask(socket, { a: 1 })).toEqual(frame);
    expect(new TextDecoder().decode(sent.at(-1)?.body)).toBe('{"a":1}');
  });

  it("tells of a backend that cannot be reached, and of a template that fails, by an error frame", async () => {
    backend = () => Promise.reject(new TypeError("refused"));
    const api = await poolApi({
      away: { integration: http(), answer: "" },
      bad: { answer: "#set($a = " },
    });
    const socket = await api.connect();
    expect(await ask(socket, { action: "away" })).toEqual(errorFrame(expect.any(String) as unknown as string));
    expect(await ask(socket, { action: "bad" })).toEqual(errorFrame("Internal server error"));
  });

  it("that takes too long is answered with Endpoint request timed out", async () => {
    const stuck = Promise.withResolvers<Response>();
    backend = () => stuck.promise;
    const integration = http({ TimeoutInMillis: 50 });
    const socket = await (await poolApi({ $default: { integration, answer: "" } })).connect();
    expect(await ask(socket, {})).toEqual(errorFrame("Endpoint request timed out"));
    stuck.resolve(new Response());
  });
});

describe("an integration response", () => {
  async function api(responses: IntegrationResponse[]): Promise<PoolSocket> {
    return (await poolApi({ $default: { integration: http(), responses } })).connect();
  }
  const response = (
    IntegrationResponseKey: string,
    more: Omit<IntegrationResponse, "IntegrationResponseKey">,
  ): IntegrationResponse => ({
    IntegrationResponseKey,
    ...more,
  });

  it.each([
    [200, "all is well"],
    [404, "not there"],
    [503, "default"],
  ])("is chosen by the backend's status: %i", async (status, text) => {
    backend = () => new Response("{}", { status });
    const socket = await api([
      response("$default", { ResponseTemplates: { $default: "default" } }),
      response("/2\\d\\d/", { ResponseTemplates: { $default: "all is well" } }),
      response("/4\\d\\d/", { ResponseTemplates: { $default: "not there" } }),
    ]);
    expect(await ask(socket, {})).toBe(text);
  });

  it.each([
    ["${request.body.want}", "short"],
    ["${integration.response.statuscode}", "status"],
    ["${integration.response.header.X-Own}", "header"],
    ["${integration.response.multivalueheader.X-Own}", "header"],
    ["short", "short"],
    ["${integration.response.header.none}", "default"],
  ])("has its template chosen by %s", async (TemplateSelectionExpression, text) => {
    const ResponseTemplates = { short: "short", "200": "status", yes: "header", $default: "default" };
    const socket = await api([response("$default", { TemplateSelectionExpression, ResponseTemplates })]);
    expect(await ask(socket, { want: "short" })).toBe(text);
  });

  it.each([
    ["CONVERT_TO_TEXT", new Uint8Array([0, 255]), "AP8="],
    ["CONVERT_TO_BINARY", "AP8=", new Uint8Array([0, 255])],
    [undefined, "AP8=", "AP8="],
  ] as const)("converts contents by %s", async (ContentHandlingStrategy, body, frame) => {
    backend = () => new Response(body);
    const socket = await api([response("$default", ContentHandlingStrategy ? { ContentHandlingStrategy } : {})]);
    expect(await ask(socket, {})).toEqual(frame);
  });
});

describe("models", () => {
  it.each([
    [{ kind: "a", n: 1 }, "let in"],
    [{ kind: "a" }, errorFrame("Invalid request body")],
    ["no JSON", errorFrame("Invalid request body")],
    [{ kind: "unknown" }, errorFrame("Invalid request body")],
  ])("chosen by the route's expression check messages: %j", async (message, answer) => {
    const api = await poolApi({
      $default: {
        answer: "let in",
        route: { ModelSelectionExpression: "$request.body.kind", RequestModels: { a: "Numbered" } },
        models: { Numbered: '{"type":"object","required":["n"]}' },
      },
    });
    expect(await ask(await api.connect(), message)).toEqual(answer);
  });

  it("check nothing where the route has no such expression", async () => {
    const route = { RequestModels: { $default: "Numbered" } };
    const models = { Numbered: '{"type":"object","required":["n"]}' };
    const api = await poolApi({ $default: { answer: "let in", route, models } });
    expect(await ask(await api.connect(), {})).toBe("let in");
  });
});

describe("$connect", () => {
  it.each([
    ["no route", {}, 101],
    ["a backend's 2xx", { $connect: { integration: http() } }, 101],
    ["a header that is required and missing", { $connect: required("route.request.header.X-Token") }, 400],
    ["a parameter that is there", { $connect: required("route.request.querystring.token") }, 101],
  ] as [string, Record<string, PoolRoute>, number][])("answers to %s", async (_what, routes, status) => {
    expect((await (await poolApi(routes)).upgrade("?token=1")).status).toBe(status);
  });

  it.each([300, 401, 404, 500])("refuses with the backend's status %i, without its body", async (status) => {
    backend = () => new Response("secret", { status });
    const answer = await (await poolApi({ $connect: { integration: http() } })).upgrade();
    expect([answer.status, await answer.text()]).toEqual([status, ""]);
  });

  it("lets the backend put the connection into groups, and choose the sub-protocol, which nobody else chooses", async () => {
    const quiet = await (await poolApi({})).upgrade("", { "Sec-WebSocket-Protocol": "one, two" });
    expect(quiet.headers.get("sec-websocket-protocol")).toBeNull();
    quiet.webSocket?.accept();
    backend = () =>
      new Response("", { headers: { "Tollgate-Join": "red, not a name", "Sec-WebSocket-Protocol": "two" } });
    const api = await poolApi({ $connect: { integration: http() } });
    const answer = await api.upgrade("", { "Sec-WebSocket-Protocol": "one, two" });
    expect(answer.headers.get("sec-websocket-protocol")).toBe("two");
    answer.webSocket?.accept();
    const socket = await api.connect();
    expect(await socket.shard.count("red")).toBeGreaterThan(0);
  });
});

function required(name: string): PoolRoute {
  return { route: { RequestParameters: { [name]: { Required: true } } } };
}

describe("throttles", () => {
  it("answer messages over the stage's rate with Too Many Requests, and connections with 429", async () => {
    const api = await poolApi(
      { $default: { answer: "in" } },
      { settings: { $default: { ThrottlingRateLimit: 0.001, ThrottlingBurstLimit: 2 } } },
    );
    const socket = await api.connect();
    expect([await ask(socket, {}), await ask(socket, {}), await ask(socket, {})]).toEqual([
      "in",
      "in",
      errorFrame("Too Many Requests"),
    ]);
    const closed = await poolApi(
      { $connect: {} },
      { settings: { $connect: { ThrottlingRateLimit: 0.001, ThrottlingBurstLimit: 1 } } },
    );
    expect([(await closed.upgrade()).status, (await closed.upgrade()).status]).toEqual([101, 429]);
  });
});

it("an API without $default answers what no route takes with Forbidden", async () => {
  const socket = await (await poolApi({ known: {} })).connect();
  expect(await ask(socket, { action: "unknown" })).toEqual(errorFrame("Forbidden"));
});

it("connections, messages and ends stand in the stage's access log", async () => {
  const lines: string[] = [];
  vi.spyOn(console, "log").mockImplementation((text: string) => void lines.push(...text.split("\n")));
  const api = await poolApi(
    { $default: { answer: "in" }, $disconnect: {} },
    {
      access: "$context.eventType $context.routeKey $context.status $context.connectionId $context.requestId",
    },
  );
  const socket = await api.connect();
  await ask(socket, {});
  socket.close();
  const events = ["CONNECT $connect", "MESSAGE whoami", "MESSAGE $default", "DISCONNECT $disconnect"];
  const expected = events.map((event) => `${event} 200 ${socket.id}`);
  const written = (): string[] => lines.map((line) => line.replace(/ \S+$/, ""));
  await expect.poll(written, { timeout: 20_000 }).toEqual(expect.arrayContaining(expected));
});
