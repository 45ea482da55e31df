import { type Bucket, fullBucket, resize, spendAt, tokensAt } from "./bucket.ts";
import {
  type Answer,
  type Ask,
  type BucketLimits,
  type QuotaLimits,
  type Refusal,
  type Report,
  STANDSTILL_MS,
} from "./messages.ts";
import { DAY_MS, dayOf } from "./periods.ts";
import { leaseLife, leaseSize } from "./sizing.ts";
import { type Usage, addUsage, newUsage, quotaLeft, quotaPeriod } from "./usage.ts";

/** A lease that is not yet accounted for. */
export interface Lease {
  id: number;
  client: string;
  tokens: number;
  /** names of the buckets that its tokens are of */
  buckets: string[];
  issuedAt: number;
  /** as issuedAt, whatever becomes of the clock: its usage counts for this moment */
  countedAt: number;
  /** by the owner's clock, with the margin; after it the lease counts as spent */
  expiresAt: number;
  /** true: it has expired without a report. One may still come: then what was lost is known better */
  lost: boolean;
  /** of a lost lease, by bucket: when the bucket was full before the lease counted as spent, and after */
  assumed?: Record<string, [before: number, after: number]>;
}

/** All that the owner of limits knows: plain data, written to storage before an answer goes out. */
export interface Ledger {
  buckets: Record<string, Bucket>;
  leases: Lease[];
  nextLease: number;
  /** the newest time seen */
  now: number;
  /** when isolates that found nothing were told to come back: the next one is told a later time */
  turns: Record<string, number>;
  usage: Usage;
}

/** How long after its expiry a lease's report is still waited for. */
const LATE_REPORT_MS = 60_000;
/** Isolates that are near the limit ask about so often. */
const ASK_EVERY_MS = 50;
/** Nobody is told to stay away for longer than this where tokens come sooner. */
const LONGEST_TURN_MS = 1_000;
/** A refusal by a limit that will not move by itself (a cost above the burst, a rate of 0) is repeated after this time. */
const HOPELESS_MS = 60_000;
/** Tokens are whole; rates are not. */
const ROUNDING = 1e-6;

/** The ledger of an owner that has no record: its buckets are full. */
export function newLedger(now: number): Ledger {
  return { buckets: {}, leases: [], nextLease: 1, now, turns: {}, usage: newUsage() };
}

/** Takes an isolate's reports and answers what it asks for. Changes the ledger in place. */
export function serve(ledger: Ledger, ask: Ask, clock: number): Answer {
  const now = advance(ledger, clock);
  for (const report of ask.reports) settle(ledger, report, now);
  delete ledger.turns[ask.client];
  const buckets = ask.limits.buckets.map((limits) => bucketOf(ledger, limits, now));
  const left = ask.limits.quota ? quotaLeft(ledger, ask.limits.quota, now) : Infinity;
  if (left < ask.cost && ask.limits.quota) {
    return { kind: "refusal", cause: "quota", retryAfter: quotaComesAt(ledger, ask.limits.quota, now) - now };
  }
  const free = Math.min(...buckets.map((bucket, index) => freeTokens(ledger, ask.limits.buckets[index], bucket, now)));
  const whole = Math.floor(free + ROUNDING);
  if (whole < ask.cost) return refuse(ledger, ask, buckets, now);
  const others = new Set(
    ledger.leases.filter(({ client, lost }) => !lost && client !== ask.client).map((l) => l.client),
  );
  const available = Math.min(whole, left);
  const tokens = leaseSize(ask, available, others.size);
  const life = leaseLife(ask, tokens, available, dayEnds(now) - now, others.size);
  const lease = issue(ledger, ask, tokens, life, now);
  const more = whole - tokens >= 1 || !Number.isFinite(free);
  return {
    kind: "grant",
    lease,
    tokens,
    life: life.isolate,
    left: { tokens: whole - tokens, quota: ask.limits.quota ? left - tokens : null },
    askAfter: more ? 0 : appointment(ledger, ask, buckets, now) - now,
  };
}

/** Takes reports alone. */
export function takeReports(ledger: Ledger, reports: readonly Report[], clock: number): void {
  const now = advance(ledger, clock);
  for (const report of reports) settle(ledger, report, now);
}

/**
 * Moves the ledger to the clock's time: leases that have ended without a report count as spent at their end. A clock that was set
 * back has not made time pass: ends of leases and buckets keep their distance to now.
 */
export function advance(ledger: Ledger, clock: number): number {
  const back = ledger.now - clock;
  if (back > 0) {
    for (const bucket of Object.values(ledger.buckets)) bucket.fullAt -= back;
    for (const lease of ledger.leases) {
      delete lease.assumed;
      lease.issuedAt -= back;
      lease.expiresAt -= back;
    }
    ledger.turns = {};
  }
  ledger.now = clock;
  ledger.leases.sort((a, b) => a.expiresAt - b.expiresAt);
  for (const lease of ledger.leases) {
    if (lease.expiresAt > clock) break;
    if (!lease.lost) expire(ledger, lease);
  }
  ledger.leases = ledger.leases.filter(({ expiresAt }) => expiresAt > clock - LATE_REPORT_MS);
  return clock;
}

function expire(ledger: Ledger, lease: Lease): void {
  lease.lost = true;
  lease.assumed = {};
  for (const name of lease.buckets) {
    const bucket = ledger.buckets[name];
    if (!bucket) continue;
    const before = bucket.fullAt;
    spendAt(bucket, lease.expiresAt, lease.tokens);
    lease.assumed[name] = [before, bucket.fullAt];
  }
  addUsage(ledger.usage, lease.countedAt, { lost: lease.tokens });
}

