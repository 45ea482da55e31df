import {
  CreateApiKeyCommand,
  CreateUsagePlanCommand,
  CreateUsagePlanKeyCommand,
  GetUsageCommand,
} from "@aws-sdk/client-api-gateway";
import { TagResourceCommand } from "@aws-sdk/client-apigatewayv2";
import { connect as connectTcp } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import { apiGateway, apiGatewayV2 } from "../support/clients.ts";
import { allow, createFunction } from "../support/functions.ts";
import { type Gateway, sharedGateway, startGateway } from "../support/gateway.ts";
import { signedRequest } from "../support/signed-request.ts";
import { connectTo, createWebSocketApi, MOCK, type TestSocket } from "../support/websocket-api.ts";
import { functionUri } from "../support/function-uri.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await sharedGateway();
});

const whoAmI = { integration: MOCK, twoWay: true, responseTemplates: { $default: "$context.connectionId" } };

async function member(url: string): Promise<{ client: TestSocket; id: string }> {
  const client = await connectTo(url);
  client.send("who am I");
  return { client, id: String(await client.next()) };
}

/** Calls the connections' management of a stage. */
async function manage(url: string, method: string, path: string, body?: string) {
  const { status, text } = await signedRequest(`${url}/@connections${path}`, {
    method,
    ...(body !== undefined && { body }),
  });
  return { status, body: (text === "" ? null : JSON.parse(text)) as unknown };
}

describe("groups", () => {
  it("are joined and left by a backend's headers, and hear what is posted to them", async () => {
    const arn = await createFunction(gateway, {
      "index.mjs": `export const handler = async ({ body }) => {
        const { join, leave } = JSON.parse(body);
        return { statusCode: 200, body: "done", headers: { ...(join && { "Tollgate-Join": join }), ...(leave && { "Tollgate-Leave": leave }) } };
      };`,
    });
    await allow(gateway, arn);
    const IntegrationUri = functionUri(arn);
    const api = await createWebSocketApi(gateway, {
      routes: {
        $default: whoAmI,
        group: { integration: { IntegrationType: "AWS_PROXY", IntegrationUri }, twoWay: true },
      },
    });
    const [a, b, c] = await Promise.all([member(api.url), member(api.url), member(api.url)]);
    const regroup = async ({ client }: { client: TestSocket }, change: object): Promise<void> => {
      client.send({ action: "group", ...change });
      expect(await client.next()).toBe("done");
    };
    await Promise.all([regroup(a, { join: "red, blue" }), regroup(b, { join: "red" })]);
    expect(await manage(api.managementUrl, "POST", "/@groups/red", "to the red")).toEqual({
      status: 200,
      body: { sent: 2 },
    });
    expect([await a.client.next(), await b.client.next()]).toEqual(["to the red", "to the red"]);
    expect(await manage(api.managementUrl, "POST", `/@groups/red?except=${a.id}`, "not a")).toMatchObject({
      body: { sent: 1 },
    });
    expect(await b.client.next()).toBe("not a");
    await regroup(a, { leave: "red" });
    expect(await manage(api.managementUrl, "PUT", `/@groups/red/${c.id}`)).toEqual({ status: 204, body: null });
    expect(await manage(api.managementUrl, "GET", "/@groups/red")).toEqual({ status: 200, body: { count: 2 } });
    expect(await manage(api.managementUrl, "DELETE", `/@groups/red/${b.id}`)).toEqual({ status: 204, body: null });
    expect(await manage(api.managementUrl, "POST", "/@groups/red", "last")).toMatchObject({ body: { sent: 1 } });
    expect(await c.client.next()).toBe("last");
    await Promise.all([a, b, c].map(({ client }) => client.close()));
    await expect.poll(() => manage(api.managementUrl, "GET", "/@groups/blue")).toMatchObject({ body: { count: 0 } });
  });
});

describe("the connections of a stage", () => {
  it("are counted and listed page by page, and all hear a message", async () => {
    const api = await createWebSocketApi(gateway, { routes: { $default: whoAmI } });
    const members = await Promise.all(Array.from({ length: 5 }, () => member(api.url)));
    const listed: string[] = [];
    let token = "";
    do {
      const page = await manage(api.managementUrl, "GET", `?limit=2${token === "" ? "" : `&nextToken=${token}`}`);
      expect(page).toMatchObject({ status: 200, body: { count: 5 } });
      const body = page.body as { connections: { connectionId: string; identity: object }[]; nextToken?: string };
      listed.push(...body.connections.map(({ connectionId }) => connectionId));
      expect(body.connections.every(({ identity }) => "sourceIp" in identity)).toBe(true);
      token = body.nextToken ?? "";
    } while (token !== "");
    expect(listed.toSorted()).toEqual(members.map(({ id }) => id).toSorted());
    expect(await manage(api.managementUrl, "POST", "", '{"to":"all"}')).toEqual({ status: 200, body: { sent: 5 } });
    for (const { client } of members) expect(await client.next()).toEqual({ to: "all" });
    expect((await manage(api.managementUrl, "GET", "?limit=1000")).status).toBe(200);
    for (const limit of ["0", "1001", "1.5", "many"])
      expect((await manage(api.managementUrl, "GET", `?limit=${limit}`)).status).toBe(400);
    const forged = { accessKeyId: "test", secretAccessKey: "wrong" };
    expect((await signedRequest(`${api.managementUrl}/@connections`, { credentials: forged })).status).toBe(403);
    await Promise.all(members.map(({ client }) => client.close()));
  });
});

