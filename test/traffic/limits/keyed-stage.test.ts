import { describe, expect, it } from "vitest";
import type { Limits } from "../../../src/limiter/messages.ts";
import type { WhenUnreachable } from "../../../src/traffic/limits/holder.ts";
import { LimitHolders } from "../../../src/traffic/limits/holders.ts";
import { keyedStage } from "../../../src/traffic/limits/keyed-stage.ts";

/** Holders that tell which limits they were asked for. */
class ToldHolders extends LimitHolders {
  readonly asked: Limits[] = [];

  override holder(owner: string, scope: string, part: string, limits: Limits, unreachable: WhenUnreachable) {
    this.asked.push(limits);
    return super.holder(owner, scope, part, limits, unreachable);
  }
}

function limitsOf(throttle: Record<string, { rateLimit: number; burstLimit: number }>, routeKey: string): Limits[] {
  const unused = (): Promise<never> => Promise.reject(new Error("no limits here"));
  const owners = { lease: unused, relayed: unused, report: unused };
  const holders = new ToldHolders({ owners, now: () => 0, client: () => "test" });
  const plans = [{ id: "p", apiStages: [{ apiId: "a", stage: "s", throttle }] }];
  keyedStage(holders, { id: "k", enabled: true, name: null, customerId: null, stageKeys: [], plans }, "a", "s")?.holder(
    routeKey,
  );
  return holders.asked;
}

describe("a usage plan's throttle of a method", () => {
  const one = { rateLimit: 1, burstLimit: 2 };
  it.each([
    ["/pets/{id}/GET", "GET /pets/{id}"],
    ["/GET", "GET /"],
    ["//GET", "GET /"],
  ])("that is named %s limits %s", (key, routeKey) => {
    expect(limitsOf({ [key]: one }, routeKey)).toMatchObject([{ buckets: [{ rate: 1, burst: 2 }] }]);
  });

  it("leaves other methods alone", () => {
    expect(limitsOf({ "//GET": one }, "POST /")).toMatchObject([{ buckets: [] }]);
  });
});
