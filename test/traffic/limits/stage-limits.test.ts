import { expect, it } from "vitest";
import type { LimitHolder } from "../../../src/traffic/limits/holder.ts";
import type { LimitHolders } from "../../../src/traffic/limits/holders.ts";
import { StageLimits } from "../../../src/traffic/limits/stage-limits.ts";
import type { StagePlan } from "../../../src/plan/stage.ts";

it("a route that is named as what every object has is limited as all others are", () => {
  const owners: string[] = [];
  const holder = (owner: string): LimitHolder => {
    owners.push(owner);
    return {} as LimitHolder;
  };
  const limits = new StageLimits({ holder } as unknown as LimitHolders, null);
  const stage = { name: "prod", settings: { all: { throttlingRateLimit: 1, throttlingBurstLimit: 1 }, routes: {} } };
  for (const routeKey of ["constructor", "toString", "__proto__"]) {
    limits.of("api", stage as unknown as StagePlan, routeKey);
  }
  expect(owners).toEqual(["stage api/prod", "stage api/prod", "stage api/prod"]);
});
