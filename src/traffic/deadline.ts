import type { Later } from "./exchange.ts";

/** What happens when a promise settles in time, or does not. */
export interface Settlement<T, R> {
  onValue(value: T): R | Promise<R>;
  onError(error: unknown): R;
  onLate(): R;
  /** a value that came after onLate: what it holds is to be given up */
  discard(value: T): void;
}

/** Shorter deadlines than this, in milliseconds, have a timer of their own: for them a tick is too coarse. */
const SHARED_FROM_MS = 1_000;

const LATE = Symbol("late");
/** The watcher goes: what waits needs a timer of its own. */
const ALONE = Symbol("alone");
type Signal = typeof LATE | typeof ALONE;

interface Waiting {
  /** milliseconds since the epoch */
  until: number;
  /** its place among those that wait; -1: it waits no longer */
  at: number;
  wake(signal: Signal): void;
}

/**
 * The deadlines of all requests of an isolate, watched by one timer, since a timer made and cleared for each is a good part of what
 * passing on costs. It runs in the context of whichever request came first; lateness reaches the others as a promise that is
 * resolved, so that each answers in its own context. Deadlines are late by up to a tick.
 */
export class Deadlines {
  /** in no order: who leaves is replaced by the last, which costs less than a set's hashing */
  readonly #waiting: Waiting[] = [];
  #watcher = 0;
  #tickedAt = 0;
  readonly #tick: number;
  readonly #watching: number;

  /** In milliseconds: how often to look, and how long one request's context watches (work after an answer may last 30 s). */
  constructor(tick = 100, watching = 20_000) {
    this.#tick = tick;
    this.#watching = watching;
  }

  /** `now`: this moment, in milliseconds since the epoch */
  settle<T, R>(
    promise: Promise<T>,
    milliseconds: number,
    later: Later,
    settlement: Settlement<T, R>,
    now = Date.now(),
  ): Promise<R> {
    const until = now + milliseconds;
    const first = Promise.withResolvers<T | Signal>();
    const own: Waiting = { until, at: this.#waiting.length, wake: first.resolve };
    promise.then(first.resolve, first.reject);
    this.#waiting.push(own);
    if (now - this.#tickedAt > 2 * this.#tick) this.#startWatching(now, later);
    return first.promise.then(
      (value) => {
        this.#leave(own);
        if (value === LATE) return late(promise, settlement);
        if (value === ALONE) return settleAlone(promise, until - Date.now(), settlement);
        return settlement.onValue(value as T);
      },
      (error: unknown) => {
        this.#leave(own);
        return settlement.onError(error);
      },
    );
  }

  #startWatching(now: number, later: Later): void {
    this.#tickedAt = now;
    later(this.#watch(++this.#watcher, now + this.#watching));
  }

  /** Ends when nothing waits, when its context has watched long enough, or when another took over because this one stood still. */
  async #watch(own: number, end: number): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, this.#tick));
      if (own !== this.#watcher) return;
      const now = Date.now();
      this.#tickedAt = now;
      for (const one of this.#waiting.slice()) {
        if (one.until <= now) this.#wake(one, LATE);
        else if (now >= end) this.#wake(one, ALONE);
      }
      if (this.#waiting.length > 0) continue;
      this.#tickedAt = 0;
      return;
    }
  }

  #leave(own: Waiting): void {
    const { at } = own;
    if (at === -1) return;
    own.at = -1;
    const last = this.#waiting.pop();
    if (last === undefined || last === own) return;
    this.#waiting[at] = last;
    last.at = at;
  }

  #wake(one: Waiting, signal: Signal): void {
    this.#leave(one);
    one.wake(signal);
  }
}

/** Ends what is late; a value that comes after all is given up. */
function late<T, R>(promise: Promise<T>, settlement: Settlement<T, R>): R {
  promise.then(
    (value) => settlement.discard(value),
    () => undefined,
  );
  return settlement.onLate();
}

const shared = new Deadlines();

/**
 * Waits for a promise no longer than so many milliseconds; from a second upwards to a tenth of a second. `now` is this moment, for who has
 * read the clock. Fails where the settlement does, and in no other case.
 */
export function settleWithin<T, R = Response>(
  promise: Promise<T>,
  milliseconds: number,
  later: Later,
  settlement: Settlement<T, R>,
  now = Date.now(),
): Promise<R> {
  return milliseconds < SHARED_FROM_MS
    ? settleAlone(promise, milliseconds, settlement)
    : shared.settle(promise, milliseconds, later, settlement, now);
}

/** As settleWithin, with a timer of its own: exact, and nothing is left behind. */
export function settleAlone<T, R = Response>(
  promise: Promise<T>,
  milliseconds: number,
  settlement: Settlement<T, R>,
): Promise<R> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const first = new Promise<T | typeof LATE>((resolve, reject) => {
    timer = setTimeout(() => resolve(LATE), milliseconds);
    promise.then(resolve, reject);
  });
  return first.then(
    (value) => {
      clearTimeout(timer);
      return value === LATE ? late(promise, settlement) : settlement.onValue(value as T);
    },
    (error: unknown) => {
      clearTimeout(timer);
      return settlement.onError(error);
    },
  );
}
