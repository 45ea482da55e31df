import type { Identity } from "../identities/identity.ts";
import type { ApiKind } from "../model/api.ts";
import { createAnnouncer } from "../storage/announcer.ts";
import type { ChangeLogStub } from "../storage/announcer.ts";
import { ApiKeyStore } from "../storage/api-keys.ts";
import { ApiStore } from "../storage/api-store.ts";
import { DocumentStore } from "../storage/documents.ts";
import type { DirectInvoker } from "../plan/function-invoker.ts";
import type { AuthorizerTester } from "../plan/authorizer-tester.ts";
import type { ObjectReader } from "../plan/object-reader.ts";
import type { MethodTester } from "../plan/method-tester.ts";
import type { Freshness } from "../storage/freshness.ts";
import { FunctionCodeStore } from "../storage/function-code.ts";
import { IdentityStore } from "../storage/identity-store.ts";
import type { Secrets } from "../storage/secrets.ts";
import type { Call } from "./call.ts";
import { randomText } from "./random-text.ts";
import { requestKeys } from "./request-keys.ts";
import type { KeepDomain } from "./domains/keep.ts";
import type { UsageCounters } from "./usage.ts";

/** What a management call needs of the worker. */
export interface CallPorts {
  db: D1Database;
  changeLog(): ChangeLogStub;
  freshness: Freshness;
  functions: DirectInvoker;
  methodTester: MethodTester;
  authorizerTester: AuthorizerTester;
  objects: ObjectReader;
  usage: UsageCounters;
  accountThrottle: Call["accountThrottle"];
  /** null where ENCRYPTION_KEY is not set: no call is made then */
  secrets: Secrets | null;
  accountId: string;
  now(): number;
  random(bytes: Uint8Array): void;
  uuid(): string;
  apiEndpoint(apiId: string, managementUrl: URL, scheme: "http" | "ws"): string;
  keepDomain: KeepDomain;
  domainTarget(id: string): string;
  isReservedDomain(name: string): boolean;
}

type Later = (work: Promise<unknown>) => void;

/** Makes the context of a call. */
export function createCalls(
  ports: CallPorts,
): (request: Request, caller: Identity, region: string, later: Later, requestId: string) => Call {
  const newId = (length: number): string => randomText(ports.random, ID_LETTERS, length);
  return (request, caller, region, later, requestId) => {
    const { secrets } = ports;
    if (!secrets) throw new Error("ENCRYPTION_KEY is not set");
    const url = new URL(request.url);
    const announcer = createAnnouncer(
      ports.db,
      ports.changeLog,
      (changes) => ports.freshness.applyHere(changes),
      later,
    );
    const services = { now: ports.now, newId: () => newId(20), pause, announcer };
    return {
      requestId,
      accountId: ports.accountId,
      region,
      caller,
      requestKeys: requestKeys(request, region, ports.now()),
      apis: new ApiStore(ports.db, services),
      documents: new DocumentStore(ports.db, services),
      apiKeys: new ApiKeyStore(ports.db, services),
      usage: ports.usage,
      accountThrottle: ports.accountThrottle,
      functionCode: new FunctionCodeStore(ports.db, ports.now),
      functions: ports.functions,
      methodTester: ports.methodTester,
      authorizerTester: ports.authorizerTester,
      objects: ports.objects,
      identities: new IdentityStore(ports.db, services),
      secrets,
      now: () => new Date(ports.now()),
      newId,
      newUuid: ports.uuid,
      random: ports.random,
      origin: url.origin,
      keepDomain: ports.keepDomain,
      domainTarget: ports.domainTarget,
      isReservedDomain: ports.isReservedDomain,
      apiEndpoint: (apiId: string, kind: ApiKind) =>
        ports.apiEndpoint(apiId, url, kind === "WEBSOCKET" ? "ws" : "http"),
    };
  };
}

/** What AWS's ids consist of. */
const ID_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Between attempts of writers that collide: longer each time, and not in step with each other. */
function pause(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(10 * attempt, 200)));
}
