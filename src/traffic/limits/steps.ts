import type { StagePlan } from "../../plan/stage.ts";
import type { Exchange } from "../exchange.ts";
import { type AnswerStep, AtStage, type Step } from "../runner.ts";
import type { LimitHolder } from "./holder.ts";
import { LimitHolders } from "./holders.ts";
import type { KeyedStage } from "./keyed-stage.ts";
import { type KeyPorts, type LoadedKey, LoadedKeys } from "./loaded-keys.ts";
import type { LimitPorts } from "./owners.ts";
import { policyFields, remainingFields } from "./rate-limit-fields.ts";
import { type AccountLimits, StageLimits } from "./stage-limits.ts";
import { type Refused, take } from "./take.ts";
import { keyedThrottle } from "./keyed-throttle.ts";

type Answer = Response | Promise<Response>;

/** The answers of an API type to requests that have no key, or are too many. */
export interface LimitFaults<E extends Exchange> {
  /** AWS's INVALID_API_KEY */
  invalidApiKey(exchange: E): Answer;
  /** AWS's THROTTLED */
  throttled(exchange: E): Answer;
  /** AWS's QUOTA_EXCEEDED */
  quotaExceeded(exchange: E): Answer;
}

/** What limits and keys need of the worker. */
export interface LimitsPorts extends LimitPorts, Omit<KeyPorts, "now"> {
  /** null: the account has no limits of its own */
  account: AccountLimits | null;
}

/** Keys and limits of all API types, as one isolate holds them. */
export class TrafficLimits {
  readonly holders: LimitHolders;
  readonly keys: LoadedKeys;
  readonly #stages: StageLimits;
  readonly #now: () => number;

  constructor(ports: LimitsPorts) {
    this.holders = new LimitHolders(ports);
    this.keys = new LoadedKeys(ports, this.holders);
    this.#stages = new StageLimits(this.holders, ports.account);
    this.#now = () => ports.now();
  }

  /**
   * Finds the caller's API key and its usage plan, where the route or the stage asks for one. `keyOf` gives the key's value: of the header
   * x-api-key, or of the authorizer.
   */
  apiKey<E extends Exchange>(
    isRequired: (exchange: E) => boolean,
    keyOf: (exchange: E) => string | null,
    faults: LimitFaults<E>,
  ): Step<E> {
    return (exchange) => {
      if (!isRequired(exchange)) return null;
      const value = keyOf(exchange);
      if (value === null || value === "") return faults.invalidApiKey(exchange);
      const key = this.keys.get(value, exchange.later);
      if (key instanceof Promise) return key.then((one) => this.#admitWith(exchange, one, value, faults));
      return key === "throttled" ? faults.throttled(exchange) : this.#admitWith(exchange, key, value, faults);
    };
  }

  /** The same for what was opened with a key before: `lookupOf` gives the hash that finds it (LoadedKeys). */
  openedWith<E extends Exchange>(
    isRequired: (exchange: E) => boolean,
    lookupOf: (exchange: E) => string | null,
    faults: LimitFaults<E>,
  ): Step<E> {
    return (exchange) => {
      if (!isRequired(exchange)) return null;
      const lookup = lookupOf(exchange);
      if (lookup === null) return faults.invalidApiKey(exchange);
      const admit = (key: LoadedKey | null): Answer | null =>
        this.#admit(exchange, key) ? null : faults.invalidApiKey(exchange);
      const key = this.keys.known(lookup, exchange.later);
      if (key instanceof Promise) return key.then(admit);
      return key === "throttled" ? faults.throttled(exchange) : admit(key);
    };
  }

  #admitWith<E extends Exchange>(
    exchange: E,
    key: LoadedKey | null,
    value: string,
    faults: LimitFaults<E>,
  ): Answer | null {
    const keyed = this.#admit(exchange, key);
    if (!keyed) return faults.invalidApiKey(exchange);
    exchange.apiKey = { id: keyed.keyId, value };
    return null;
  }

