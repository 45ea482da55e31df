import { BoundedMap } from "./bounded-map.ts";

/** Of a longer text only its end is looked at. */
const WHOLE = 32;
const TAIL = 16;

/**
 * A bounded map of long texts that come with requests, such as tokens and keys. A Map interns every text that it is asked for, hashing the
 * whole of it, which took 0.7 µs for a token. So texts are found by a number made of a few of their characters, and then compared; those
 * whose number another has stand in a map of their own. Of either, the `limit` that were used last are kept.
 */
export class TextMap<V> {
  readonly #byNumber: BoundedMap<number, { text: string; value: V }>;
  readonly #others: BoundedMap<string, V>;

  constructor(limit: number) {
    this.#byNumber = new BoundedMap(limit);
    this.#others = new BoundedMap(limit);
  }

  /** Looks up without counting as use. */
  peek(text: string): V | undefined {
    const entry = this.#byNumber.peek(numberOf(text));
    if (entry?.text === text) return entry.value;
    return this.#others.size === 0 ? undefined : this.#others.peek(text);
  }

  get(text: string): V | undefined {
    const number = numberOf(text);
    if (this.#byNumber.peek(number)?.text !== text) return this.#others.get(text);
    return this.#byNumber.get(number)?.value;
  }

  set(text: string, value: V): void {
    const number = numberOf(text);
    const entry = this.#byNumber.peek(number);
    this.#others.delete(text);
    if (entry === undefined || entry.text === text) this.#byNumber.set(number, { text, value });
    else this.#others.set(text, value);
  }

  delete(text: string): void {
    const number = numberOf(text);
    if (this.#byNumber.peek(number)?.text === text) this.#byNumber.delete(number);
    this.#others.delete(text);
  }

  clear(): void {
    this.#byNumber.clear();
    this.#others.clear();
  }

  *entries(): Generator<[string, V]> {
    for (const { text, value } of this.#byNumber.values()) yield [text, value];
    yield* this.#others.entries();
  }
}

/** 30 bits, a small integer to the engine. */
function numberOf(text: string): number {
  const { length } = text;
  let number = length;
  for (let at = length > WHOLE ? length - TAIL : 0; at < length; at++) {
    number = (Math.imul(number, 31) + text.charCodeAt(at)) | 0;
  }
  return number & 0x3fffffff;
}
