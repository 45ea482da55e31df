import { type CachedAnswer, sizeOf } from "./cached-answer.ts";

/** The cached answers that this isolate holds: bounded by their bytes, those used last stay. */
export class AnswerMemory {
  readonly #limit: number;
  readonly #entries = new Map<string, CachedAnswer>();
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limit = limitBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): CachedAnswer | undefined {
    const entry = this.#entries.get(key);
    if (entry) {
      this.#entries.delete(key);
      this.#entries.set(key, entry);
    }
    return entry;
  }

  /** Larger than the whole is not kept. */
  set(key: string, entry: CachedAnswer): void {
    this.delete(key);
    const size = sizeOf(entry);
    if (size > this.#limit) return;
    this.#entries.set(key, entry);
    this.#bytes += size;
    for (const [oldest, old] of this.#entries) {
      if (this.#bytes <= this.#limit) return;
      this.#entries.delete(oldest);
      this.#bytes -= sizeOf(old);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#bytes -= sizeOf(entry);
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }

  keys(): IterableIterator<string> {
    return this.#entries.keys();
  }
}
