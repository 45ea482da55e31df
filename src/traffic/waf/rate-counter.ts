import { BoundedMap } from "../../storage/bounded-map.ts";

/** Callers counted at once by one rule in one isolate; those seen least recently are forgotten first. */
const KEPT_CALLERS = 10_000;
/** The window moves on in so many steps: it is this much coarser than an exact one. */
const STEPS = 10;

interface Counts {
  /** by the number of the step modulo STEPS */
  steps: number[];
  newest: number;
  total: number;
}

/** Counts callers' requests in the window before now, in this isolate. */
export class RateCounter {
  readonly #stepMs: number;
  readonly #callers = new BoundedMap<string, Counts>(KEPT_CALLERS);

  constructor(windowSeconds: number) {
    this.#stepMs = (windowSeconds * 1000) / STEPS;
  }

  /** Counts a request, and says how many the window holds with it. `now`: milliseconds since the epoch. */
  count(caller: string, now: number): number {
    const step = Math.floor(now / this.#stepMs);
    let counts = this.#callers.get(caller);
    if (!counts) {
      counts = { steps: Array.from({ length: STEPS }, () => 0), newest: step, total: 0 };
      this.#callers.set(caller, counts);
    }
    moveOn(counts, step);
    const at = counts.newest % STEPS;
    counts.steps[at] = (counts.steps[at] ?? 0) + 1;
    return ++counts.total;
  }
}

/** Empties the steps that have left the window. A clock that was set back counts on where it was. */
function moveOn(counts: Counts, step: number): void {
  const passed = Math.min(step - counts.newest, STEPS);
  for (let nth = 1; nth <= passed; nth++) {
    const at = (counts.newest + nth) % STEPS;
    counts.total -= counts.steps[at] ?? 0;
    counts.steps[at] = 0;
  }
  if (step > counts.newest) counts.newest = step;
}
