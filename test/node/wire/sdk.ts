// The real SDK clients, with a transport that hands their requests to a function instead of a network.

import { Readable } from "node:stream";

import * as apigateway from "@aws-sdk/client-api-gateway";
import * as apigatewaymanagementapi from "@aws-sdk/client-apigatewaymanagementapi";
import * as apigatewayv2 from "@aws-sdk/client-apigatewayv2";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as iam from "@aws-sdk/client-iam";
import * as lambda from "@aws-sdk/client-lambda";
import * as sts from "@aws-sdk/client-sts";
import * as wafv2 from "@aws-sdk/client-wafv2";
import { HttpResponse } from "@smithy/core/protocols";
import type { HttpRequest } from "@smithy/core/protocols";

import type { RequestParts } from "../../../src/wire/request.ts";
import type { ServiceName } from "../../../src/wire/schema.ts";
import type { SdkSchema } from "./sample.ts";

interface SdkClient {
  send(command: unknown): Promise<Record<string, unknown>>;
}

interface SdkModule {
  readonly Client: new (options: object) => SdkClient;
  readonly exports: Readonly<Record<string, unknown>>;
}

/** Classes of the SDK differ in their option types; the tests use only what all share. */
const MODULES = {
  apigateway: { Client: apigateway.APIGatewayClient, exports: { ...apigateway } },
  apigatewayv2: { Client: apigatewayv2.ApiGatewayV2Client, exports: { ...apigatewayv2 } },
  apigatewaymanagementapi: {
    Client: apigatewaymanagementapi.ApiGatewayManagementApiClient,
    exports: { ...apigatewaymanagementapi },
  },
  lambda: { Client: lambda.LambdaClient, exports: { ...lambda } },
  iam: { Client: iam.IAMClient, exports: { ...iam } },
  sts: { Client: sts.STSClient, exports: { ...sts } },
  logs: { Client: logs.CloudWatchLogsClient, exports: { ...logs } },
  wafv2: { Client: wafv2.WAFV2Client, exports: { ...wafv2 } },
} as unknown as Readonly<Record<ServiceName, SdkModule>>;

/** A client whose requests are answered by a function. */
export function clientOf(service: ServiceName, answer: (request: RequestParts) => Promise<Response>): SdkClient {
  const { Client } = MODULES[service];
  return new Client({
    region: "us-east-1",
    endpoint: "http://localhost:8787",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: HttpRequest) => ({ response: await toSdk(await answer(await partsOf(request))) }),
    },
  });
}

/** The command of an operation. */
export function commandOf(service: ServiceName, operation: string, input: object): unknown {
  const Command = MODULES[service].exports[`${operation}Command`] as new (input: object) => unknown;
  return new Command(input);
}

/** The SDK's schemas of all operations of a service: name → [input, output]. */
export function operationSchemas(service: ServiceName): Map<string, { input: SdkSchema; output: SdkSchema }> {
  const found = new Map<string, { input: SdkSchema; output: SdkSchema }>();
  for (const schema of Object.values(MODULES[service].exports)) {
    if (Array.isArray(schema) && schema[0] === 9) found.set(String(schema[2]), { input: schema[4], output: schema[5] });
  }
  return found;
}

async function partsOf(request: HttpRequest): Promise<RequestParts> {
  const url = new URL(`http://localhost:8787${request.path}`);
  for (const [name, value] of Object.entries(request.query)) {
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, one ?? "");
  }
  const body: unknown = request.body;
  return {
    method: request.method,
    path: url.pathname,
    query: url.searchParams,
    headers: new Headers(request.headers),
    body:
      typeof body === "string" ? new TextEncoder().encode(body) : body instanceof Uint8Array ? body : new Uint8Array(),
  };
}

async function toSdk(response: Response): Promise<HttpResponse> {
  const body = Readable.from([new Uint8Array(await response.arrayBuffer())]);
  return new HttpResponse({ statusCode: response.status, headers: Object.fromEntries(response.headers), body });
}
