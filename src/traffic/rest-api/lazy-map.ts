import type { Meter } from "../../languages/vtl/meter.ts";
import { SilentMap } from "../../languages/vtl/silent-map.ts";
import type { Value } from "../../languages/vtl/value.ts";

/** What a map of variables holds by name: read at first use. Undefined: the map has no such key; null: it has, and prints nothing. */
export type VariableReaders<E> = ReadonlyMap<string, (exchange: E) => Value | undefined>;

/** A silent map whose members are made when a template asks for them; asked as a whole, it makes all of them. */
export class LazyMap<E = never> extends SilentMap {
  readonly #readers: VariableReaders<E>;
  readonly #exchange: E;
  #whole = false;

  constructor(readers: VariableReaders<E>, exchange: E) {
    super();
    this.#readers = readers;
    this.#exchange = exchange;
  }

  override get(name: string): Value | undefined {
    const known = this.entries.get(name);
    if (known !== undefined || this.#whole) return known;
    const value = this.#readers.get(name)?.(this.#exchange);
    if (value !== undefined) this.entries.set(name, value);
    return value;
  }

  override call(name: string, args: readonly Value[], meter: Meter): Value | undefined {
    const [key] = args;
    if (name === "get" && args.length === 1 && typeof key === "string") return this.get(key) ?? null;
    this.#makeWhole();
    return super.call(name, args, meter);
  }

  override elements(): readonly Value[] {
    this.#makeWhole();
    return super.elements();
  }

  #makeWhole(): void {
    if (this.#whole) return;
    for (const name of this.#readers.keys()) this.get(name);
    this.#whole = true;
  }
}
