/** So many are compared one by one; more are looked up. */
const FEW = 8;

/**
 * Values by name, found by a segment of a path where it stands. A Map interns whatever text of a request it is asked for, which costs
 * more than to compare it with a few names.
 */
export class SegmentMap<V> {
  readonly #few: { name: string; value: V }[] = [];
  #many: Map<string, V> | null = null;

  /** Adds a name that is not there yet. */
  add(name: string, value: V): void {
    this.#few.push({ name, value });
    if (this.#many) this.#many.set(name, value);
    else if (this.#few.length > FEW) this.#many = new Map(this.#few.map((one) => [one.name, one.value]));
  }

  get(name: string): V | undefined {
    return this.find(name, 0, name.length);
  }

  /** The value of the path's segment from `at` to `end`, as it is written there. */
  find(path: string, at: number, end: number): V | undefined {
    if (this.#many) return this.#many.get(path.slice(at, end));
    for (const { name, value } of this.#few) {
      if (name.length === end - at && path.startsWith(name, at)) return value;
    }
    return undefined;
  }

  get isEmpty(): boolean {
    return this.#few.length === 0;
  }

  /** In the order in which they were added. */
  values(): V[] {
    return this.#few.map(({ value }) => value);
  }
}
