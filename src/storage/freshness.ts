import type { Change, ChangePage, ChangeTopic } from "../model/change.ts";
import type { ChangeLogStub } from "./announcer.ts";

/** The log is asked at most once in this time. */
export const REFRESH_AFTER_MS = 2_000;
/** What is older than this is refreshed before it is served. */
export const STALE_AFTER_MS = 5_000;
/** What a location's relay says may be so old already (objects/change-log.ts). */
const RELAY_AGE_MS = 1_000;
/** How long a request waits for such a refresh before it goes on with what is known. */
const REFRESH_WAIT_MS = 1_000;

/** Something in this isolate that holds state that others may change. */
export interface Holder {
  /** this thing has changed: forget it, or load it anew at its next use */
  changed(id: string): void;
  /** everything may have changed */
  reset(): void;
}

type Later = (work: Promise<unknown>) => void;

/**
 * Keeps what this isolate holds at most 5 s behind the change log: one question per interval for everything. A check is
 * synchronous while the state is younger than 2 s; until 5 s it refreshes beside the request, after that before it. Where the log
 * cannot be reached traffic goes on with what is known.
 */
export class Freshness {
  /** failed questions since the last good one, for the metrics */
  failures = 0;
  readonly #holders = new Map<ChangeTopic, Holder[]>();
  readonly #log: (location: string | undefined) => ChangeLogStub;
  readonly #now: () => number;
  #seq = -1;
  #checkedAt = 0;
  #askedAt = 0;

  /** `log` gives the location's relay, or the root where the location is not known. */
  constructor(log: (location: string | undefined) => ChangeLogStub, now: () => number) {
    this.#log = log;
    this.#now = now;
  }

  hold(topic: ChangeTopic, holder: Holder): void {
    const holders = this.#holders.get(topic) ?? [];
    holders.push(holder);
    this.#holders.set(topic, holders);
  }

  /** Tells the holders at once what this isolate itself has changed. */
  applyHere(changes: Change[]): void {
    for (const { topic, id } of changes) {
      for (const holder of this.#holders.get(topic) ?? []) holder.changed(id);
    }
  }

  /**
   * Undefined: fresh enough to go on. A promise: wait for it first; it never fails and is bounded. `location` is the code of the
   * data centre (request.cf.colo), where it is known.
   */
  check(later: Later, location?: string): Promise<void> | undefined {
    const now = this.#now();
    const age = now - this.#checkedAt;
    if (age < REFRESH_AFTER_MS) return undefined;
    if (age < STALE_AFTER_MS - (location === undefined ? 0 : RELAY_AGE_MS)) {
      if (now - this.#askedAt >= REFRESH_AFTER_MS) later(this.#refresh(now, location));
      return undefined;
    }
    const refresh = this.#refresh(now, location);
    later(refresh);
    return Promise.race([refresh, new Promise<void>((resolve) => setTimeout(resolve, REFRESH_WAIT_MS))]);
  }

  async #refresh(now: number, location: string | undefined): Promise<void> {
    this.#askedAt = now;
    try {
      const log = this.#log(location);
      const page = await (location === undefined ? log.since(this.#seq) : log.relaySince(this.#seq));
      this.#take(page);
      this.#checkedAt = now;
      this.failures = 0;
    } catch (error) {
      this.failures++;
      this.#checkedAt = Math.max(this.#checkedAt, now - STALE_AFTER_MS + REFRESH_WAIT_MS);
      console.error(JSON.stringify({ event: "changeLogUnreachable", reason: String(error) }));
    }
  }

  #take(page: ChangePage): void {
    const first = this.#seq === -1;
    if (page.reset || first) {
      for (const holders of this.#holders.values()) for (const holder of holders) holder.reset();
    } else {
      this.applyHere(page.changes);
    }
    this.#seq = Math.max(this.#seq, page.seq);
    if (page.reset) this.#seq = page.seq;
  }
}
