import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mockIntegration, restTraffic, type RestTrafficOptions } from "../../support/rest-traffic.ts";

const TEMPLATE = "$context.isCanaryRequest $context.deploymentId $stageVariables.color";
const definition = (name: string) => ({
  methods: { "GET /": { integration: mockIntegration(`${name} ${TEMPLATE}`) } },
});

function traffic(percentTraffic: number, more: Partial<RestTrafficOptions> = {}) {
  return restTraffic(definition("stable"), {
    variables: { color: "blue" },
    canary: { definition: definition("canary"), percentTraffic, variableOverrides: { color: "yellow" } },
    ...more,
  });
}

describe("canaries", () => {
  it("rule 47: serve their own deployment with their variables over the stage's", async () => {
    expect(await (await traffic(100).call("/test/")).text()).toBe("canary true dep002 yellow");
    expect(await (await traffic(0).call("/test/")).text()).toBe("stable false dep001 blue");
  });

  it("leave no trace in a stage that has none", async () => {
    expect(await (await restTraffic(definition("only")).call("/test/")).text()).toBe("only  dep001 ");
  });

  it("take what falls below their percentage", async () => {
    let draw = 0;
    const { call } = traffic(12.5, { ports: { chance: () => draw } });
    for (const [chance, side] of [
      [0, "canary"],
      [0.1249, "canary"],
      [0.125, "stable"],
      [0.999, "stable"],
    ] as const) {
      draw = chance;
      expect(await (await call("/test/")).text()).toContain(side);
    }
  });
});

describe("sticky canaries", () => {
  const sticky = (percent: number, by: string) => traffic(percent, { variables: { tollgateStickyCanary: by } });
  const sideOf = async (call: ReturnType<typeof traffic>["call"], headers: Record<string, string>) =>
    (await (await call("/test/", { headers })).text()).split(" ")[0];

  it("keep a caller on one side, by a header or by the address", async () => {
    const byHeader = sticky(50, "header.x-user");
    const byIp = sticky(50, "sourceIp");
    for (let user = 0; user < 20; user++) {
      const headers = { "x-user": `user-${user}` };
      const sides = await Promise.all([1, 2, 3, 4].map(() => sideOf(byHeader.call, headers)));
      expect(new Set(sides).size).toBe(1);
      const ip = { "cf-connecting-ip": `203.0.113.${user}` };
      expect(await sideOf(byIp.call, ip)).toBe(await sideOf(byIp.call, ip));
      expect(await sideOf(byHeader.call, ip)).toBe(await sideOf(byIp.call, ip));
    }
  });

  it.each([
    ["header.x-user", "x-user"],
    ["sourceIp", "cf-connecting-ip"],
    ["header.x-missing", "cf-connecting-ip"],
  ])("take their share of callers by %s", async (by, header) => {
    const { call } = sticky(30, by);
    let canary = 0;
    for (let user = 0; user < 2_000; user++) {
      if ((await sideOf(call, { [header]: `198.51.${user >> 8}.${user & 255}` })) === "canary") canary++;
    }
    expect(canary).toBeGreaterThan(500);
    expect(canary).toBeLessThan(700);
  });

  it("let nobody go back who has been on the canary when its share grows", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.stringMatching(/^\w{1,20}$/),
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 100 }),
        async (user, a, b) => {
          const headers = { "x-user": user };
          const low = await sideOf(sticky(Math.min(a, b), "header.x-user").call, headers);
          const high = await sideOf(sticky(Math.max(a, b), "header.x-user").call, headers);
          expect(low === "canary" && high === "stable").toBe(false);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("fall back to the address where the variable names no header", async () => {
    const by = async (variable: string, user: number): Promise<string | undefined> =>
      sideOf(sticky(50, variable).call, { "cf-connecting-ip": `203.0.113.${user}` });
    for (let user = 0; user < 20; user++) expect(await by("header.not a name", user)).toBe(await by("sourceIp", user));
  });
});
