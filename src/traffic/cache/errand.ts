import type { CachePurge } from "../../plan/stage.ts";
import type { Exchange } from "../exchange.ts";
import { lifetimeOf } from "./cache-control.ts";
import { type CachedAnswer, tagsOf } from "./cached-answer.ts";
import type { CacheOptions } from "./options.ts";
import { readUpTo } from "./read-up-to.ts";
import type { CachePlace, ResponseCache } from "./response-cache.ts";

/** What the cache needs of the rest of the worker. */
export interface CachePorts {
  /** null: nothing is cached here */
  cache: ResponseCache | null;
  now(): number;
}

/** The same where there is a cache. */
export type CacheWork = CachePorts & { cache: ResponseCache };

/** A request that the cache has to do with, on its way to the backend. */
export interface CacheErrand {
  place: CachePlace;
  ttlSeconds: number;
  options: CacheOptions;
  /** the client wanted the entry replaced */
  replaces: boolean;
  /** the client wanted it and may not: the answer says so */
  warns: boolean;
  /** tells those who wait; null: nobody may */
  fill: ((answer: CachedAnswer | null) => void) | null;
}

/** Gives a kept answer the headers of this request's own. */
export type Stamp<E extends Exchange> = (exchange: E, headers: Headers) => void;

/** Answers larger than this are not kept (AWS: 1 MB). */
const LARGEST_ANSWER = 25 * 1024 * 1024;
/** What AWS adds where a client's wish for a fresh answer is not heard. */
const WARNING = "199 Cache-control headers were ignored because the caller was unauthorized.";

/** Goes on to the backend; the answer step keeps what comes of it. */
export function onward(exchange: Exchange, errand: CacheErrand): null {
  exchange.cacheErrand = errand;
  exchange.cacheOutcome = "miss";
  return null;
}

/** Answers from memory or KV, or lets the request go on. A hit in memory is synchronous. */
export function lookUp<E extends Exchange>(
  exchange: E,
  errand: CacheErrand,
  ports: CacheWork,
  stamp: Stamp<E>,
): Response | null | Promise<Response | null> {
  const { cache } = ports;
  const { place } = errand;
  const now = exchange.startedAt;
  const held = current(exchange, cache.held(place.key));
  if (held && now < held.expiresAt) return hit(exchange, held, errand, now, stamp);
  if (cache.isFilling(place.key)) return miss(exchange, errand, ports, stamp, held);
  return cache.stored(place).then((found) => {
    const stored = current(exchange, found);
    if (stored && ports.now() < stored.expiresAt) return hit(exchange, stored, errand, ports.now(), stamp);
    return miss(exchange, errand, ports, stamp, stored);
  });
}

/** Waits for the request that asks the backend for the same just now, or is the one that asks. */
function miss<E extends Exchange>(
  exchange: E,
  errand: CacheErrand,
  { cache, now }: CacheWork,
  stamp: Stamp<E>,
  old: CachedAnswer | null,
): Response | null | Promise<Response | null> {
  const { key } = errand.place;
  if (cache.isFilling(key)) {
    const { staleSeconds } = errand.options;
    if (old && now() < old.expiresAt + staleSeconds * 1_000) return hit(exchange, old, errand, now(), stamp);
    return cache
      .awaited(key, exchange.later)
      .then((answer) => (answer ? hit(exchange, answer, errand, now(), stamp) : onward(exchange, errand)));
  }
  return onward(exchange, { ...errand, fill: cache.fill(key, exchange.later) });
}

/** An entry, unless it has been purged since it was asked for. */
function current({ stage }: Exchange, answer: CachedAnswer | null | undefined): CachedAnswer | null {
  if (!answer) return null;
  return stage.cachePurges?.some((purge) => isPurged(answer, purge)) === true ? null : answer;
}

function isPurged({ storedAt, path, tags }: CachedAnswer, { at, by, value }: CachePurge): boolean {
  if (storedAt > at) return false;
  return by === "tag" ? tags.includes(value) : path.startsWith(value);
}

