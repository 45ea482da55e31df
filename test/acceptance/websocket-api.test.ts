import {
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { CreateAuthorizerCommand, UpdateRouteCommand, GetRoutesCommand } from "@aws-sdk/client-apigatewayv2";
import { beforeAll, describe, expect, it } from "vitest";
import { apiGatewayV2, connections } from "../support/clients.ts";
import { allow, createFunction } from "../support/functions.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { startUpstream, type UpstreamServer } from "../support/upstream-server.ts";
import { connectTo, createWebSocketApi, MOCK } from "../support/websocket-api.ts";
import { functionUri } from "../support/function-uri.ts";

let gateway: Gateway;
let upstream: UpstreamServer;

beforeAll(async () => {
  gateway = await sharedGateway();
  upstream = await startUpstream();
  return () => upstream.stop();
});

async function functionIntegration(source: string, type: "AWS" | "AWS_PROXY" = "AWS_PROXY") {
  const arn = await createFunction(gateway, { "index.mjs": source });
  await allow(gateway, arn);
  return { IntegrationType: type, IntegrationUri: functionUri(arn) } as const;
}

const echoEvent = "export const handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });";

describe("a WebSocket API", () => {
  it("runs a function for each message of a route, and answers on a two-way route", async () => {
    const integration = await functionIntegration(echoEvent);
    const api = await createWebSocketApi(gateway, { routes: { say: { integration, twoWay: true } } });
    const client = await connectTo(api.url);
    client.send({ action: "say", text: "hello" });
    const event = (await client.next()) as Record<string, Record<string, unknown>>;
    expect(event).toMatchObject({ body: '{"action":"say","text":"hello"}', isBase64Encoded: false });
    expect(event).not.toHaveProperty("headers");
    expect(event["requestContext"]).toMatchObject({
      routeKey: "say",
      eventType: "MESSAGE",
      messageDirection: "IN",
      stage: "test",
      apiId: api.apiId,
      identity: { sourceIp: "127.0.0.1" },
    });
    for (const name of ["messageId", "connectionId", "requestId", "extendedRequestId"]) {
      expect(event["requestContext"]?.[name]).toMatch(/^[\w-]{15}=$/);
    }
    for (const name of ["connectedAt", "requestTimeEpoch"])
      expect(event["requestContext"]?.[name]).toBeTypeOf("number");
    await client.close();
  });

  it("sends what no route key matches, and what is no JSON, to $default; without one the client hears Forbidden", async () => {
    const template = (text: string) => ({ $default: JSON.stringify({ route: text }) });
    const api = await createWebSocketApi(gateway, {
      routes: {
        $default: { integration: MOCK, twoWay: true, responseTemplates: template("default") },
        known: { integration: MOCK, twoWay: true, responseTemplates: template("known") },
      },
    });
    const client = await connectTo(api.url);
    for (const [message, route] of [
      [{ action: "known" }, "known"],
      [{ action: "other" }, "default"],
      ["no json", "default"],
      [{ action: "$connect" }, "default"],
    ] as const) {
      client.send(message);
      expect(await client.next()).toEqual({ route });
    }
    const bare = await createWebSocketApi(gateway, { routes: { known: { integration: MOCK } } });
    const other = await connectTo(bare.url);
    other.send({ action: "unknown" });
    expect(await other.next()).toEqual({
      message: "Forbidden",
      connectionId: expect.any(String),
      requestId: expect.any(String),
    });
    await Promise.all([client.close(), other.close()]);
  });

  it("answers nothing on a one-way route", async () => {
    const api = await createWebSocketApi(gateway, {
      routes: {
        quiet: { integration: MOCK },
        loud: { integration: MOCK, twoWay: true, responseTemplates: { $default: '"loud"' } },
      },
    });
    const client = await connectTo(api.url);
    client.send({ action: "quiet" });
    client.send({ action: "loud" });
    expect(await client.next()).toBe("loud");
    await client.close();
  });

  it("maps messages and answers with templates that see the connection", async () => {
    const api = await createWebSocketApi(gateway, {
      routes: {
        put: {
          integration: {
            IntegrationType: "HTTP",
            IntegrationMethod: "POST",
            IntegrationUri: `${upstream.url}/items`,
            RequestParameters: { "integration.request.header.x-connection": "context.connectionId" },
            RequestTemplates: { $default: '{"item":$input.json("$.item"),"stage":"$context.stage"}' },
          },
          twoWay: true,
          responseTemplates: { $default: '{"stored":$input.json("$.id"),"by":"$context.routeKey"}' },
        },
      },
    });
    upstream.answer({ body: '{"id":7}' });
    const client = await connectTo(api.url);
    client.send({ action: "put", item: { a: 1 } });
    expect(await client.next()).toEqual({ stored: 7, by: "put" });
    const request = upstream.requests.at(-1);
    expect(JSON.parse(request?.body.toString() ?? "")).toEqual({ item: { a: 1 }, stage: "test" });
    expect(request?.headers["x-connection"]).toMatch(/^[\w-]{15}=$/);
    await client.close();
  });

  it("keeps the order of a connection's messages, and delays no other connection", async () => {
    const integration = await functionIntegration(`export const handler = async (event) => {
      const { wait, n } = JSON.parse(event.body);
      await new Promise((resolve) => setTimeout(resolve, wait));
      return { statusCode: 200, body: String(n) };
    };`);
    const api = await createWebSocketApi(gateway, { routes: { $default: { integration, twoWay: true } } });
    const [slow, quick] = await Promise.all([connectTo(api.url), connectTo(api.url)]);
    const order: unknown[] = [];
    for (const { socket } of [slow, quick]) socket.on("message", (data: Buffer) => order.push(data.toString()));
    for (const [n, wait] of [1_500, 0, 50, 0].entries()) slow.send({ n, wait });
    quick.send({ n: "quick", wait: 0 });
    for (let n = 0; n < 4; n++) await slow.next();
    expect(order).toEqual(["quick", "0", "1", "2", "3"]);
    await Promise.all([slow.close(), quick.close()]);
  });

  it("tells a failing integration by an error frame, and lives on", async () => {
    const integration = await functionIntegration('export const handler = async () => { throw new Error("boom"); };');
    const api = await createWebSocketApi(gateway, { routes: { $default: { integration, twoWay: true } } });
    const client = await connectTo(api.url);
    for (let n = 0; n < 2; n++) {
      client.send({ n });
      expect(await client.next()).toMatchObject({ message: "Internal server error", connectionId: expect.any(String) });
    }
    await client.close();
  });

  it("closes a connection that sends a binary frame with 1003", async () => {
    const api = await createWebSocketApi(gateway, { routes: { $default: { integration: MOCK } } });
    const client = await connectTo(api.url);
    client.send(new Uint8Array([0, 255, 1]));
    expect((await client.closed).code).toBe(1003);
  });

  it("closes a connection whose message is too large with 1009", async () => {
    const api = await createWebSocketApi(gateway, { routes: { $default: { integration: MOCK } } });
    const client = await connectTo(api.url);
    client.send("x".repeat(128 * 1024 + 1));
    expect((await client.closed).code).toBe(1009);
  });
});

describe("$connect", () => {
  it("runs first, with headers and query, and refuses with its status", async () => {
    const integration =
      await functionIntegration(`export const handler = async ({ headers, queryStringParameters: q, requestContext: c }) =>
      ({ statusCode: q?.token === "good" && headers["x-own"] === "1" && c.eventType === "CONNECT" ? 200 : 401 });`);
    const api = await createWebSocketApi(gateway, {
      routes: { $connect: { integration }, $default: { integration: MOCK } },
    });
    await expect(connectTo(`${api.url}?token=bad`)).rejects.toThrow("refused with 401");
    const client = await connectTo(`${api.url}?token=good`, { headers: { "X-Own": "1" } });
    await client.close();
  });

  it("chooses the sub-protocol", async () => {
    const integration = await functionIntegration(
      'export const handler = async () => ({ statusCode: 200, headers: { "Sec-WebSocket-Protocol": "two" } });',
    );
    const api = await createWebSocketApi(gateway, { routes: { $connect: { integration } } });
    const client = await connectTo(api.url, { protocols: ["one", "two"] });
    expect(client.socket.protocol).toBe("two");
    await client.close();
  });

  it("asks the authorizer, whose context later messages carry", async () => {
    const authorizer = await functionIntegration(`export const handler = async (event) => {
      if (event.queryStringParameters.user === "nobody") throw new Error("Unauthorized");
      return {
        principalId: event.queryStringParameters.user,
        policyDocument: { Version: "2012-10-17", Statement: [{ Action: "execute-api:Invoke", Effect: event.queryStringParameters.user === "eve" ? "Deny" : "Allow", Resource: event.methodArn }] },
        context: { team: "blue" },
      };
    };`);
    const integration = await functionIntegration(echoEvent);
    const api = await createWebSocketApi(gateway, {
      routes: { $connect: {}, $default: { integration, twoWay: true } },
    });
    const client = apiGatewayV2(gateway);
    const { AuthorizerId } = await client.send(
      new CreateAuthorizerCommand({
        ApiId: api.apiId,
        Name: "users",
        AuthorizerType: "REQUEST",
        AuthorizerUri: authorizer.IntegrationUri,
        IdentitySource: ["route.request.querystring.user"],
      }),
    );
    const { Items = [] } = await client.send(new GetRoutesCommand({ ApiId: api.apiId }));
    const RouteId = Items.find(({ RouteKey }) => RouteKey === "$connect")?.RouteId;
    await client.send(new UpdateRouteCommand({ ApiId: api.apiId, RouteId, AuthorizationType: "CUSTOM", AuthorizerId }));
    await expect(connectTo(api.url)).rejects.toThrow("refused with 401");
    await expect(connectTo(`${api.url}?user=nobody`)).rejects.toThrow("refused with 401");
    await expect(connectTo(`${api.url}?user=eve`)).rejects.toThrow("refused with 403");
    const socket = await connectTo(`${api.url}?user=ann`);
    socket.send({});
    expect(await socket.next()).toMatchObject({
      requestContext: { authorizer: { principalId: "ann", team: "blue" } },
    });
    await socket.close();
  });
});

describe("$disconnect", () => {
  it("runs with the code and the reason of the client", async () => {
    const api = await createWebSocketApi(gateway, {
      routes: {
        $disconnect: {
          integration: {
            IntegrationType: "HTTP",
            IntegrationMethod: "POST",
            IntegrationUri: `${upstream.url}/gone`,
            RequestTemplates: {
              $default:
                '{"id":"$context.connectionId","code":$context.disconnectStatusCode,"why":"$context.disconnectReason","type":"$context.eventType"}',
            },
          },
        },
      },
    });
    upstream.requests.length = 0;
    const client = await connectTo(api.url);
    await client.close(4000, "had enough");
    await expect.poll(() => upstream.requests.length).toBe(1);
    expect(JSON.parse(upstream.requests[0]?.body.toString() ?? "")).toMatchObject({
      code: 4000,
      why: "had enough",
      type: "DISCONNECT",
    });
  });
});

describe("@connections", () => {
  async function connected() {
    const integration = await functionIntegration(echoEvent);
    const api = await createWebSocketApi(gateway, { routes: { $default: { integration, twoWay: true } } });
    const client = await connectTo(api.url, { headers: { "User-Agent": "tests" } });
    client.send({});
    const event = (await client.next()) as { requestContext: { connectionId: string } };
    return { api, client, ConnectionId: event.requestContext.connectionId, management: connections(api.managementUrl) };
  }

  it("sends to a connection, tells of it, and closes it", async () => {
    const { client, ConnectionId, management } = await connected();
    await management.send(new PostToConnectionCommand({ ConnectionId, Data: '{"from":"behind"}' }));
    expect(await client.next()).toEqual({ from: "behind" });
    const state = await management.send(new GetConnectionCommand({ ConnectionId }));
    expect(state).toMatchObject({ Identity: { SourceIp: "127.0.0.1", UserAgent: "tests" } });
    expect(state.ConnectedAt).toBeInstanceOf(Date);
    expect(state.LastActiveAt?.getTime()).toBeGreaterThanOrEqual(state.ConnectedAt?.getTime() ?? Infinity);
    await management.send(new DeleteConnectionCommand({ ConnectionId }));
    await client.closed;
    await expect(management.send(new PostToConnectionCommand({ ConnectionId, Data: "x" }))).rejects.toMatchObject({
      name: "GoneException",
    });
  });

  it("knows only the connections of its own API and stage, and refuses who may not", async () => {
    const { client, ConnectionId } = await connected();
    const other = await createWebSocketApi(gateway, { routes: { $default: { integration: MOCK } } });
    const gone = connections(other.managementUrl).send(new GetConnectionCommand({ ConnectionId }));
    await expect(gone).rejects.toMatchObject({ name: "GoneException" });
    const forged = connections(other.managementUrl, { credentials: { accessKeyId: "test", secretAccessKey: "wrong" } });
    await expect(forged.send(new GetConnectionCommand({ ConnectionId }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
    await client.close();
  });

  it("sends messages of 128 KB, and refuses larger ones", async () => {
    const { client, ConnectionId, management } = await connected();
    const largest = "x".repeat(128 * 1024);
    await management.send(new PostToConnectionCommand({ ConnectionId, Data: largest }));
    expect(await client.next()).toBe(largest);
    const Data = `${largest}x`;
    await expect(management.send(new PostToConnectionCommand({ ConnectionId, Data }))).rejects.toMatchObject({
      name: "PayloadTooLargeException",
    });
    await client.close();
  });
});
