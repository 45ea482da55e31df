import type { Limits } from "../../limiter/messages.ts";
import { BoundedMap } from "../../storage/bounded-map.ts";
import { LimitHolder, type WhenUnreachable } from "./holder.ts";
import type { LimitPorts } from "./owners.ts";
import { ReportWatch } from "./report-watch.ts";

/** Limits held by one isolate: those used last. What a forgotten one had in hand is lost to its owner, for a lease's life. */
const KEPT_HOLDERS = 20_000;

/** All limits that this isolate holds, by their name. */
export class LimitHolders {
  readonly ports: LimitPorts;
  readonly #watch: ReportWatch;
  readonly #held = new BoundedMap<string, LimitHolder>(KEPT_HOLDERS);

  constructor(ports: LimitPorts) {
    this.ports = ports;
    this.#watch = new ReportWatch(ports.now);
  }

  /** The holder of limits; `part` tells leases of one scope apart that are counted against different buckets. */
  holder(owner: string, scope: string, part: string, limits: Limits, unreachable: WhenUnreachable): LimitHolder {
    const name = `${owner} ${scope} ${part}`;
    let holder = this.#held.get(name);
    if (!holder) {
      holder = new LimitHolder(this.ports, this.#watch, owner, scope, limits, unreachable);
      this.#held.set(name, holder);
    } else if (holder.limits !== limits) {
      const same = JSON.stringify(holder.limits) === JSON.stringify(limits) && holder.whenUnreachable === unreachable;
      if (same) holder.limits = limits;
      else holder.change(limits, unreachable);
    }
    return holder;
  }

  /** Tells the owner of this name all that this isolate knows. */
  async flush(owner: string): Promise<void> {
    const own = [...this.#held.values()].filter((holder) => holder.owner === owner);
    await Promise.all(own.map((holder) => holder.giveBack()));
  }

  /** Limits of these owners, or of all, may be other ones: local refusals end. */
  recall(owners?: ReadonlySet<string>): void {
    for (const holder of this.#held.values()) {
      if (owners === undefined || owners.has(holder.owner)) holder.change(holder.limits, holder.whenUnreachable);
    }
  }
}
