import type { Ask } from "./messages.ts";

/** The shortest life of a lease, in milliseconds. */
const SHORT_LIFE_MS = 100;
/** The life of a relay's lease: what it hands on lives no longer. */
const RELAYED_LIFE_MS = 250;
/** A lease that takes at most this part of what is there lives so long. */
const AMPLE_SHARE = 4;
const AMPLE_LIFE_MS = 4_000;
/**
 * And one that takes at most a sixteenth of it so long, so that keys that are called rarely ask rarely. Not longer: what was spent is known
 * that late, and what a dead isolate held is missing until then.
 */
const SMALL_SHARE = 16;
export const LONGEST_LIFE_MS = 40_000;
/** Where few isolates share, an eighth is small: more than half is still there when all of them have theirs. */
const FEW_ISOLATES = 4;
const SMALL_SHARE_OF_FEW = 8;
/** A first lease of few isolates is so large where that is but a small part: rarely called keys ask rarely from the start. */
const FIRST_SIZE = 64;
const FIRST_SHARE = 32;
/** Fewer tokens are not worth a long life. */
const WORTHWHILE_SIZE = 2;
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
  const small = Math.floor(free / smallShare(otherIsolates));
  // Who needs longer for a small part than a larger one would live is better off with the small one.
  const lasts = ask.pace !== undefined && ask.pace * AMPLE_LIFE_MS <= small * 1_000;
  if (lasts && small >= Math.min(want, WORTHWHILE_SIZE)) return Math.max(ask.cost, Math.min(want, small));
  const ample = Math.floor(free / AMPLE_SHARE);
  if (ample >= Math.min(want, WORTHWHILE_SIZE)) return Math.max(ask.cost, Math.min(want, ample));
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
  otherIsolates: number,
): { isolate: number; owner: number } {
  const short = Math.max(brief ? RELAYED_LIFE_MS : SHORT_LIFE_MS, 3 * roundTrip);
  let life = short;
  if (!brief && tokens * smallShare(otherIsolates) <= free) life = Math.max(LONGEST_LIFE_MS, short);
  else if (!brief && tokens * AMPLE_SHARE <= free) life = Math.max(AMPLE_LIFE_MS, short);
  const isolate = Math.min(life, most);
  return { isolate, owner: isolate + MARGIN_MS + Math.min(isolate / 8, LARGEST_DRIFT_MS) };
}

function smallShare(otherIsolates: number): number {
  return otherIsolates < FEW_ISOLATES ? SMALL_SHARE_OF_FEW : SMALL_SHARE;
}
