/** How often an owner is asked, and among how many relays its askers should spread. */
export interface Load {
  second: number;
  calls: number;
  relays: number;
  /** milliseconds since the epoch: until then askers are sent to relays */
  until: number;
}

/** An owner that is asked more often than this in a second sends its askers to relays. */
const MOST_CALLS = 500;
/** Calls a second that a relay should serve. */
const CALLS_OF_RELAY = 250;
const MOST_RELAYS = 32;
/** After this time askers come back, and it is counted anew. */
export const RELAYED_FOR_MS = 60_000;

export function newLoad(): Load {
  return { second: 0, calls: 0, relays: 1, until: 0 };
}

/** Counts a call, and tells among how many relays its caller should ask from now on; 1: ask the owner. */
export function countCall(load: Load, now: number): number {
  const second = Math.floor(now / 1000);
  if (second !== load.second) {
    load.second = second;
    load.calls = 0;
  }
  load.calls++;
  if (load.calls > MOST_CALLS && now >= load.until) {
    load.relays = Math.min(MOST_RELAYS, Math.ceil(load.calls / CALLS_OF_RELAY) * 2);
    load.until = now + RELAYED_FOR_MS;
  }
  return now < load.until ? load.relays : 1;
}
