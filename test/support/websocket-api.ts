/** WebSocket APIs for end-to-end tests: made with the SDK, called with a real client. */
import {
  CreateApiCommand,
  type CreateApiCommandInput,
  CreateIntegrationCommand,
  type CreateIntegrationCommandInput,
  CreateIntegrationResponseCommand,
  CreateRouteCommand,
  type CreateRouteCommandInput,
  CreateRouteResponseCommand,
  CreateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import { WebSocket } from "ws";
import { apiGatewayV2 } from "./clients.ts";
import type { Gateway } from "./gateway.ts";

/** An integration that answers 200 by itself. */
export const MOCK = { IntegrationType: "MOCK", RequestTemplates: { $default: '{"statusCode":200}' } } as const;

type IntegrationFields = Omit<Partial<CreateIntegrationCommandInput>, "ApiId">;

/** One route with its integration. */
export interface WebSocketRouteOptions {
  integration?: IntegrationFields;
  /** templates of the integration's `$default` response */
  responseTemplates?: Record<string, string>;
  /** the client is answered */
  twoWay?: boolean;
  route?: Omit<Partial<CreateRouteCommandInput>, "ApiId" | "RouteKey">;
}

export interface WebSocketApiOptions {
  routes: Record<string, WebSocketRouteOptions>;
  api?: Partial<CreateApiCommandInput>;
}

export interface DeployedWebSocketApi {
  apiId: string;
  /** ws://… with the stage, by path: clients in Node resolve no `*.localhost` */
  url: string;
  /** http://… of the connections' management */
  managementUrl: string;
}

/** Makes a WebSocket API with its routes and a stage `test` that deploys by itself. */
export async function createWebSocketApi(
  gateway: Gateway,
  options: WebSocketApiOptions,
): Promise<DeployedWebSocketApi> {
  const client = apiGatewayV2(gateway);
  const { ApiId = "" } = await client.send(
    new CreateApiCommand({
      Name: "test",
      ProtocolType: "WEBSOCKET",
      RouteSelectionExpression: "$request.body.action",
      ...options.api,
    }),
  );
  for (const [RouteKey, route] of Object.entries(options.routes)) {
    const target = route.integration && (await integrate(client, ApiId, route));
    const twoWay = route.twoWay ? { RouteResponseSelectionExpression: "$default" } : {};
    const { RouteId = "" } = await client.send(
      new CreateRouteCommand({
        ApiId,
        RouteKey,
        ...(target && { Target: `integrations/${target}` }),
        ...twoWay,
        ...route.route,
      }),
    );
    if (route.twoWay)
      await client.send(new CreateRouteResponseCommand({ ApiId, RouteId, RouteResponseKey: "$default" }));
  }
  await client.send(new CreateStageCommand({ ApiId, StageName: "test", AutoDeploy: true }));
  const path = `127.0.0.1:${gateway.port}/execute-api/${ApiId}/test`;
  return { apiId: ApiId, url: `ws://${path}`, managementUrl: `http://${path}` };
}

async function integrate(
  client: ReturnType<typeof apiGatewayV2>,
  ApiId: string,
  { integration, responseTemplates }: WebSocketRouteOptions,
): Promise<string> {
  const { IntegrationId = "" } = await client.send(
    new CreateIntegrationCommand({ ApiId, IntegrationType: "MOCK", ...integration }),
  );
  if (responseTemplates) {
    const ResponseTemplates = responseTemplates;
    await client.send(
      new CreateIntegrationResponseCommand({
        ApiId,
        IntegrationId,
        IntegrationResponseKey: "$default",
        ResponseTemplates,
      }),
    );
  }
  return IntegrationId;
}

/** How a connection ended. */
export interface Ending {
  code: number;
  reason: string;
}

/** A client that keeps what it is sent. */
export interface TestSocket {
  socket: WebSocket;
  send(message: unknown): void;
  /** the next message that was not taken yet; JSON as what it stands for */
  next(): Promise<unknown>;
  closed: Promise<Ending>;
  close(code?: number, reason?: string): Promise<Ending>;
}

/** Connects. @throws with the status where the connection is refused */
export async function connectTo(
  url: string,
  options: { headers?: Record<string, string>; protocols?: string[] } = {},
): Promise<TestSocket> {
  const socket = new WebSocket(url, options.protocols ?? [], { headers: options.headers ?? {} });
  const messages: unknown[] = [];
  const waiting: ((message: unknown) => void)[] = [];
  socket.on("message", (data: Buffer, isBinary: boolean) => {
    const message = isBinary ? data : parsed(data.toString());
    const waiter = waiting.shift();
    if (waiter) waiter(message);
    else messages.push(message);
  });
  const closed = new Promise<Ending>((resolve) =>
    socket.on("close", (code: number, reason: Buffer) => resolve({ code, reason: reason.toString() })),
  );
  await new Promise<void>((resolve, reject) => {
    socket.on("open", resolve);
    socket.on("unexpected-response", (_request, response) => reject(new Error(`refused with ${response.statusCode}`)));
    socket.on("error", reject);
  });
  return {
    socket,
    closed,
    send: (message) =>
      socket.send(typeof message === "string" || message instanceof Uint8Array ? message : JSON.stringify(message)),
    next: () =>
      new Promise((resolve) => {
        if (messages.length > 0) resolve(messages.shift());
        else waiting.push(resolve);
      }),
    close: (code, reason) => {
      socket.close(code, reason);
      return closed;
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
