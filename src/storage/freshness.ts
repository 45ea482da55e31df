import type { Change, ChangePage, ChangeTopic } from "../model/change.ts";
import type { ChangeLogStub } from "./announcer.ts";
import { SharedWork } from "./shared-work.ts";

/** The log is asked at most once in this time. */
export const REFRESH_AFTER_MS = 2_000;
/** What is older than this is refreshed before it is served. */
const STALE_AFTER_MS = 5_000;
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

/** A request, by which the code of the data centre that it came to is told (`request.cf.colo`). */
type Located = Pick<Request, "cf">;

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
  readonly #asking: SharedWork<void>;
  #seq = -1;
  #checkedAt = 0;
  #askedAt = 0;

  /** `log` gives the location's relay, or the root where the location is not known. */
  constructor(log: (location: string | undefined) => ChangeLogStub, now: () => number) {
    this.#log = log;
    this.#now = now;
    this.#asking = new SharedWork(REFRESH_WAIT_MS, now);
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
   * Undefined: fresh enough to go on. A promise: wait for it first; it never fails and is bounded. The request tells which relay is
   * asked, where there is one: it is looked at only when the log is to be asked, since its `cf` is costly to read. `now`: milliseconds
   * since the epoch.
   */
  check(later: Later, request?: Located, now = this.#now()): Promise<void> | undefined {
    // A clock that was set back tells nothing of how old the state is.
    if (now < this.#checkedAt) this.#checkedAt = this.#askedAt = 0;
    const age = now - this.#checkedAt;
    if (age < REFRESH_AFTER_MS) return undefined;
    const isAsked = now - this.#askedAt < REFRESH_AFTER_MS;
    if (isAsked && age < STALE_AFTER_MS - RELAY_AGE_MS) return undefined;
    const location = request && locationOf(request);
    if (age < staleAfter(location)) {
      if (!isAsked) void this.#ask(later, now, location);
      return undefined;
    }
    return Promise.race([this.#ask(later, now, location), this.#patience(location)]);
  }

  /** Requests that come at the same moment ask the log once. */
  #ask(later: Later, now: number, location: string | undefined): Promise<void> {
    return this.#asking.run(location ?? "", later, () => this.#refresh(now, location));
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
      this.#goOn(now, location);
      console.error(JSON.stringify({ event: "changeLogUnreachable", reason: String(error) }));
    }
  }

  /** The end of a request's patience. A log that does not answer holds up no more requests than one that fails. */
  async #patience(location: string | undefined): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, REFRESH_WAIT_MS));
    this.#goOn(this.#now(), location);
  }

  /** Lets requests go on with what is known, and ask beside them, for so long as one would have waited. */
  #goOn(now: number, location: string | undefined): void {
    this.#checkedAt = Math.max(this.#checkedAt, now - staleAfter(location) + REFRESH_WAIT_MS);
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

/** After which age the state is refreshed before it is served. */
function staleAfter(location: string | undefined): number {
  return location === undefined ? STALE_AFTER_MS : STALE_AFTER_MS - RELAY_AGE_MS;
}

function locationOf({ cf }: Located): string | undefined {
  const colo: unknown = cf?.["colo"];
  return typeof colo === "string" ? colo : undefined;
}
