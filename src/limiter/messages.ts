// What isolates and the objects that own limits say to each other.

/** An isolate's clock may have stood still for so long when it was read: it moves with I/O only. */
export const STANDSTILL_MS = 5;

/** A token bucket's limits, as AWS's ThrottleSettings. */
export interface BucketLimits {
  /** names the bucket within its owner: `plan`, or a stage's method */
  name: string;
  /** tokens per second, may have a fraction; 0 lets nothing through */
  rate: number;
  /** the most tokens that may be spent at once */
  burst: number;
}

/** AWS's QuotaSettings: so many requests per period. Periods are of UTC. */
export interface QuotaLimits {
  limit: number;
  period: "DAY" | "WEEK" | "MONTH";
  /** days by which the period begins later: a WEEK begins on Sunday + offset, a MONTH on the 1st + offset */
  offset: number;
}

/** All limits that one lease is counted against: its tokens are taken from every bucket and from the quota. */
export interface Limits {
  buckets: readonly BucketLimits[];
  quota: QuotaLimits | null;
}

/** The end of a lease, told by the isolate that held it. What was not spent is given back. */
export interface Report {
  lease: number;
  spent: number;
  /** milliseconds since the last token of it was spent, by the isolate's clock */
  age: number;
}

/** An isolate asks for a lease. */
export interface Ask {
  /** the isolate, so that several of them share alike */
  client: string;
  limits: Limits;
  /** tokens that the request at hand needs: fewer are no use */
  cost: number;
  /** tokens that the isolate expects to spend */
  want: number;
  /** tokens that it still holds */
  held: number;
  /** tokens that it spends in a second, by its last lease; absent: not known yet */
  pace?: number;
  /** milliseconds of its last round trip */
  roundTrip: number;
  /** of a relay: its leases stay outstanding until they end, and so are short */
  brief?: boolean;
  reports: readonly Report[];
}

/** Tokens handed out. The isolate counts their life from the moment before it asked. */
export interface Grant {
  kind: "grant";
  lease: number;
  tokens: number;
  /** milliseconds */
  life: number;
  /** milliseconds from now before which asking for more is no use; 0: ask when needed */
  askAfter: number;
  /** what may be handed out after it: tokens of the tightest bucket, and of the quota */
  left: { tokens: number; quota: number | null };
  /** the owner is asked too often: ask one of so many relays of its instead; absent: ask the owner */
  relays?: number;
}

/** No tokens. */
export interface Refusal {
  kind: "refusal";
  cause: "throttle" | "quota";
  /** milliseconds from now until a token may be there: refuse until then without asking */
  retryAfter: number;
  /** as a grant's */
  relays?: number;
}

export type Answer = Grant | Refusal;