/** A report counts once: the lease is gone after it. */
function settle(ledger: Ledger, report: Report, now: number): void {
  const at = ledger.leases.findIndex(({ id }) => id === report.lease);
  const lease = ledger.leases[at];
  if (!lease) return;
  ledger.leases.splice(at, 1);
  const spent = Math.max(0, Math.min(lease.tokens, report.spent));
  if (lease.lost) addUsage(ledger.usage, lease.countedAt, { lost: -lease.tokens });
  if (!lease.lost || takeBack(ledger, lease))
    spendOfBuckets(ledger, lease, Math.max(lease.issuedAt, now - Math.max(0, report.age)), spent);
  addUsage(ledger.usage, lease.countedAt, { spent });
}

/**
 * A late report says when a lost lease was really spent. Where nothing else has happened to its buckets since they took it for spent at
 * its end, that is taken back, true; else it stays.
 */
function takeBack(ledger: Ledger, { buckets, assumed = {} }: Lease): boolean {
  const untouched = buckets.every((name) => ledger.buckets[name]?.fullAt === assumed[name]?.[1]);
  if (!untouched) return false;
  for (const name of buckets) {
    const [bucket, before] = [ledger.buckets[name], assumed[name]?.[0]];
    if (bucket && before !== undefined) bucket.fullAt = before;
  }
  return true;
}

function spendOfBuckets(ledger: Ledger, lease: Lease, when: number, tokens: number): void {
  if (tokens === 0) return;
  for (const name of lease.buckets) {
    const bucket = ledger.buckets[name];
    if (bucket) spendAt(bucket, when, tokens);
  }
}

function bucketOf(ledger: Ledger, limits: BucketLimits, now: number): Bucket {
  const bucket = (ledger.buckets[limits.name] ??= fullBucket(limits));
  resize(bucket, limits, now);
  return bucket;
}

/** `level`: what may be handed out. Level and outstanding leases together never exceed the burst. */
function freeTokens(ledger: Ledger, limits: BucketLimits | undefined, bucket: Bucket, now: number): number {
  return tokensAt(bucket, now) - outstanding(ledger, limits?.name ?? "");
}

function outstanding(ledger: Ledger, bucket: string): number {
  let sum = 0;
  for (const lease of ledger.leases) if (!lease.lost && lease.buckets.includes(bucket)) sum += lease.tokens;
  return sum;
}

function issue(
  ledger: Ledger,
  ask: Ask,
  tokens: number,
  life: { isolate: number; owner: number },
  now: number,
): number {
  const id = ledger.nextLease++;
  ledger.leases.push({
    id,
    client: ask.client,
    tokens,
    buckets: ask.limits.buckets.map(({ name }) => name),
    issuedAt: now,
    countedAt: now,
    expiresAt: now + life.owner,
    lost: false,
  });
  return id;
}

function refuse(ledger: Ledger, ask: Ask, buckets: Bucket[], now: number): Refusal {
  return { kind: "refusal", cause: "throttle", retryAfter: appointment(ledger, ask, buckets, now) - now };
}

/**
 * When this isolate may find tokens: when the buckets will hold enough for it, after all others that were told to come back. Not
 * sooner than ASK_EVERY_MS of tokens are there, so that high rates are not asked for token by token.
 */
function appointment(ledger: Ledger, { client, limits, cost }: Ask, buckets: Bucket[], now: number): number {
  let when = now + 1;
  let step = 0;
  for (const [index, bucket] of buckets.entries()) {
    const need = Math.max(cost, Math.min(Math.floor(bucket.burst / 2), (bucket.rate * ASK_EVERY_MS) / 1000));
    when = Math.max(when, tokensComeAt(ledger, client, limits.buckets[index]?.name ?? "", bucket, need));
    step = Math.max(step, bucket.rate > 0 ? (need * 1000) / bucket.rate : HOPELESS_MS);
  }
  if (when - now > HOPELESS_MS) return now + HOPELESS_MS;
  for (const [other, turn] of Object.entries(ledger.turns)) if (turn < now) delete ledger.turns[other];
  const queue = Object.keys(ledger.turns).length;
  const turn = Math.max(when, Math.min(when + step * queue, now + LONGEST_TURN_MS));
  ledger.turns[client] = turn;
  return turn;
}

/**
 * When so many tokens may be handed out to this isolate. Its own leases count as spent now, since it tells of them when it asks
 * again; those of others are known to be spent at the latest when they end.
 */
function tokensComeAt(ledger: Ledger, client: string, name: string, bucket: Bucket, need: number): number {
  const { rate, burst, fullAt } = bucket;
  if (rate <= 0 || need > burst) return Infinity;
  const leases = ledger.leases.filter((lease) => !lease.lost && lease.buckets.includes(name));
  const foreign = leases.filter((lease) => lease.client !== client);
  const sum = (of: Lease[]): number => of.reduce((total, { tokens }) => total + tokens, 0);
  if (need + sum(foreign) > burst) return Math.min(...foreign.map(({ expiresAt }) => expiresAt));
  const own = leases.length > foreign.length;
  return (
    (own ? Math.max(fullAt, ledger.now) + 2 * STANDSTILL_MS : fullAt) - ((burst - need - sum(leases)) * 1000) / rate
  );
}

/** When the quota may admit more: with its next period, or when a lease of this one ends with tokens unused. */
function quotaComesAt(ledger: Ledger, quota: QuotaLimits, now: number): number {
  const { first, next } = quotaPeriod(quota, now);
  const open = ledger.leases.filter(({ lost, countedAt }) => !lost && dayOf(countedAt) >= first);
  return Math.min(next * DAY_MS, ...open.map(({ expiresAt }) => expiresAt));
}

/** No lease outlives its day, so that a day's usage is known and a quota's period is never borrowed from. */
function dayEnds(now: number): number {
  return (dayOf(now) + 1) * DAY_MS;
}
