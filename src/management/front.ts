import type { Identity } from "../identities/identity.ts";
import type { LoadedIdentities } from "../identities/loaded-identities.ts";
import { EMPTY_BODY_SHA256, sha256Hex } from "../sigv4/digest.ts";
import { signedRequestOf } from "../sigv4/request.ts";
import type { SigningKeys } from "../sigv4/signingkey.ts";
import { verify } from "../sigv4/verify.ts";
import { isTooLarge } from "../storage/batch.ts";
import { renderFault } from "../wire/codec.ts";
import { Fault } from "../wire/fault.ts";
import {
  forbidden,
  internalFailure,
  notImplemented,
  payloadTooLarge,
  serviceUnavailable,
  unknownOperation,
} from "../wire/faults.ts";
import { requestParts } from "../wire/request.ts";
import { type Match, matchOperation } from "../wire/router.ts";
import { type Service, createService } from "../wire/service.ts";
import type { ServiceName } from "../wire/schema.ts";
import { authorize } from "./authorization/authorize.ts";
import type { Call } from "./call.ts";
import { foreignOperation } from "./foreign-operation.ts";
import { isPurgeCache, purgeCache } from "./purge-cache.ts";
import { registry } from "./registry.ts";
import { isRotateKey, rotateKey } from "./rotate-key.ts";

/** A function's zip of 10 MB is 14 MB in base64; nothing that is larger is a management call. */
const MAX_BODY_BYTES = 20 * 1024 * 1024;

/** What requests to each service are signed for. */
const SIGNING_NAMES: Readonly<Record<ServiceName, string>> = {
  apigateway: "apigateway",
  apigatewayv2: "apigateway",
  apigatewaymanagementapi: "execute-api",
  lambda: "lambda",
  iam: "iam",
  sts: "sts",
  logs: "logs",
  wafv2: "wafv2",
};
const ANY_SERVICE = [...new Set(Object.values(SIGNING_NAMES))];

/** A request as the platform hands it to the worker. */
export type IncomingRequest = Request<unknown, IncomingRequestCfProperties>;

export interface FrontPorts {
  identities: Pick<LoadedIdentities, "find">;
  /** names of secrets that are not set */
  missingSecrets: string[];
  signingKeys: SigningKeys;
  now(): number;
  requestId(): string;
  /** a promise: wait for it, what the isolate holds may be out of date */
  fresh(request: IncomingRequest, later: Later): Promise<void> | undefined;
  /** what a handler gets, for this request and caller */
  call(request: IncomingRequest, caller: Identity, region: string, later: Later, requestId: string): Call;
}

type Later = (work: Promise<unknown>) => void;

/** The management plane's door: who calls, by a verified signature, then what is asked, by AWS's schema tables. */
export function createFront(ports: FrontPorts): (request: IncomingRequest, later: Later) => Promise<Response> {
  let service: Service<Call> | undefined;
  const report = (error: unknown, match: Match | null, requestId: string): void =>
    console.error(
      JSON.stringify({
        event: "managementFailure",
        operation: match?.operation.name,
        requestId,
        reason: String(error),
        stack: error instanceof Error ? error.stack : undefined,
      }),
    );

  return async (request, later) => {
    const requestId = ports.requestId();
    let match: Match | null = null;
    try {
      refuseForeignPages(request);
      if (ports.missingSecrets.length > 0) throw notConfigured(ports.missingSecrets);
      const parts = requestParts(request, await readBody(request));
      match = matchOperation(parts);
      if (match?.service === "apigatewaymanagementapi") throw connectionsElsewhere();
      const foreign = match ? null : foreignOperation(parts);
      if (foreign) return renderFault(foreign.fault, foreign.like, requestId);
      // Before the signature: AWS's clients send some of these without one.
      if (match && !match.operation.built) throw notImplemented(match.service, match.operation.name);
      await ports.fresh(request, later);
      const { caller, region } = await authenticate(ports, request, parts.body, match);
      const call = ports.call(request, caller, region, later, requestId);
      if (isRotateKey(parts)) return await rotateKey(call, parts);
      if (isPurgeCache(parts)) return await purgeCache(call, parts);
      if (!match) throw unknownOperation(parts.method, parts.path);
      service ??= createService({ handlers: registry, authorize, faultOf, report });
      return await service.serve(match, parts, call, requestId);
    } catch (error) {
      const service = match?.service ?? "apigateway";
      if (error instanceof Fault) return renderFault(error, service, requestId);
      report(error, match, requestId);
      return renderFault(internalFailure(), service, requestId);
    }
  };
}

/** Connections have the address of their API's stage; AWS's own host of that service refuses everybody, too. */
function connectionsElsewhere(): Fault {
  return forbidden(
    "Connections are reached at the address of their API's stage: give it to the client as its endpoint",
  );
}

/** What failed below that whoever calls can mend. */
function faultOf(error: unknown): Fault | null {
  return isTooLarge(error)
    ? payloadTooLarge("A value of this resource is larger than the 2 MB that storage takes")
    : null;
}

/** No web page of another origin may drive the gateway with a browser's help. */
function refuseForeignPages(request: Request): void {
  const origin = request.headers.get("origin");
  if (origin !== null && origin !== new URL(request.url).origin)
    throw forbidden(`Requests from the origin ${origin} are refused`);
  if (request.headers.get("sec-fetch-site") === "cross-site") throw forbidden("Cross-site requests are refused");
}

function notConfigured(secrets: string[]): Fault {
  return serviceUnavailable(
    `The management APIs are closed until these secrets are set (wrangler secret put NAME): ${secrets.join(", ")}`,
  );
}

async function readBody(request: Request): Promise<Uint8Array> {
  const tooLarge = payloadTooLarge(`The request body is larger than ${MAX_BODY_BYTES} bytes`);
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) throw tooLarge;
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as ReadableStream<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw tooLarge;
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

async function authenticate(
  ports: FrontPorts,
  request: IncomingRequest,
  body: Uint8Array,
  match: Match | null,
): Promise<{ caller: Identity; region: string }> {
  const verdict = await verify(signedRequestOf(request), {
    now: ports.now(),
    services: match ? [SIGNING_NAMES[match.service]] : ANY_SERVICE,
    findKey: async (accessKeyId, sessionToken) =>
      (await ports.identities.find(accessKeyId, sessionToken ?? null)) ?? undefined,
    bodyHash: () => (body.length === 0 ? EMPTY_BODY_SHA256 : sha256Hex(body)),
    signingKeys: ports.signingKeys,
  });
  if (!verdict.ok) {
    const { code, message, detail } = verdict;
    throw new Fault(code, 403, detail === undefined ? message : `${message}\n\n${detail}`);
  }
  if (verdict.presigned && request.method !== "GET") throw forbidden("Presigned management calls may only be GET");
  return { caller: verdict.key, region: verdict.region };
}
