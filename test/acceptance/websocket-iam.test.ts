import {
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { beforeAll, describe, expect, it } from "vitest";
import { connections } from "../support/clients.ts";
import { type Gateway, sharedGateway, startGateway } from "../support/gateway.ts";
import { allow } from "../support/iam-documents.ts";
import { newUser } from "../support/iam-users.ts";
import { signed, type SignedOptions } from "../support/signed-request.ts";
import {
  connectTo,
  createWebSocketApi,
  type DeployedWebSocketApi,
  MOCK,
  type TestSocket,
} from "../support/websocket-api.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await sharedGateway();
});

/** Connects with a signed upgrade request. */
async function connectSigned(
  { managementUrl }: DeployedWebSocketApi,
  options: SignedOptions = {},
): Promise<TestSocket> {
  const { url, headers } = await signed(managementUrl, options);
  return connectTo(url.replace("http", "ws"), { headers });
}

describe("AWS_IAM on $connect", () => {
  it("lets in who has signed, in headers or in the query as browsers do, and may; messages know who that is", async () => {
    const api = await createWebSocketApi(gateway, {
      routes: {
        $connect: { route: { AuthorizationType: "AWS_IAM" } },
        $default: { integration: MOCK, twoWay: true, responseTemplates: { $default: "$context.identity.userArn" } },
      },
    });
    const name = `ws-${crypto.randomUUID()}`;
    const may = await newUser(
      gateway,
      name,
      allow("execute-api:Invoke", `arn:aws:execute-api:*:*:${api.apiId}/test/$connect`),
    );
    const other = await newUser(
      gateway,
      `${name}-other`,
      allow("execute-api:Invoke", "arn:aws:execute-api:*:*:other/*"),
    );
    for (const presign of [false, true]) {
      const client = await connectSigned(api, { credentials: may, presign });
      client.send("who am I");
      expect(await client.next()).toMatch(new RegExp(`:user/${name}$`));
      await client.close();
    }
    await expect(connectTo(api.url)).rejects.toThrow("refused with 403");
    await expect(connectSigned(api, { credentials: other })).rejects.toThrow("refused with 403");
    const forged = { ...may, secretAccessKey: "wrong" };
    await expect(connectSigned(api, { credentials: forged })).rejects.toThrow("refused with 403");
  });
});

describe("execute-api:ManageConnections", () => {
  it("is asked for per method and path", async () => {
    const routes = {
      $default: { integration: MOCK, twoWay: true, responseTemplates: { $default: "$context.connectionId" } },
    };
    const api = await createWebSocketApi(gateway, { routes });
    const client = await connectTo(api.url);
    client.send("who am I");
    const ConnectionId = String(await client.next());
    const resource = `arn:aws:execute-api:us-east-1:*:${api.apiId}/test/POST/@connections/*`;
    const credentials = await newUser(
      gateway,
      `ws-${crypto.randomUUID()}`,
      allow("execute-api:ManageConnections", resource),
    );
    const management = connections(api.managementUrl, { credentials });
    await management.send(new PostToConnectionCommand({ ConnectionId, Data: "allowed" }));
    expect(await client.next()).toBe("allowed");
    for (const command of [new GetConnectionCommand({ ConnectionId }), new DeleteConnectionCommand({ ConnectionId })]) {
      await expect(management.send(command as GetConnectionCommand)).rejects.toMatchObject({
        $metadata: { httpStatusCode: 403 },
      });
    }
    await client.close();
  });
});

describe("a client that never reads", () => {
  it("is closed once too much was sent to it, and others go on", async () => {
    const own = await startGateway({ vars: { WEBSOCKET_UNREAD_BYTES: "1000000" } });
    try {
      const routes = {
        $default: { integration: MOCK, twoWay: true, responseTemplates: { $default: "$context.connectionId" } },
      };
      const api = await createWebSocketApi(own, { routes });
      const [deaf, other] = [await connectTo(api.url), await connectTo(api.url)];
      const ids: string[] = [];
      for (const client of [deaf, other]) {
        client.send("who am I");
        ids.push(String(await client.next()));
      }
      deaf.socket.pause();
      const management = connections(api.managementUrl);
      const [ConnectionId = "", OtherId = ""] = ids;
      const flood = async (): Promise<void> => {
        for (let n = 0; n < 20; n++)
          await management.send(new PostToConnectionCommand({ ConnectionId, Data: "x".repeat(100_000) }));
      };
      await expect(flood()).rejects.toMatchObject({ name: "GoneException" });
      await management.send(new PostToConnectionCommand({ ConnectionId: OtherId, Data: "still here" }));
      expect(await other.next()).toBe("still here");
      deaf.socket.resume();
      expect(await deaf.closed).toEqual({ code: 1008, reason: "Too much is unread" });
      await other.close();
    } finally {
      await own.stop();
    }
  });
});
