import type { RestIntegration, RestMethod } from "../../plan/rest-api.ts";
import type { CacheSettingsPlan, StagePlan } from "../../plan/stage.ts";
import { restFaults } from "../rest-api/faults.ts";
import { answerRestFault } from "../rest-api/gateway-response.ts";
import type { RestAnswerStepFactory, RestMethodParts, RestStep, RestStepFactory } from "../rest-api/parts.ts";
import type { RestExchange } from "../rest-api/rest-exchange.ts";
import { compileSource, requestParameter, type ValueReader } from "../rest-api/values.ts";
import { wantsFresh } from "./cache-control.ts";
import { callerKey } from "./caller-key.ts";
import { type CacheErrand, type CachePorts, type CacheWork, keepAnswer, lookUp, onward, type Stamp } from "./errand.ts";
import { mayInvalidate } from "./invalidation.ts";
import { type AnswerStep, AtStage } from "../runner.ts";
import { type CacheOptions, optionsOf } from "./options.ts";

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
    return new AtStage((stage) => (stage.cacheClusterSize === null ? null : lookingUp(parts, stage, keyOf, work)));
  };
}

function lookingUp({ method }: RestMethodParts, stage: StagePlan, keyOf: KeyOf, work: CacheWork): RestStep {
  const options = optionsOf(stage);
  return (exchange) => {
    const settings = cacheSettings(stage, exchange, method);
    if (settings === null) return null;
    const ttlSeconds = options.ttlSeconds ?? settings.cacheTtlInSeconds;
    const fresh = wantsFresh(exchange.request.headers.get("cache-control"));
    const refusal =
      fresh && settings.requireAuthorizationForCacheControl && !mayInvalidate(exchange, method.resourcePath);
    if (refusal && settings.unauthorizedCacheControlHeaderStrategy === "FAIL_WITH_403") {
      return answerRestFault(exchange, restFaults.accessDenied, "the caller may not invalidate the cache");
    }
    const key = keyOf(exchange, options);
    if (key === null) return null;
    const errand: CacheErrand = {
      place: { key, encrypted: settings.cacheDataEncrypted },
      ttlSeconds,
      options,
      replaces: fresh && !refusal,
      warns: refusal && settings.unauthorizedCacheControlHeaderStrategy === "SUCCEED_WITH_RESPONSE_HEADER",
      fill: null,
    };
    return errand.replaces ? onward(exchange, errand) : lookUp(exchange, errand, work, stamp);
  };
}

/**
 * Settings of the method where it is cached: those of all methods cache GET only, those of one method any. A method ANY is settled
 * method by method, as its requests are.
 */
function cacheSettings(
  stage: StagePlan,
  { routeKey, method }: RestExchange,
  { httpMethod, resourcePath }: RestMethod,
): CacheSettingsPlan | null {
  const { all, routes } = stage.settings;
  const own = routes[routeKey] ?? (httpMethod === "ANY" ? routes[`${method} ${resourcePath}`] : undefined);
  const settings = own ? own.cache : method === "GET" ? (all?.cache ?? null) : null;
  return settings !== null && settings.cacheTtlInSeconds > 0 ? settings : null;
}

const stamp: Stamp<RestExchange> = (exchange, headers) => {
  headers.set("x-amzn-RequestId", exchange.requestId);
  headers.set("x-amz-apigw-id", exchange.extendedRequestId);
};

/** Keeps what the backend gave, whatever its status (recorded: errors of backends are cached), never the gateway's own errors. */
export function keepRestAnswer(ports: CachePorts): RestAnswerStepFactory {
  return ({ integration }) => {
    const { cache } = ports;
    if (cache === null || integration.streamed) return null;
    const work = { cache, now: ports.now };
    const keep: AnswerStep<RestExchange> = (exchange, answer) => {
      const { cacheErrand: errand } = exchange;
      return errand === null ? answer : keepAnswer(exchange, errand, answer, work, () => true);
    };
    return new AtStage((stage) => (stage.cacheClusterSize === null ? null : keep));
  };
}

/** Null: the request has no key, and is not cached. */
type KeyOf = (exchange: RestExchange, options: CacheOptions) => string | null;

/** A cache key: stage and flush, namespace and method, the values of the cache key parameters, on demand the caller. */
function compileKey({ method, integration }: RestMethodParts): KeyOf {
  const parameters = integration.cacheKeyParameters.flatMap((name) => readerOf(name, integration) ?? []);
  const { cacheNamespace } = integration;
  return (exchange, options) => {
    const { stage, isCanary, apiId } = exchange;
    const side = isCanary && !(stage.canary?.useStageCache ?? true) ? "canary" : "";
    const parts = [apiId, stage.name, side, stage.cacheGeneration, cacheNamespace, method.httpMethod];
    let key = parts.join("\n");
    for (const read of parameters) key += `\n${JSON.stringify(read(exchange) ?? null)}`;
    if (method.httpMethod === "ANY") key += `\n${exchange.method}`;
    if (options.byCaller !== true) return key;
    const caller = callerKey(exchange);
    return caller && `${key}\n${caller}`;
  };
}

const INTEGRATION_PARAMETER = /^integration\.request\.(header|querystring|path)\.(.+)$/;

/** A cache key parameter: one of the method's request, or one that the integration maps. Null for what is neither. */
function readerOf(name: string, integration: RestIntegration): ValueReader | null {
  const own = requestParameter(name);
  if (own) return compileSource(own);
  const mapped = INTEGRATION_PARAMETER.exec(name);
  const mapping =
    mapped && integration.requestParameters.find((each) => each.in === mapped[1] && each.name === mapped[2]);
  return mapping ? compileSource(mapping.source) : null;
}
