import type { Limits } from "../../limiter/messages.ts";
import type { RouteSettingsPlan, StagePlan } from "../../plan/stage.ts";
import type { LimitHolder } from "./holder.ts";
import type { LimitHolders } from "./holders.ts";

/** The account's own limits; null: none. */
export interface AccountLimits {
  rate: number;
  burst: number;
}

/** A stage's limits for one method or route, or those for all, then the account's. */
export class StageLimits {
  readonly #holders: LimitHolders;
  readonly #account: LimitHolder | null;
  readonly #made = new WeakMap<StagePlan, Map<string, readonly LimitHolder[]>>();

  constructor(holders: LimitHolders, account: AccountLimits | null) {
    this.#holders = holders;
    this.#account = account && holders.holder("account", "", "", oneBucket(account.rate, account.burst), "open");
  }

  of(apiId: string, stage: StagePlan, routeKey: string): readonly LimitHolder[] {
    let routes = this.#made.get(stage);
    if (!routes) {
      routes = new Map();
      this.#made.set(stage, routes);
    }
    let made = routes.get(routeKey);
    if (!made) {
      made = this.#make(apiId, stage, routeKey);
      routes.set(routeKey, made);
    }
    return made;
  }

  /** Whether a route has limits at a stage. */
  has(stage: StagePlan, routeKey: string): boolean {
    return this.#account !== null || settledFor(stage, routeKey).limits !== null;
  }

  #make(apiId: string, stage: StagePlan, routeKey: string): readonly LimitHolder[] {
    const { isOwn, limits } = settledFor(stage, routeKey);
    const account = this.#account ? [this.#account] : [];
    if (!limits) return account;
    const owner = isOwn ? `route ${apiId}/${stage.name} ${routeKey}` : `stage ${apiId}/${stage.name}`;
    return [this.#holders.holder(owner, "", "", limits, "open"), ...account];
  }
}

/** A route's own limits, or those for all. */
function settledFor(
  { settings: { routes, all } }: StagePlan,
  routeKey: string,
): { isOwn: boolean; limits: Limits | null } {
  // A WebSocket API's route may have any key, `constructor` too.
  const own = Object.hasOwn(routes, routeKey) ? routes[routeKey] : undefined;
  const settings = own ?? all;
  return { isOwn: own !== undefined, limits: settings && throttleOf(settings) };
}

/** Null: no limit. Where only one of the two is set the other follows from it: a second's worth at once, the burst per second. */
function throttleOf({ throttlingRateLimit: rate, throttlingBurstLimit: burst }: RouteSettingsPlan): Limits | null {
  if (rate === null && burst === null) return null;
  return oneBucket(rate ?? burst ?? 0, burst ?? Math.max(1, Math.ceil(rate ?? 0)));
}

function oneBucket(rate: number, burst: number): Limits {
  return { buckets: [{ name: "all", rate, burst }], quota: null };
}
