import { rootIdentity } from "../../src/identities/identity.ts";
import type { Call } from "../../src/management/call.ts";
import type { DirectInvoker } from "../../src/plan/function-invoker.ts";
import { putRoute } from "../../src/management/apigatewayv2/route-rows.ts";
import { editV2Api } from "../../src/management/edit-api.ts";
import { v2Handlers } from "../../src/management/apigatewayv2/handlers.ts";
import { DocumentStore } from "../../src/storage/documents.ts";
import { ApiKeyStore } from "../../src/storage/api-keys.ts";
import { ApiStore } from "../../src/storage/api-store.ts";
import type { StoreServices } from "../../src/storage/api-store.ts";
import { IdentityStore } from "../../src/storage/identity-store.ts";
import { FunctionCodeStore } from "../../src/storage/function-code.ts";
import { createSecrets } from "../../src/storage/secrets.ts";
import { Fault } from "../../src/wire/fault.ts";
import { testDb } from "./store.ts";

/** The moment at which all calls of the tests happen. */
export const NOW = new Date("2026-01-02T03:04:05Z");

/** Seals what handlers of the tests put into storage. */
export const testSecrets = createSecrets([new Uint8Array(32).fill(7)]);

/** Runs nothing. */
const noFunctions: DirectInvoker = {
  invoke: async () => ({ kind: "unavailable", reason: "these tests run no functions" }),
  invokeStreaming: async () => ({ kind: "unavailable", reason: "these tests run no functions" }),
  runsElsewhere: () => false,
};

/** What handlers get, over a database of the tests; ids are random. */
export function v2Call(db: D1Database = testDb): Call {
  const services: StoreServices = {
    now: () => NOW.getTime(),
    newId: () => crypto.randomUUID(),
    pause: () => new Promise((resolve) => setTimeout(resolve, Math.random() * 5)),
    announcer: { announce: async () => undefined },
  };
  return {
    requestId: crypto.randomUUID(),
    accountId: "000000000000",
    region: "us-east-1",
    caller: rootIdentity("000000000000", { accessKeyId: "test", secret: "test" }),
    requestKeys: {},
    apis: new ApiStore(db, services),
    documents: new DocumentStore(db, services),
    apiKeys: new ApiKeyStore(db, services),
    accountThrottle: null,
    usage: { daily: async () => [], setRemaining: async () => undefined },
    functionCode: new FunctionCodeStore(db, () => NOW.getTime()),
    functions: noFunctions,
    methodTester: {
      test: async () => {
        throw new Error("these tests call no methods");
      },
    },
    authorizerTester: {
      test: async () => {
        throw new Error("these tests ask no authorizers");
      },
    },
    identities: new IdentityStore(db, services),
    secrets: testSecrets,
    objects: { read: async () => ({ ok: false, reason: "these tests read no objects" }) },
    now: () => NOW,
    newUuid: () => crypto.randomUUID(),
    newId: (length) => crypto.randomUUID().replaceAll("-", "").slice(0, length),
    random: (bytes) => crypto.getRandomValues(bytes),
    apiEndpoint: (apiId, kind) => `${kind === "HTTP" ? "http" : "ws"}://${apiId}.execute-api.localhost`,
    origin: "http://localhost:8787",
    keepDomain: { touch: null, hint: () => "" },
    domainTarget: (id) => `${id}.execute-api.localhost`,
    isReservedDomain: () => false,
  };
}

export { v2Handlers as v2 };

/** Makes an API and gives its id. */
export async function newApi(call: Call, kind: "HTTP" | "WEBSOCKET" = "HTTP"): Promise<string> {
  const selection = kind === "HTTP" ? {} : { RouteSelectionExpression: "$request.body.action" };
  const api = await v2Handlers.CreateApi(call, { Name: "test", ProtocolType: kind, ...selection });
  return api.ApiId ?? "";
}

/** Makes an HTTP_PROXY integration and gives its target: `integrations/{id}`. */
export async function newTarget(call: Call, ApiId: string, uri = "https://example.com/{id}"): Promise<string> {
  const integration = await v2Handlers.CreateIntegration(call, {
    ApiId,
    IntegrationType: "HTTP_PROXY",
    IntegrationUri: uri,
  });
  return `integrations/${integration.IntegrationId}`;
}

/** Adds routes with these keys in one edit, as an import does. */
export function addRoutes(call: Call, ApiId: string, Target: string, routeKeys: readonly string[]): Promise<void> {
  return editV2Api(call, ApiId, async (edit) => {
    for (const [n, RouteKey] of routeKeys.entries()) {
      putRoute(edit, { RouteId: `r${n}`, RouteKey, Target, AuthorizationType: "NONE", ApiKeyRequired: false });
    }
  });
}

/** The code and message with which a call is refused. */
export async function refusal(work: Promise<unknown>): Promise<[code: string, message: string]> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Fault) return [error.code, error.message];
    throw error;
  }
  throw new Error("the call was not refused");
}