function hit<E extends Exchange>(
  exchange: E,
  answer: CachedAnswer,
  { options, warns }: CacheErrand,
  now: number,
  stamp: Stamp<E>,
): Response {
  const { body, encodedBody } = answer;
  exchange.encodedBody = encodedBody;
  exchange.answerBody = body;
  exchange.cacheOutcome = "hit";
  const response = new Response(body.byteLength === 0 ? null : body, headOf(answer));
  const { headers } = response;
  stamp(exchange, headers);
  if (options.headers) {
    headers.set("Age", String(Math.max(0, Math.floor((now - answer.storedAt) / 1_000))));
    headers.set("X-Cache", "Hit");
  }
  if (warns) headers.set("Warning", WARNING);
  return response;
}

const made = new WeakMap<CachedAnswer, Response>();

/** An answer without its body, made once: a response copies its status and headers in half the time that it takes to read them. */
function headOf(answer: CachedAnswer): Response {
  let head = made.get(answer);
  if (!head) {
    const { status, headers, encodedBody } = answer;
    head = new Response(null, { status, headers, encodeBody: encodedBody ? "manual" : "automatic" });
    made.set(answer, head);
  }
  return head;
}

/** Headers of one answer alone: they are made anew for every hit, or by the platform. */
const OWN_HEADERS = new Set([
  "x-amzn-requestid",
  "x-amz-apigw-id",
  "x-amzn-trace-id",
  "apigw-requestid",
  "date",
  "content-length",
]);

/** Keeps the answer of a request that the cache sent on, unless it is the gateway's own, too large, or `isKept` says no. */
export function keepAnswer(
  exchange: Exchange,
  errand: CacheErrand,
  answer: Response,
  { cache, now }: CacheWork,
  isKept: (answer: Response) => boolean,
): Response | Promise<Response> {
  const seconds = ownLifetime(errand, answer) ?? errand.ttlSeconds;
  const isSmall = Number(answer.headers.get("content-length") ?? 0) <= LARGEST_ANSWER;
  if (exchange.error !== null || seconds <= 0 || !isSmall || !isKept(answer)) return notKept(exchange, errand, answer);
  const keep = (body: Uint8Array<ArrayBuffer>): void => {
    const kept: CachedAnswer = {
      status: answer.status,
      headers: [...answer.headers].filter(([name]) => !OWN_HEADERS.has(name.toLowerCase())),
      body,
      encodedBody: exchange.encodedBody,
      path: exchange.path,
      tags: tagsOf(answer.headers),
      storedAt: exchange.startedAt,
      expiresAt: now() + seconds * 1_000,
    };
    cache.keep(errand.place, kept, errand.replaces, exchange.later);
    errand.fill?.(kept);
  };
  if (answer.body === null) {
    keep(new Uint8Array());
    return marked(exchange, errand, answer);
  }
  return readUpTo(answer.body, LARGEST_ANSWER).then((read) => {
    if (read.whole) keep(read.bytes);
    else errand.fill?.(null);
    const { status, headers } = answer;
    const encodeBody = exchange.encodedBody ? "manual" : "automatic";
    return marked(
      exchange,
      errand,
      new Response(read.whole ? read.bytes : read.stream, { status, headers, encodeBody }),
    );
  });
}

function ownLifetime({ options }: CacheErrand, { headers }: Response): number | null {
  return options.honorsBackend ? lifetimeOf(headers.get("cache-control")) : null;
}

function notKept(exchange: Exchange, errand: CacheErrand, answer: Response): Response {
  errand.fill?.(null);
  return marked(exchange, errand, answer);
}

/** What the answer says of the cache. */
function marked({ error }: Exchange, { options, warns }: CacheErrand, answer: Response): Response {
  if (options.headers && error === null) answer.headers.set("X-Cache", "Miss");
  if (warns) answer.headers.set("Warning", WARNING);
  return answer;
}
