import type { HttpIntegration, HttpRoute } from "../../plan/http-api.ts";
import type { Exchange } from "../exchange.ts";
import { type AnswerStep, AtStage, type Step } from "../runner.ts";
import { wantsFresh } from "./cache-control.ts";
import { callerKey } from "./caller-key.ts";
import { type CacheErrand, type CachePorts, type CacheWork, keepAnswer, lookUp, onward, type Stamp } from "./errand.ts";
import { mayInvalidate } from "./invalidation.ts";
import { type CacheOptions, optionsOf } from "./options.ts";

/** What a route's cache depends on. */
interface CachedRoute {
  route: HttpRoute;
  integration: HttpIntegration | null;
}

/**
 * A cache for HTTP APIs, which AWS gives to REST APIs alone: the stage variable tollgateCacheTtlSeconds switches it on for GET. What
 * is shared is decided by path, query, the headers of tollgateCacheVary and, unless tollgateCacheByCaller is off, who calls. Null
 * where no request of the route can be a GET.
 */
export function serveCachedHttp(ports: CachePorts, { route, integration }: CachedRoute): AtStage<Step> | null {
  const { cache } = ports;
  const isGet = route.routeKey.startsWith("GET ") || route.routeKey.startsWith("ANY ") || route.routeKey === "$default";
  if (cache === null || integration === null || !isGet) return null;
  const work = { cache, now: ports.now };
  const resourcePath = route.routeKey.split(" ")[1] ?? null;
  return new AtStage((stage) => {
    const options = optionsOf(stage);
    return options.ttlSeconds ? lookingUp(options, options.ttlSeconds, resourcePath, work) : null;
  });
}

function lookingUp(options: CacheOptions, ttlSeconds: number, resourcePath: string | null, work: CacheWork): Step {
  const { paths, byCaller } = options;
  return (exchange) => {
    const { request, path } = exchange;
    if (exchange.method !== "GET" || request.headers.has("range")) return null;
    if (paths.length > 0 && !paths.some((prefix) => path.startsWith(prefix))) return null;
    const key = keyOf(exchange, options, byCaller ?? true);
    if (key === null) return null;
    const errand: CacheErrand = {
      place: { key, encrypted: false },
      ttlSeconds,
      options,
      replaces: wantsFresh(request.headers.get("cache-control")) && mayInvalidate(exchange, resourcePath),
      warns: false,
      fill: null,
    };
    return errand.replaces ? onward(exchange, errand) : lookUp(exchange, errand, work, stamp);
  };
}

function keyOf(exchange: Exchange, { vary }: CacheOptions, byCaller: boolean): string | null {
  const { apiId, stage, path, rawQuery, request, host, basePath } = exchange;
  const address = basePath === null ? "" : host + basePath;
  let key = `${apiId}\n${stage.name}\n${stage.cacheGeneration}\n${address}\n${path}?${rawQuery}`;
  for (const name of vary) key += `\n${JSON.stringify(request.headers.get(name))}`;
  if (!byCaller) return key;
  const caller = callerKey(exchange);
  return caller && `${key}\n${caller}`;
}

const stamp: Stamp<Exchange> = ({ requestId }, headers) => headers.set("Apigw-Requestid", requestId);

/** Statuses that a cache may keep unasked (RFC 9110, section 15.1), but for parts of a whole. */
const KEPT_STATUSES: ReadonlySet<number> = new Set([200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501]);

/** Keeps answers that are nobody's alone: none that set cookies, none that vary by what the key does not hold, no streams of events. */
export function keepHttpAnswer(ports: CachePorts): AtStage<AnswerStep> | null {
  const { cache } = ports;
  if (cache === null) return null;
  const work = { cache, now: ports.now };
  const keep: AnswerStep = (exchange, answer) => {
    const { cacheErrand: errand } = exchange;
    return errand === null
      ? answer
      : keepAnswer(exchange, errand, answer, work, (one) => isShared(one, errand.options));
  };
  return new AtStage((stage) => (optionsOf(stage).ttlSeconds ? keep : null));
}

function isShared({ status, headers }: Response, { vary }: CacheOptions): boolean {
  if (!KEPT_STATUSES.has(status) || headers.has("set-cookie") || !isToldApart(headers.get("vary"), vary)) return false;
  return headers.get("content-type")?.startsWith("text/event-stream") !== true;
}

/** Whether requests have keys of their own by all that an answer varies by. Codings do not count: the platform codes anew. */
function isToldApart(header: string | null, vary: readonly string[]): boolean {
  const names = header?.split(",").map((name) => name.trim().toLowerCase()) ?? [];
  return names.every((name) => name === "" || name === "accept-encoding" || vary.includes(name));
}
