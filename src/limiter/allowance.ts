import { type Answer, type Ask, type Limits, type Refusal, type Report, STANDSTILL_MS } from "./messages.ts";

/** A lease in an isolate's hand. */
interface HeldLease {
  id: number;
  /** tokens when it was granted */
  size: number;
  tokens: number;
  /** from before it was asked for, by this isolate's clock */
  askedAt: number;
  endsAt: number;
  lastSpentAt: number;
}

/** The end of a lease that the owner does not know yet. */
interface Closed {
  lease: number;
  spent: number;
  unused: number;
  lastSpentAt: number;
}

/** An isolate's part of one owner's limits. Plain data; a class so that all have the same fields in the same order. */
export class Allowance {
  lease: HeldLease | null = null;
  /** asked for while the first was still good */
  next: HeldLease | null = null;
  closed: Closed[] = [];
  /** reports that are on their way */
  sending: Closed[] = [];
  refusal: Refusal["cause"] | null = null;
  /** refuse without asking until then */
  refusedUntil = 0;
  /** cheaper requests than this are not refused by it */
  refusedCost = 1;
  /** ask for no more in the background before */
  askAfter = 0;
  asking = false;
  askedAt = 0;
  askedCost = 1;
  /** tokens that the next lease should hold */
  want = 4;
  /** tokens that requests wait for */
  waiting = 0;
  roundTrip = 0;
  /** tokens a second that the last lease was spent at; undefined: none was yet */
  pace: number | undefined = undefined;
  /** what the owner had left at its last grant */
  left: { tokens: number; quota: number | null; at: number } = { tokens: Infinity, quota: null, at: 0 };
}

/** What may be done with a request: admit it, wait for an answer of the owner, or refuse it. */
export type Check = "admit" | "ask" | "refuse";

/** A lease that is spent this fast is followed by one of twice its size. */
const BUSY_MS = 100;
/** A lease grows to this size if it is spent within its life, however slowly. */
const USUAL_SIZE = 64;
const LARGEST_SIZE = 4_096;
/** Leases that live so long are far from the limit: they grow until they last for their life. */
const AMPLE_LIFE_MS = 1_000;
/** Reports of such leases may be so late, within the owner's margin: then many of them are looked after together. */
const GRID_MS = 100;
/** After this time a sixteenth of a lease is as long at hand as a quarter of it was at first: long enough to ask meanwhile. */
const STEADY_MS = 4_000;
/** Who spends for less than this tells nothing of how long it would go on. */
const SHORTEST_USE_MS = 1_000;
/** How long the owner waits for the report of a lease that was spent: it does not count on its tokens. */
const REPORT_AFTER_MS = 15_000;
/** Leases smaller than this are not refilled in the background: they are what there is near a limit. */
const REFILLED_SIZE = 4;

/** Whether a request of this cost may pass, by what is in hand. Synchronous, allocates nothing while a lease is in hand. */
export function check(a: Allowance, now: number, cost: number): Check {
  const { lease } = a;
  if (lease !== null && lease.tokens >= cost && now < lease.endsAt && now >= lease.askedAt) return "admit";
  return checkWithout(a, now, cost);
}

function checkWithout(a: Allowance, now: number, cost: number): Check {
  if (a.lease && !isGood(a.lease, now)) close(a, now);
  const { lease, next } = a;
  if (lease && lease.tokens >= cost) return "admit";
  if (next && isGood(next, now) && next.tokens >= cost) {
    close(a, now);
    return "admit";
  }
  return now < a.refusedUntil && cost >= a.refusedCost ? "refuse" : "ask";
}

function isGood({ tokens, askedAt, endsAt }: HeldLease, now: number): boolean {
  return tokens > 0 && now < endsAt && now >= askedAt;
}

/** Spends what check has found to be there. */
export function spend(a: Allowance, now: number, cost: number): void {
  const { lease } = a;
  if (lease === null || lease.tokens < cost) throw new Error("spent more than was leased");
  lease.tokens -= cost;
  lease.lastSpentAt = now;
}

/** Whether more should be asked for now, beside the requests, before the lease runs dry or ends. */
export function wantsRefill(a: Allowance, now: number): boolean {
  const { lease } = a;
  if (lease === null || a.asking || a.next !== null || now < a.askAfter || lease.size < REFILLED_SIZE) return false;
  const rest = now - lease.askedAt < STEADY_MS ? lease.size / 4 : lease.size / 16;
  return lease.tokens <= rest || (lease.tokens < lease.size && endsSoon(a, lease, now));
}

function endsSoon({ roundTrip }: Allowance, { askedAt, endsAt }: HeldLease, now: number): boolean {
  return endsAt - now < Math.max(2 * roundTrip, (endsAt - askedAt) / 8);
}

/** Whether hardly a request comes while the owner is asked: then what is left of a lease goes back with the question, not in a call of its own. */
function isQuiet({ roundTrip }: Allowance, { askedAt, size, tokens }: HeldLease, now: number): boolean {
  return 2 * roundTrip * (size - tokens) < now - askedAt;
}

