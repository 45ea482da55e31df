import type { Ask } from "./messages.ts";

/** The shortest life of a lease, in milliseconds. */
const SHORT_LIFE_MS = 100;
/** The life of a relay's lease: what it hands on lives no longer. */
const RELAYED_LIFE_MS = 250;
/** The lives of leases that take but a small part of what is there: so many of their size. Keys that are called rarely ask rarely. */
const AMPLE_LIVES: readonly [share: number, milliseconds: number][] = [
  [16, 20_000],
  [4, 4_000],
];
const AMPLE_SHARE = 4;
/** A first lease is so large where that is but a small part of what few isolates share: rarely called keys ask rarely from the start. */
const FIRST_SIZE = 32;
const FIRST_SHARE = 64;
const FEW_ISOLATES = 4;
/** What the owner adds to a lease's life: the isolate's clock stands still between I/O, and drifts. */
const MARGIN_MS = 50;
const LARGEST_DRIFT_MS = 500;

/**
 * How many tokens a lease holds, of `free` that may be handed out. Far from the limit what the isolate expects to spend; near it
 * every isolate gets an equal part, down to what the request at hand needs.
 */
export function leaseSize(ask: Ask, free: number, otherIsolates: number): number {
  const first = otherIsolates < FEW_ISOLATES ? Math.min(FIRST_SIZE, Math.floor(free / FIRST_SHARE)) : 0;
  const want = Math.max(ask.cost, Math.max(ask.want, first) - ask.held);
  const small = Math.floor(free / AMPLE_SHARE);
  if (small >= Math.min(want, 8)) return Math.max(ask.cost, Math.min(want, small));
  const share = Math.ceil(free / (1 + otherIsolates));
  return Math.max(ask.cost, Math.min(want, share, free));
}

/**
 * How long a lease of so many tokens of `free` lives, in milliseconds, and no longer than `most`: for the isolate and, with the margin,
 * for the owner.
 */
export function leaseLife(
  { roundTrip, brief = false }: Ask,
  tokens: number,
  free: number,
  most: number,
): { isolate: number; owner: number } {
  const short = Math.max(brief ? RELAYED_LIFE_MS : SHORT_LIFE_MS, 3 * roundTrip);
  const [, ample = short] = AMPLE_LIVES.find(([share]) => tokens * share <= free) ?? [];
  const isolate = Math.min(brief ? short : Math.max(ample, short), most);
  return { isolate, owner: isolate + MARGIN_MS + Math.min(isolate / 8, LARGEST_DRIFT_MS) };
}
