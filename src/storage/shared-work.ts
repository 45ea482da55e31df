/** Work that goes on after the answer of the request that began it. */
type Later = (work: Promise<unknown>) => void;

/** Slots that a leader may have left behind are looked for past this number. */
const SWEEP_FROM = 1_000;

interface Slot<T> {
  result: Promise<T>;
  /** milliseconds since the epoch: nobody waits for this slot any longer */
  deadline: number;
}

/**
 * One piece of work for all requests of this isolate that need it at the same moment. At the edge a promise made by one request is
 * lost to those who wait for it when that request ends: so the leader hands the work to waitUntil, what it gives are plain values
 * (never a Response or a stream), and who waits does so until a deadline and then does the work itself.
 */
export class SharedWork<T> {
  readonly #slots = new Map<string, Slot<T>>();
  readonly #deadlineMillis: number;
  readonly #now: () => number;

  constructor(deadlineMillis: number, now: () => number) {
    this.#deadlineMillis = deadlineMillis;
    this.#now = now;
  }

  /** Whether the work of this key is under way. */
  isUnderWay(key: string): boolean {
    const slot = this.#slots.get(key);
    return slot !== undefined && this.#now() < slot.deadline;
  }

  /** The result of the work of this key: of the one that is under way, or of this caller's own. Fails as the work fails. */
  run(key: string, later: Later, work: () => Promise<T>): Promise<T> {
    const slot = this.#slots.get(key);
    const left = slot ? slot.deadline - this.#now() : 0;
    if (!slot || left <= 0) return this.#lead(key, later, work);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#lead(key, later, work).then(resolve, reject), left);
      const settled = (settle: () => void): void => {
        clearTimeout(timer);
        settle();
      };
      slot.result.then(
        (value) => settled(() => resolve(value)),
        (error: unknown) => settled(() => reject(error as Error)),
      );
    });
  }

  #lead(key: string, later: Later, work: () => Promise<T>): Promise<T> {
    if (this.#slots.size >= SWEEP_FROM) this.#sweep();
    const result = work();
    const slot = { result, deadline: this.#now() + this.#deadlineMillis };
    this.#slots.set(key, slot);
    const clear = (): void => {
      if (this.#slots.get(key) === slot) this.#slots.delete(key);
    };
    later(result.then(clear, clear));
    return result;
  }

  /** Takes away the slots of leaders that ended without a result. */
  #sweep(): void {
    const now = this.#now();
    for (const [key, { deadline }] of this.#slots) if (deadline <= now) this.#slots.delete(key);
  }
}
