import type { Later } from "../exchange.ts";
import { type LimitHolder, PATIENCE_MS } from "./holder.ts";

/** How often a request asks before it is refused: others may have been faster. */
const MOST_ATTEMPTS = 8;

/** What refused a request. */
export interface Refused {
  cause: "throttle" | "quota";
  /** milliseconds */
  retryAfter: number;
}

/**
 * Takes a request's tokens of all its limits, in AWS's order, or of none. Null: admitted. Synchronous where tokens, or refusals, are in
 * hand; else it asks the owners and waits.
 */
export function take(
  holders: readonly LimitHolder[],
  cost: number,
  now: () => number,
  later: Later,
): Refused | null | Promise<Refused | null> {
  const verdict = tryTake(holders, cost, now(), later);
  return verdict === "ask" ? askAndTake(holders, cost, now, later) : verdict;
}

/** Takes all or nothing by what is in hand. */
function tryTake(holders: readonly LimitHolder[], cost: number, now: number, later: Later): Refused | null | "ask" {
  let mustAsk = false;
  let unreachable = false;
  for (const holder of holders) {
    const verdict = holder.check(now, cost);
    if (verdict === "refuse" || (verdict === "unreachable" && holder.whenUnreachable === "closed")) {
      return { cause: causeOf(holder, verdict), retryAfter: holder.retryAfter(now) };
    }
    mustAsk ||= verdict === "ask";
    unreachable ||= verdict === "unreachable";
  }
  if (mustAsk) return "ask";
  for (const holder of holders) {
    if (!unreachable || holder.check(now, cost) === "admit") holder.spend(now, cost, later);
  }
  return null;
}

/** An unreachable owner of a quota closes as if the quota had been used up. */
function causeOf(holder: LimitHolder, verdict: "refuse" | "unreachable"): Refused["cause"] {
  if (verdict === "refuse") return holder.cause;
  return holder.limits.quota ? "quota" : "throttle";
}

async function askAndTake(
  holders: readonly LimitHolder[],
  cost: number,
  now: () => number,
  later: Later,
): Promise<Refused | null> {
  const deadline = now() + PATIENCE_MS;
  for (const holder of holders) holder.enqueue(cost);
  try {
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      const asking = holders
        .filter((one) => one.check(now(), cost) === "ask")
        .map((one) => one.ask(later, now(), cost));
      if (!(await settledBefore(Promise.all(asking), deadline - now()))) break;
      const verdict = tryTake(holders, cost, now(), later);
      if (verdict !== "ask") return verdict;
    }
  } finally {
    for (const holder of holders) holder.dequeue(cost);
  }
  return afterPatience(holders, cost, now());
}

/** The owners have not answered in time, or others were faster every time. */
function afterPatience(holders: readonly LimitHolder[], cost: number, now: number): Refused | null {
  const waiting = holders.filter((holder) => holder.check(now, cost) !== "admit");
  const closed = waiting.find((holder) => holder.whenUnreachable === "closed");
  return closed ? { cause: causeOf(closed, "unreachable"), retryAfter: PATIENCE_MS } : null;
}

/** True: it settled; false: the time was over first. */
function settledBefore(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), Math.max(0, milliseconds));
    const done = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    work.then(done, done);
  });
}