/** Begins an ask; endAsk or failAsk must follow. */
export function beginAsk(a: Allowance, client: string, limits: Limits, now: number, cost: number): Ask {
  a.asking = true;
  a.askedAt = now;
  a.askedCost = cost;
  const { lease } = a;
  if (lease && (!isGood(lease, now) || (endsSoon(a, lease, now) && isQuiet(a, lease, now)))) close(a, now);
  const held = (a.lease?.tokens ?? 0) + (a.next?.tokens ?? 0);
  return {
    client,
    limits,
    cost,
    want: Math.max(cost, a.want),
    held,
    ...(a.pace !== undefined && { pace: a.pace }),
    roundTrip: a.roundTrip,
    reports: reportsOf(a, now),
  };
}

/** Takes the owner's answer. */
export function endAsk(a: Allowance, now: number, answer: Answer): void {
  a.asking = false;
  a.sending = [];
  a.roundTrip = Math.max(0, now - a.askedAt);
  if (answer.kind === "refusal") {
    a.refusal = answer.cause;
    a.refusedUntil = now + answer.retryAfter;
    a.left = { tokens: 0, quota: answer.cause === "quota" ? 0 : a.left.quota, at: now };
    a.refusedCost = a.askedCost;
    return;
  }
  const { askedAt } = a;
  const { lease: id, tokens, life, askAfter } = answer;
  const lease = { id, size: tokens, tokens, askedAt, endsAt: askedAt + life, lastSpentAt: askedAt };
  a.askAfter = a.refusedUntil = now + askAfter;
  a.left = { ...answer.left, at: now };
  a.refusedCost = 1;
  a.refusal = "throttle";
  if (a.lease && a.next) close(a, now);
  if (a.lease) a.next = lease;
  else a.lease = lease;
}

/** The owner could not be reached: what was to be reported is reported with the next ask. */
export function failAsk(a: Allowance): void {
  a.asking = false;
}

/** Lets go of all leases: the limits have changed, or the isolate has been idle. What is unused is given back with the next report. */
export function letGo(a: Allowance, now: number): void {
  while (a.lease) close(a, now);
  a.refusedUntil = a.askAfter = 0;
}

/** Begins a report without an ask; endReport or failAsk must follow. Null: nothing to tell. */
export function beginReport(a: Allowance, now: number): Report[] | null {
  if (a.lease && !isGood(a.lease, now)) close(a, now);
  if (a.closed.length + a.sending.length === 0) return null;
  a.asking = true;
  return reportsOf(a, now);
}

export function endReport(a: Allowance): void {
  a.asking = false;
  a.sending = [];
}

/** The moment at which a report is due if nothing else happens: unused tokens go back when their lease ends. Null: never. */
export function reportDue(a: Allowance): number | null {
  for (const { unused } of a.closed) if (unused > 0) return 0;
  if (a.lease) return dueOf(a.lease);
  return a.closed.length + a.sending.length > 0 ? a.askedAt + REPORT_AFTER_MS : null;
}

function dueOf({ askedAt, endsAt }: HeldLease): number {
  return endsAt - askedAt < AMPLE_LIFE_MS ? endsAt : Math.ceil(endsAt / GRID_MS) * GRID_MS;
}

/** What is to be told of leases that have ended, and is on its way from now on. */
function reportsOf(a: Allowance, now: number): Report[] {
  a.sending.push(...a.closed);
  a.closed = [];
  return a.sending.map(({ lease, spent, lastSpentAt }) => ({
    lease,
    spent,
    age: Math.max(0, now - lastSpentAt - STANDSTILL_MS),
  }));
}

/** Ends the lease in hand; the next one takes its place. */
function close(a: Allowance, now: number): void {
  const { lease } = a;
  if (!lease) return;
  const { id, size, tokens, askedAt, endsAt, lastSpentAt } = lease;
  a.closed.push({ lease: id, spent: size - tokens, unused: tokens, lastSpentAt });
  a.lease = a.next;
  a.next = null;
  a.pace = ((size - tokens) * 1_000) / Math.max(1, Math.min(now, endsAt) - askedAt);
  if (tokens === 0) {
    const ample = endsAt - askedAt >= AMPLE_LIFE_MS;
    if (size >= a.want / 2 && (a.want < USUAL_SIZE || ample || now - askedAt < BUSY_MS))
      a.want = Math.min(
        LARGEST_SIZE,
        (ample ? Math.max(a.want, size) : a.want) * (ample && a.want < USUAL_SIZE ? 4 : 2),
      );
    return;
  }
  // What goes back is there for the next ask.
  a.refusedUntil = a.askAfter = 0;
  a.left.tokens += tokens;
  if (a.left.quota !== null) a.left.quota += tokens;
  if (tokens > size / 2) a.want = wantAfter(lease, a.want);
}

/**
 * What an isolate wants after a lease that was half unused: a little more than it spent; where it fell idle on the way, no more than it
 * wanted, and than it would have spent at that pace. So who comes back begins with a lease that lasts.
 */
function wantAfter({ size, tokens, askedAt, endsAt, lastSpentAt }: HeldLease, want: number): number {
  const life = endsAt - askedAt;
  const need = (size - tokens) * 1.25;
  const used = Math.max(lastSpentAt - askedAt, Math.min(life, SHORTEST_USE_MS));
  return Math.max(1, Math.ceil(need), Math.min(want, Math.ceil((need * life) / used)));
}
