import type { MappingSource, RestIntegration } from "../../plan/rest-api.ts";
import type { CacheSettingsPlan, StagePlan } from "../../plan/stage.ts";
import type { Caller } from "../caller.ts";
import { restFaults } from "../rest-api/faults.ts";
import { answerRestFault } from "../rest-api/gateway-response.ts";
import type { RestAnswerStepFactory, RestMethodParts, RestStep, RestStepFactory } from "../rest-api/parts.ts";
import type { RestExchange } from "../rest-api/rest-exchange.ts";
import { compileSource, type ValueReader } from "../rest-api/values.ts";
import { lifetimeOf, wantsFresh } from "./cache-control.ts";
import type { CachedAnswer } from "./cached-answer.ts";
import { mayInvalidate } from "./invalidation.ts";
import { type CacheOptions, optionsOf } from "./options.ts";
import type { CachePlace, ResponseCache } from "./response-cache.ts";

/** What the cache needs of the rest of the worker. */
export interface CachePorts {
  /** null: nothing is cached here */
  cache: ResponseCache | null;
  now(): number;
}

type Work = CachePorts & { cache: ResponseCache };

/** A request that the cache has to do with, on its way to the backend. */
export interface CacheErrand {
  place: CachePlace;
  settings: CacheSettingsPlan;
  options: CacheOptions;
  /** the client wanted the entry replaced */
  replaces: boolean;
  /** tells those who wait; null: nobody may */
  fill: ((answer: CachedAnswer | null) => void) | null;
}

/** Answers larger than this are not kept (AWS: 1 MB). */
const LARGEST_ANSWER = 25 * 1024 * 1024;
/** What AWS adds where a client's wish for a fresh answer is not heard. */
const WARNING = '199 - "Cache-Control header ignored: not authorized to invalidate the cache"';

/**
 * The stage's cache for REST APIs (developer guide, "Cache settings for REST APIs"): the method's namespace and its cache key
 * parameters decide what is shared, nothing else. Null where nothing of this method can be kept.
 */
export function serveCached(ports: CachePorts): RestStepFactory {
  return (parts) => {
    const { cache } = ports;
    if (cache === null || parts.integration.streamed) return null;
    const work = { cache, now: ports.now };
    const keyOf = compileKey(parts);
    return (exchange) => {
      const settings = cacheSettings(exchange.stage, exchange.routeKey, parts.method.httpMethod);
      if (settings === null) return null;
      const options = optionsOf(exchange.stage);
      const place = { key: keyOf(exchange, options), encrypted: settings.cacheDataEncrypted };
      const fresh = wantsFresh(exchange.request.headers.get("cache-control"));
      const refusal = fresh && settings.requireAuthorizationForCacheControl && !mayInvalidate(exchange);
      if (refusal && settings.unauthorizedCacheControlHeaderStrategy === "FAIL_WITH_403") {
        return answerRestFault(exchange, restFaults.accessDenied, "the caller may not invalidate the cache");
      }
      const errand: CacheErrand = { place, settings, options, replaces: fresh && !refusal, fill: null };
      const warn = refusal && settings.unauthorizedCacheControlHeaderStrategy === "SUCCEED_WITH_RESPONSE_HEADER";
      return errand.replaces ? onward(exchange, errand) : lookUp(exchange, errand, work, warn);
    };
  };
}

/** Settings of the method where it is cached: those of all methods cache GET only, those of one method any. */
function cacheSettings(stage: StagePlan, routeKey: string, httpMethod: string): CacheSettingsPlan | null {
  if (stage.cacheClusterSize === null) return null;
  const own = stage.settings.routes[routeKey];
  const settings = own ? own.cache : httpMethod === "GET" ? (stage.settings.all?.cache ?? null) : null;
  return settings !== null && settings.cacheTtlInSeconds > 0 ? settings : null;
}

/** Goes on to the backend; the answer step keeps what comes of it. */
function onward(exchange: RestExchange, errand: CacheErrand): null {
  exchange.cacheErrand = errand;
  return null;
}

function lookUp(exchange: RestExchange, errand: CacheErrand, ports: Work, warn: boolean): ReturnType<RestStep> {
  const { cache } = ports;
  const { place } = errand;
  const now = ports.now();
  const held = cache.held(place.key);
  if (held && now < held.expiresAt) return hit(exchange, held, errand, now, warn);
  if (cache.isFilling(place.key)) return miss(exchange, errand, ports, warn, held ?? null);
  return cache.stored(place).then((stored) => {
    if (stored && ports.now() < stored.expiresAt) return hit(exchange, stored, errand, ports.now(), warn);
    return miss(exchange, errand, ports, warn, stored);
  });
}

/** Waits for the request that asks the backend for the same just now, or is the one that asks. */
function miss(
  exchange: RestExchange,
  errand: CacheErrand,
  { cache, now }: Work,
  warn: boolean,
  old: CachedAnswer | null,
): ReturnType<RestStep> {
  const { key } = errand.place;
  if (cache.isFilling(key)) {
    const { staleSeconds } = errand.options;
    if (old && now() < old.expiresAt + staleSeconds * 1_000) return hit(exchange, old, errand, now(), warn);
    return cache
      .awaited(key, exchange.later)
      .then((answer) => (answer ? hit(exchange, answer, errand, now(), warn) : onward(exchange, errand)));
  }
  return onward(exchange, { ...errand, fill: cache.fill(key, exchange.later) });
}

