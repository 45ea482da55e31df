import { MAP_METHODS } from "./map-methods.ts";
import type { Meter } from "./meter.ts";
import { HostObject, type Value } from "./value.ts";

/**
 * A map that prints nothing, but is a map in all else: `$context` and the maps in it (requestOverride, responseOverride,
 * identity). What a template puts there stays in `entries`.
 */
export class SilentMap extends HostObject {
  readonly entries: Map<Value, Value>;

  constructor(entries: Map<Value, Value> = new Map()) {
    super();
    this.entries = entries;
  }

  override get(name: string): Value | undefined {
    return this.entries.get(name);
  }

  override set(name: string, value: Value): void {
    this.entries.set(name, value);
  }

  override call(name: string, args: readonly Value[], meter: Meter): Value | undefined {
    if (name === "toString") return "";
    return MAP_METHODS.get(name)?.(this.entries, args, meter);
  }

  override elements(): readonly Value[] {
    return [...this.entries.values()];
  }
}
