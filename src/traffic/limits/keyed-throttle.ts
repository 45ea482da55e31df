import type { Limits } from "../../limiter/messages.ts";
import type { KeyedThrottle } from "../../plan/stage.ts";
import { sourceIp } from "../client.ts";
import type { Exchange } from "../exchange.ts";
import type { LimitHolder } from "./holder.ts";
import type { LimitHolders } from "./holders.ts";

/** Longer values are cut: callers choose them. */
const LONGEST_VALUE = 256;

/** The limit of this caller, by the stage's own expression. Callers without a value share one. */
export function keyedThrottle(holders: LimitHolders, throttle: KeyedThrottle, exchange: Exchange): LimitHolder {
  const value = (valueOf(throttle, exchange) ?? "").slice(0, LONGEST_VALUE);
  const owner = `by ${exchange.apiId}/${exchange.stage.name} ${value}`;
  return holders.holder(owner, "", "", limitsOf(throttle), "open");
}

const made = new WeakMap<KeyedThrottle, Limits>();

function limitsOf(throttle: KeyedThrottle): Limits {
  let limits = made.get(throttle);
  if (!limits) {
    limits = { buckets: [{ name: "own", rate: throttle.rate, burst: throttle.burst }], quota: null };
    made.set(throttle, limits);
  }
  return limits;
}

function valueOf({ by }: KeyedThrottle, { request, rawQuery, caller }: Exchange): string | null {
  switch (by.in) {
    case "sourceIp":
      return sourceIp(request);
    case "header":
      return request.headers.get(by.name);
    case "querystring":
      return new URLSearchParams(rawQuery).get(by.name);
    case "claim":
      return caller?.kind === "jwt" ? textOf(caller.claims[by.name]) : null;
    case "authorizer":
      if (caller?.kind !== "function") return null;
      return by.name === "principalId" ? caller.principalId : textOf(caller.context?.[by.name]);
  }
}

function textOf(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value);
}
