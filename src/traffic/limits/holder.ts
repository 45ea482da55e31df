import {
  Allowance,
  beginAsk,
  beginReport,
  check,
  type Check,
  endAsk,
  endReport,
  failAsk,
  letGo,
  reportDue,
  spend,
  wantsRefill,
} from "../../limiter/allowance.ts";
import { RELAYED_FOR_MS } from "../../limiter/load.ts";
import type { Limits } from "../../limiter/messages.ts";
import type { Later } from "../exchange.ts";
import type { LimitPorts } from "./owners.ts";
import type { Reporter, ReportWatch } from "./report-watch.ts";

/** Whether requests pass while the owner of their limits cannot be reached. */
export type WhenUnreachable = "open" | "closed";

/** After an owner could not be reached it is left alone for so long. */
const PAUSE_MS = 1_000;
/** A request waits for its owner no longer than this. */
export const PATIENCE_MS = 1_000;
/** A call that takes longer is given up: its answer is not taken any more. */
const CALL_MS = 5_000;
/** A report that is due while a call is under way is looked at again so much later. */
const LOOK_AGAIN_MS = 50;

/** The limits of one owner's scope as this isolate holds them: tokens in hand, and the calls that fetch more. */
export class LimitHolder implements Reporter {
  readonly owner: string;
  readonly scope: string;
  limits: Limits;
  whenUnreachable: WhenUnreachable;
  /** this one as a list: most requests count against no other limits */
  readonly alone: readonly LimitHolder[] = [this];
  readonly #ports: LimitPorts;
  readonly #watch: ReportWatch;
  readonly #allowance = new Allowance();
  /** the call to the owner that is under way: one at a time */
  #call: { done: Promise<void>; since: number } | null = null;
  #unreachableUntil = 0;
  /** among how many relays of the owner its askers spread, and until when */
  #relays = 1;
  #relayedUntil = 0;

  /** `scope`: the owner's part; `watch` looks after the reports */
  constructor(
    ports: LimitPorts,
    watch: ReportWatch,
    owner: string,
    scope: string,
    limits: Limits,
    whenUnreachable: WhenUnreachable,
  ) {
    this.#ports = ports;
    this.#watch = watch;
    this.owner = owner;
    this.scope = scope;
    this.limits = limits;
    this.whenUnreachable = whenUnreachable;
  }

  /** What becomes of a request of this cost. `unreachable`: nobody can tell, the policy decides. */
  check(now: number, cost: number): Check | "unreachable" {
    const verdict = check(this.#allowance, now, cost);
    return verdict === "ask" && now < this.#unreachableUntil ? "unreachable" : verdict;
  }

  /** Spends what check found, and fetches more beside the request before the lease runs dry. */
  spend(now: number, cost: number, later: Later): void {
    spend(this.#allowance, now, cost);
    if (now >= this.#watch.handOverAt) this.#watch.begin(later);
    if (wantsRefill(this.#allowance, now)) later(this.#ask(later, now, 1));
  }

  /** A request begins to wait for tokens. */
  enqueue(cost: number): void {
    this.#allowance.waiting += cost;
  }

  dequeue(cost: number): void {
    this.#allowance.waiting -= cost;
  }

  /** Asks the owner, or waits for the call that is under way. Never fails: check tells what came of it. */
  ask(later: Later, now: number, cost: number): Promise<void> {
    return this.#busy(now) ?? this.#ask(later, now, cost);
  }

  get cause(): "throttle" | "quota" {
    return this.#allowance.refusal ?? "throttle";
  }

  /** Milliseconds until a refused request may be tried again. */
  retryAfter(now: number): number {
    return Math.max(0, Math.max(this.#allowance.refusedUntil, this.#unreachableUntil) - now);
  }

  /** The tokens left as the owner last told, and those in hand. */
  left(now: number): { tokens: number; quota: number | null } {
    const { left, lease, next } = this.#allowance;
    const held = (lease?.tokens ?? 0) + (next?.tokens ?? 0);
    const { rate = 0, burst = Infinity } = this.limits.buckets[0] ?? {};
    const grown = left.tokens + ((now - left.at) * rate) / 1000;
    return {
      tokens: Math.max(0, Math.floor(Math.min(grown + held, burst))),
      quota: left.quota === null ? null : Math.max(0, left.quota + held),
    };
  }

  /** Takes other limits; tokens of the old ones go back. */
  change(limits: Limits, whenUnreachable: WhenUnreachable): void {
    this.limits = limits;
    this.whenUnreachable = whenUnreachable;
    letGo(this.#allowance, this.#ports.now());
  }

  reportDue(now: number): number | null {
    if (this.#busy(now)) return now + LOOK_AGAIN_MS;
    const due = reportDue(this.#allowance);
    return due === null ? null : Math.max(due, this.#unreachableUntil);
  }

  async report(): Promise<void> {
    const reports = this.#call ? null : beginReport(this.#allowance, this.#ports.now());
    if (!reports) return;
    await this.#calling(this.#ports.owners.report(this.owner, this.scope, reports), () => endReport(this.#allowance));
  }

  async giveBack(): Promise<void> {
    for (let busy = this.#busy(this.#ports.now()); busy; busy = this.#busy(this.#ports.now())) await busy;
    letGo(this.#allowance, this.#ports.now());
    await this.report();
  }

  #ask(later: Later, now: number, cost: number): Promise<void> {
    const { owners, client } = this.#ports;
    const ask = beginAsk(this.#allowance, client(), this.limits, now, cost);
    const relays = now < this.#relayedUntil ? this.#relays : 1;
    const answered =
      relays === 1
        ? owners.lease(this.owner, this.scope, ask)
        : owners.relayed(this.owner, relayOf(client(), relays), ask);
    const done = this.#calling(answered, (answer) => {
      endAsk(this.#allowance, this.#ports.now(), answer);
      this.#unreachableUntil = 0;
      if (answer.relays === undefined) return;
      this.#relays = answer.relays;
      this.#relayedUntil = this.#ports.now() + RELAYED_FOR_MS;
    }).then(() => this.#watch.watch(this, later));
    later(done);
    return done;
  }

  /** Waits for a call's answer; what comes after the call was given up is not taken. Never fails. */
  #calling<T>(answered: Promise<T>, take: (answer: T) => void): Promise<void> {
    const call = { done: Promise.resolve(), since: this.#ports.now() };
    const ends = (then: () => void): void => {
      if (this.#call !== call) return;
      this.#call = null;
      then();
    };
    call.done = answered.then(
      (answer) => ends(() => take(answer)),
      (error: unknown) => ends(() => this.#failed(error)),
    );
    this.#call = call;
    return call.done;
  }

  /** The call that is under way; one that takes too long is given up. */
  #busy(now: number): Promise<void> | null {
    const call = this.#call;
    if (call && now - call.since >= CALL_MS) {
      this.#call = null;
      failAsk(this.#allowance);
    }
    return this.#call?.done ?? null;
  }

  #failed(error: unknown): void {
    failAsk(this.#allowance);
    this.#unreachableUntil = this.#ports.now() + PAUSE_MS;
    console.error(JSON.stringify({ event: "limitsUnreachable", owner: this.owner, reason: String(error) }));
  }
}

/** Always the same relay for one isolate. */
function relayOf(client: string, relays: number): number {
  let hash = 0;
  for (let at = 0; at < client.length; at++) hash = (hash * 31 + client.charCodeAt(at)) >>> 0;
  return hash % relays;
}
