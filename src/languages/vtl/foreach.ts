import { TemplateError } from "./errors.ts";
import type { Meter } from "./meter.ts";
import { type Evaluate, type Run, type Step, Stop } from "./run.ts";
import type { Scope } from "./scope.ts";
import { textOf } from "./text.ts";
import { HostObject, itemsOf, type Value } from "./value.ts";

/** `$foreach`: index, count, hasNext, first, last, parent, topmost, stop(), and what the template puts there. */
export class LoopScope extends HostObject {
  index = -1;
  hasNext = false;
  readonly parent: LoopScope | undefined;
  private readonly stored = new Map<string, Value>();

  constructor(parent: LoopScope | undefined) {
    super();
    this.parent = parent;
  }

  override get(name: string): Value | undefined {
    if (name === "index") return this.index;
    if (name === "count") return this.index + 1;
    if (name === "hasNext") return this.hasNext;
    if (name === "first") return this.index < 1;
    if (name === "last") return !this.hasNext;
    if (name === "parent") return this.parent;
    if (name === "topmost") return this.topmost();
    return this.stored.get(name) ?? this.parent?.get(name);
  }

  override set(name: string, value: Value): void {
    this.stored.set(name, value);
  }

  override toText(meter: Meter): string {
    return textOf(this.stored, meter);
  }

  override call(name: string, args: readonly Value[]): Value | undefined {
    if (name === "stop") throw new Stop(this);
    if (name === "hasNext") return this.hasNext;
    const [first = null, second = null] = args;
    if (name === "get") return typeof first === "string" ? this.get(first) : undefined;
    if (name === "put" && typeof first === "string") {
      const before = this.stored.get(first);
      this.set(first, second);
      return before;
    }
    const property = /^(?:get|is)([A-Z])(.*)$/.exec(name);
    return property === null ? undefined : this.get(`${property[1]?.toLowerCase()}${property[2]}`);
  }

  private topmost(): LoopScope {
    return this.parent === undefined ? this : this.parent.topmost();
  }
}

/** The slots a loop fills; -1 where the template does not use the name. */
interface LoopSlots {
  readonly item: number;
  readonly count: number;
  readonly hasNext: number;
  readonly scope: number;
}

/** A loop over what `source` gives: lists, the values of maps, iterators; all else is skipped in silence. */
export function loopOver(scope: Scope, name: string, source: Evaluate, body: Step): Step {
  const item = scope.slot(name);
  return (run) => {
    const value = source(run);
    const items = iterated(value);
    if (items === undefined || items.length === 0) return;
    const slots: LoopSlots = {
      item,
      count: scope.slotIfUsed("velocityCount"),
      hasNext: scope.slotIfUsed("velocityHasNext"),
      scope: scope.slotIfUsed("foreach"),
    };
    inScope(run, slots, (loop) => turns(run, slots, loop, items, body));
  };
}

function iterated(value: Value): readonly Value[] | undefined {
  if (value instanceof Map) return [...value.values()];
  return itemsOf(value) ?? (value instanceof HostObject ? value.elements() : undefined);
}

// Velocity puts back what the loop's names meant before, also when #break or #stop ends the loop.
function inScope(run: Run, slots: LoopSlots, loop: (scope: LoopScope | undefined) => void): void {
  const { item, count, hasNext, scope } = slots;
  const savedItem = run.slots[item] ?? null;
  const savedCount = run.slots[count] ?? null;
  const savedHasNext = run.slots[hasNext] ?? null;
  const outer = run.slots[scope] ?? null;
  const own = scope < 0 ? undefined : new LoopScope(outer instanceof LoopScope ? outer : undefined);
  if (own !== undefined) run.slots[scope] = own;
  try {
    loop(own);
  } catch (error) {
    if (!endsLoop(error, own)) throw error;
  } finally {
    run.slots[item] = savedItem;
    if (count >= 0) run.slots[count] = savedCount;
    if (hasNext >= 0) run.slots[hasNext] = savedHasNext;
    if (scope >= 0) run.slots[scope] = outer;
  }
}

function endsLoop(error: unknown, own: LoopScope | undefined): boolean {
  if (!(error instanceof Stop)) return false;
  return error.what === "nearest" || (own !== undefined && error.what === own);
}

function turns(run: Run, slots: LoopSlots, loop: LoopScope | undefined, items: readonly Value[], body: Step): void {
  const { length } = items;
  // As ArrayList's iterator: a change is noticed when the next element is asked for.
  for (let i = 0; i !== items.length; i++) {
    if (items.length !== length)
      throw new TemplateError("ConcurrentModificationException: the list changed in #foreach");
    run.meter.charge(1);
    run.slots[slots.item] = items[i] ?? null;
    if (slots.count >= 0) run.slots[slots.count] = i + 1;
    if (slots.hasNext >= 0) run.slots[slots.hasNext] = i + 1 < length;
    if (loop !== undefined) {
      loop.index = i;
      loop.hasNext = i + 1 < length;
    }
    body(run);
    if (run.out.length > run.meter.limits.characters) run.meter.failLength();
  }
}