describe("usage plans", () => {
  it("admit connections by their key, and count the messages of routes that ask for one", async () => {
    const route = { ApiKeyRequired: true };
    const api = await createWebSocketApi(gateway, {
      routes: { $connect: { route }, $default: { ...whoAmI, route }, free: whoAmI },
    });
    const client = apiGateway(gateway);
    const value = `key-${crypto.randomUUID()}`;
    const { id: keyId } = await client.send(new CreateApiKeyCommand({ name: "chat", value, enabled: true }));
    const { id: usagePlanId } = await client.send(
      new CreateUsagePlanCommand({
        name: "chat",
        apiStages: [{ apiId: api.apiId, stage: "test" }],
        quota: { limit: 3, period: "DAY" },
      }),
    );
    await client.send(new CreateUsagePlanKeyCommand({ usagePlanId, keyId, keyType: "API_KEY" }));
    await expect(connectTo(api.url)).rejects.toThrow("refused with 403");
    const socket = await connectTo(api.url, { headers: { "x-api-key": value } });
    const answers: unknown[] = [];
    for (let n = 0; n < 3; n++) {
      socket.send({ n });
      answers.push(await socket.next());
    }
    const limited = { message: "Limit Exceeded", connectionId: answers[0], requestId: expect.any(String) };
    expect(answers).toEqual([answers[0], answers[0], limited]);
    socket.send({ action: "free" });
    expect(await socket.next()).toBe(answers[0]);
    await expect(connectTo(api.url, { headers: { "x-api-key": value } })).rejects.toThrow("refused with 429");
    const day = new Date().toISOString().slice(0, 10);
    const usage = await client.send(new GetUsageCommand({ usagePlanId, keyId, startDate: day, endDate: day }));
    expect(usage.items?.[keyId ?? ""]).toEqual([[3, 0]]);
    await socket.close();
  });

  it("are asked for by a tag of the stage, also where there is no $connect", async () => {
    const api = await createWebSocketApi(gateway, { routes: { $default: whoAmI } });
    const ResourceArn = `arn:aws:apigateway:us-east-1::/apis/${api.apiId}/stages/test`;
    await apiGatewayV2(gateway).send(new TagResourceCommand({ ResourceArn, Tags: { "tollgate:api-key": "required" } }));
    await expect(connectTo(api.url)).rejects.toThrow("refused with 403");
  });
});

describe("bad input", () => {
  it("of text that is no UTF-8 closes its connection, and no other", async () => {
    const api = await createWebSocketApi(gateway, { routes: { $default: whoAmI } });
    const other = await connectTo(api.url);
    const { pathname } = new URL(api.url);
    const code = await new Promise<number>((resolve, reject) => {
      const socket = connectTcp(gateway.port, "127.0.0.1", () =>
        socket.write(
          `GET ${pathname} HTTP/1.1\r\nHost: 127.0.0.1:${gateway.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
        ),
      );
      let isOpen = false;
      socket.on("data", (data) => {
        // A text frame of two bytes, masked with zeros, that no UTF-8 has.
        if (!isOpen) socket.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe]));
        else if (data[0] === 0x88) resolve(data.readUInt16BE(2));
        isOpen = true;
      });
      socket.on("close", () => resolve(1006));
      socket.on("error", reject);
    });
    expect(code).toBe(1007);
    other.send("still here?");
    expect(await other.next()).toMatch(/^[\w-]{15}=$/);
    await other.close();
  });
});

describe("settings", () => {
  it("take binary frames, answer pings without a route, and raise the size of messages", async () => {
    const own = await startGateway({
      vars: { WEBSOCKET_BINARY_FRAMES: "on", WEBSOCKET_AUTO_RESPONSE: "ping=pong", WEBSOCKET_MESSAGE_BYTES: "200000" },
    });
    try {
      const size = { integration: MOCK, twoWay: true, responseTemplates: { $default: "answered" } };
      const api = await createWebSocketApi(own, { routes: { $default: size } });
      const client = await connectTo(api.url);
      for (const [message, answer] of [
        ["ping", "pong"],
        ["x".repeat(150_000), "answered"],
        [new Uint8Array([0, 255]), "answered"],
      ] as const) {
        client.send(message);
        expect(await client.next()).toBe(answer);
      }
      await client.close();
    } finally {
      await own.stop();
    }
  });
});