  /** What a key may do at the exchange's stage, whose limits are taken later; null: nothing. */
  #admit(exchange: Exchange, key: LoadedKey | null): KeyedStage | null {
    const keyed = key && this.keys.at(key, exchange.apiId, exchange.stage.name);
    if (keyed) exchange.keyLimits = keyed.holder(exchange.routeKey);
    return keyed;
  }

  /** Takes a request's tokens of all its limits, in AWS's order: the key's (plan per method, plan), stage method or route, account. */
  limits<E extends Exchange>(faults: LimitFaults<E>): Step<E> {
    return this.#taking(
      ({ apiId, stage, routeKey }) => this.#stages.of(apiId, stage, routeKey),
      ({ stage, routeKey }) => costAt(stage, routeKey),
      faults,
    );
  }

  /** The same for a route at a stage; null where it has no limits there. `isKeyed`: whether its requests need an API key. */
  limitsAt<E extends Exchange>(
    stage: StagePlan,
    routeKey: string,
    { isKeyed, faults }: { isKeyed: boolean; faults: LimitFaults<E> },
  ): Step<E> | null {
    if (!isKeyed && !stage.limits?.throttle && !this.#stages.has(stage, routeKey)) return null;
    let shared: readonly LimitHolder[] | undefined;
    const cost = costAt(stage, routeKey);
    return this.#taking(
      ({ apiId }) => (shared ??= this.#stages.of(apiId, stage, routeKey)),
      () => cost,
      faults,
    );
  }

  #taking<E extends Exchange>(
    sharedOf: (exchange: E) => readonly LimitHolder[],
    costOf: (exchange: E) => number,
    faults: LimitFaults<E>,
  ): Step<E> {
    const answer = (exchange: E, refused: Refused | null): Answer | null => {
      if (!refused) return null;
      exchange.retryAfter = refused.retryAfter;
      return refused.cause === "quota" ? faults.quotaExceeded(exchange) : faults.throttled(exchange);
    };
    return (exchange) => {
      const holders = this.#holdersOf(exchange, sharedOf(exchange));
      if (holders.length === 0) return null;
      exchange.limits = holders;
      const refused = take(holders, costOf(exchange), this.#now, exchange.later);
      return refused instanceof Promise ? refused.then((one) => answer(exchange, one)) : answer(exchange, refused);
    };
  }

  /** The fields RateLimit-Policy, RateLimit and Retry-After, where the stage asks for them. */
  readonly fields = new AtStage<AnswerStep>(({ limits }) => (limits?.fields ? this.#addFields : null));

  readonly #addFields: AnswerStep = (exchange, answer) => {
    const { limits, retryAfter } = exchange;
    if (limits) {
      answer.headers.set("RateLimit-Policy", policyFields(limits));
      answer.headers.set("RateLimit", remainingFields(limits, this.#now()));
    }
    if (retryAfter !== null) answer.headers.set("Retry-After", String(Math.max(1, Math.ceil(retryAfter / 1000))));
    return answer;
  };

  #holdersOf(exchange: Exchange, shared: readonly LimitHolder[]): readonly LimitHolder[] {
    const { stage, keyLimits } = exchange;
    const throttle = stage.limits?.throttle;
    if (!throttle && (!keyLimits || shared.length === 0)) return keyLimits?.alone ?? shared;
    const own = throttle ? [keyedThrottle(this.holders, throttle, exchange)] : [];
    return [...(keyLimits ? [keyLimits] : []), ...own, ...shared];
  }
}

/** The tokens that a request of a route costs at a stage. */
function costAt({ limits }: StagePlan, routeKey: string): number {
  const own = limits?.cost[routeKey];
  // A WebSocket API's route may have any key, `constructor` too.
  return typeof own === "number" ? own : (limits?.defaultCost ?? 1);
}
