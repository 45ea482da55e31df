import { BoundedMap } from "../../storage/bounded-map.ts";

/** Ids and hosts that nobody has, remembered so that the same one cannot reach D1 again. */
const KEPT_UNKNOWN = 2_000;
const UNKNOWN_FOR_MS = 5_000;
/** Vain look-ups of one isolate in a second, after which what is not held is not looked up: guesses cannot wear D1 down. */
const VAIN_LOOKUPS_PER_SECOND = 100;

/** What D1 is not to be asked about. */
export class Unknown {
  readonly #now: () => number;
  readonly #since = new BoundedMap<string, number>(KEPT_UNKNOWN);
  #vain = { second: 0, lookups: 0 };

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether nobody has this name, as was found out a short while ago. */
  has(name: string): boolean {
    const age = this.#now() - (this.#since.peek(name) ?? Number.NEGATIVE_INFINITY);
    return age >= 0 && age < UNKNOWN_FOR_MS;
  }

  /** Whether so many names are being guessed that nobody can be asked about one more. */
  get isTried(): boolean {
    return this.#vain.second === Math.floor(this.#now() / 1000) && this.#vain.lookups >= VAIN_LOOKUPS_PER_SECOND;
  }

  /** A look-up was vain. `isKept`: and nothing has changed since it began. */
  add(name: string, isKept: boolean): void {
    const now = this.#now();
    const second = Math.floor(now / 1000);
    this.#vain = { second, lookups: this.#vain.second === second ? this.#vain.lookups + 1 : 1 };
    if (isKept) this.#since.set(name, now);
  }

  forget(name: string): void {
    this.#since.delete(name);
  }

  clear(): void {
    this.#since.clear();
  }
}