function hit(
  exchange: RestExchange,
  answer: CachedAnswer,
  { options }: CacheErrand,
  now: number,
  warn: boolean,
): Response {
  const headers = new Headers(answer.headers);
  headers.set("x-amzn-RequestId", exchange.requestId);
  headers.set("x-amz-apigw-id", exchange.extendedRequestId);
  if (options.headers) {
    headers.set("Age", String(Math.max(0, Math.floor((now - answer.storedAt) / 1_000))));
    headers.set("X-Cache", "Hit");
  }
  if (warn) headers.set("Warning", WARNING);
  exchange.encodedBody = answer.encodedBody;
  exchange.answerBytes = answer.body.byteLength;
  const encodeBody = answer.encodedBody ? "manual" : "automatic";
  return new Response(answer.body.byteLength === 0 ? null : answer.body, {
    status: answer.status,
    headers,
    encodeBody,
  });
}

/** Headers of one answer alone: they are made anew for every hit, or by the platform. */
const OWN_HEADERS = new Set(["x-amzn-requestid", "x-amz-apigw-id", "x-amzn-trace-id", "date", "content-length"]);

/** Keeps what the backend gave, whatever its status (recorded: errors of backends are cached), never the gateway's own errors. */
export function keepAnswer(ports: CachePorts): RestAnswerStepFactory {
  return ({ integration }) => {
    const { cache } = ports;
    if (cache === null || integration.streamed) return null;
    const work = { cache, now: ports.now };
    return (exchange, answer) => {
      const { cacheErrand: errand } = exchange;
      if (errand === null) return answer;
      if (exchange.error !== null || answer.body === null || !isSmall(answer)) return notKept(exchange, errand, answer);
      return keep(exchange, errand, answer, work);
    };
  };
}

function isSmall({ headers }: Response): boolean {
  return Number(headers.get("content-length") ?? 0) <= LARGEST_ANSWER;
}

function notKept(exchange: RestExchange, errand: CacheErrand, answer: Response): Response {
  errand.fill?.(null);
  if (errand.options.headers && exchange.error === null) answer.headers.set("X-Cache", "Miss");
  return answer;
}

async function keep(
  exchange: RestExchange,
  errand: CacheErrand,
  answer: Response,
  { cache, now }: Work,
): Promise<Response> {
  const body = new Uint8Array(await answer.arrayBuffer());
  const storedAt = now();
  const own = errand.options.honorsBackend ? lifetimeOf(answer.headers.get("cache-control")) : null;
  const seconds = own ?? errand.settings.cacheTtlInSeconds;
  const kept: CachedAnswer = {
    status: answer.status,
    headers: [...answer.headers].filter(([name]) => !OWN_HEADERS.has(name.toLowerCase())),
    body,
    encodedBody: exchange.encodedBody,
    storedAt,
    expiresAt: storedAt + seconds * 1_000,
  };
  if (seconds > 0 && body.byteLength <= LARGEST_ANSWER) {
    cache.keep(errand.place, kept, exchange.later);
    if (errand.replaces) cache.tellReplaced(errand.place.key, exchange.later);
    errand.fill?.(kept);
  } else errand.fill?.(null);
  if (errand.options.headers) answer.headers.set("X-Cache", "Miss");
  const encodeBody = exchange.encodedBody ? "manual" : "automatic";
  return new Response(body, { status: answer.status, headers: answer.headers, encodeBody });
}

type KeyOf = (exchange: RestExchange, options: CacheOptions) => string;

/** A cache key: stage and flush, namespace and method, the values of the cache key parameters, on demand the caller. */
function compileKey({ method, integration }: RestMethodParts): KeyOf {
  const parameters = integration.cacheKeyParameters.flatMap((name) => readerOf(name, integration) ?? []);
  const { cacheNamespace } = integration;
  return (exchange, options) => {
    const { stage, isCanary, apiId, caller } = exchange;
    const side = isCanary && !(stage.canary?.useStageCache ?? true) ? "canary" : "";
    const parts = [apiId, stage.name, side, stage.cacheGeneration, cacheNamespace, method.httpMethod];
    let key = parts.join("\n");
    for (const read of parameters) key += `\n${JSON.stringify(read(exchange) ?? null)}`;
    if (method.httpMethod === "ANY") key += `\n${exchange.method}`;
    if (options.byCaller) key += `\n${callerKey(caller)}`;
    return key;
  };
}

const METHOD_PARAMETER = /^method\.request\.(header|multivalueheader|querystring|multivaluequerystring|path)\.(.+)$/;
const INTEGRATION_PARAMETER = /^integration\.request\.(header|querystring|path)\.(.+)$/;

/** A cache key parameter: one of the method's request, or one that the integration maps. Null for what is neither. */
function readerOf(name: string, integration: RestIntegration): ValueReader | null {
  const match = METHOD_PARAMETER.exec(name);
  if (match) {
    const place = match[1] as Extract<MappingSource, { kind: "requestParameter" }>["in"];
    return compileSource({ kind: "requestParameter", in: place, name: match[2] ?? "" });
  }
  const mapped = INTEGRATION_PARAMETER.exec(name);
  const mapping =
    mapped && integration.requestParameters.find((each) => each.in === mapped[1] && each.name === mapped[2]);
  return mapping ? compileSource(mapping.source) : null;
}

/** Who calls, as far as an authorizer found out. */
function callerKey(caller: Caller | null): string {
  switch (caller?.kind) {
    case "jwt":
      return `jwt ${String(caller.claims["sub"] ?? "")}`;
    case "function":
      return `function ${caller.principalId ?? ""}`;
    case "iam":
      return `iam ${caller.userArn}`;
    default:
      return "";
  }
}
