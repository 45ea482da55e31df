import type { Ask } from "./messages.ts";

/** The shortest life of a lease, in milliseconds. */
const SHORT_LIFE_MS = 100;
/** The life of a lease that takes but a small part of what is there. */
const AMPLE_LIFE_MS = 4_000;
/** A lease is a small part when so many of its size are there. */
const AMPLE_SHARE = 4;
/** What the owner adds to a lease's life: the isolate's clock stands still between I/O, and drifts. */
const MARGIN_MS = 50;

/**
 * How many tokens a lease holds, of `free` that may be handed out. Far from the limit what the isolate expects to spend; near it
 * every isolate gets an equal part, down to what the request at hand needs.
 */
export function leaseSize(ask: Ask, free: number, otherIsolates: number): { tokens: number; ample: boolean } {
  const want = Math.max(ask.cost, ask.want - ask.held);
  const small = Math.floor(free / AMPLE_SHARE);
  if (small >= Math.min(want, 8))
    return { tokens: Math.max(ask.cost, Math.min(want, small)), ample: small >= ask.cost };
  const share = Math.ceil(free / (1 + otherIsolates));
  return { tokens: Math.max(ask.cost, Math.min(want, share, free)), ample: false };
}

/** How long a lease lives, in milliseconds: for the isolate and, with the margin, for the owner. */
export function leaseLife(ask: Ask, ample: boolean, most: number): { isolate: number; owner: number } {
  const short = Math.max(SHORT_LIFE_MS, 3 * ask.roundTrip);
  const isolate = Math.min(ample ? Math.max(AMPLE_LIFE_MS, short) : short, most);
  return { isolate, owner: isolate + MARGIN_MS + isolate / 8 };
}
