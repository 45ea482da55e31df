import type { Later } from "../exchange.ts";

/** Something that must tell its owner of leases when they end, and nobody asks for more. */
export interface Reporter {
  /** milliseconds since the epoch; null: nothing to tell, now or later */
  reportDue(now: number): number | null;
  /** Tells what has ended. Never fails. */
  report(): Promise<void>;
  /** Lets go of what is in hand, and tells all. Never fails. */
  giveBack(): Promise<void>;
}

/** A loop lives no longer: the platform ends what runs 30 s after the request that it is bound to. */
const LIFE_MS = 25_000;
/** A request that comes so long after a loop's begin takes it over: LIFE_MS less this remain after an isolate's last request. */
const HAND_OVER_MS = 5_000;
const SHORTEST_SLEEP_MS = 5;

/** Looks after the reports of all limits that an isolate holds, in one loop: a timer for each is a good part of what a lease costs. */
export class ReportWatch {
  /** a request that comes after this moment calls `begin` */
  handOverAt = Infinity;
  readonly #now: () => number;
  readonly #watched = new Set<Reporter>();
  /** the loop that runs: older ones end */
  #loop = 0;
  #wakesAt = Infinity;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** From now on this one is looked after, until it has nothing to tell. */
  watch(reporter: Reporter, later: Later): void {
    const now = this.#now();
    const due = reporter.reportDue(now);
    if (due === null) return;
    this.#watched.add(reporter);
    if (due < this.#wakesAt || now >= this.handOverAt) this.begin(later);
  }

  /** Begins a loop in the place of the one that runs. */
  begin(later: Later): void {
    this.handOverAt = this.#now() + HAND_OVER_MS;
    later(this.#run(++this.#loop, this.#now() + LIFE_MS, later));
  }

  async #run(loop: number, until: number, later: Later): Promise<void> {
    while (loop === this.#loop) {
      const now = this.#now();
      const next = this.#tellDue(now, later);
      if (next === Infinity || now >= until) return this.#end(later);
      this.#wakesAt = Math.min(next, until);
      const sleep = Math.max(SHORTEST_SLEEP_MS, this.#wakesAt - now);
      await new Promise((resolve) => setTimeout(resolve, sleep));
    }
  }

  /** When something is due next; Infinity: never. */
  #tellDue(now: number, later: Later): number {
    let next = Infinity;
    for (const reporter of this.#watched) {
      let due = reporter.reportDue(now);
      if (due !== null && due <= now) {
        later(reporter.report());
        due = reporter.reportDue(now);
      }
      if (due === null) this.#watched.delete(reporter);
      else next = Math.min(next, due);
    }
    return next;
  }

  /** Nothing is left to tell, or no request has come for long: there may never be one again. */
  #end(later: Later): void {
    for (const reporter of this.#watched) later(reporter.giveBack());
    this.#watched.clear();
    this.handOverAt = this.#wakesAt = Infinity;
  }
}
