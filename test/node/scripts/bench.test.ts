import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chart } from "../../../scripts/bench/chart.ts";
import { awsPrice, costOf } from "../../../scripts/bench/cost.ts";
import { BUDGETS, budgetTable } from "../../../scripts/bench/report.ts";
import { figures, order, type Sample, spread } from "../../../scripts/bench/rounds.ts";
import { cases } from "../../../scripts/bench/rows.ts";
import { table, unsteadiness } from "../../../scripts/bench/table.ts";

const sample = (row: string, cpuMicroseconds: number): Sample => ({
  row,
  cpuMicroseconds,
  requestsPerSecond: 1_000,
  medianMicroseconds: 300,
});

describe("the order of a bench", () => {
  it("goes backwards every other round, between baselines", () => {
    expect(order("base", ["a", "b"], 2)).toEqual(["base", "a", "b", "base", "b", "a", "base"]);
  });

  it("has a baseline after every third case", () => {
    expect(order("base", ["a", "b", "c", "d"], 1)).toEqual(["base", "a", "b", "c", "base", "d", "base"]);
  });

  it("measures each case once a round, never far from a baseline", () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 6 }), (cases, rounds) => {
        const sequence = order("the baseline", cases, rounds);
        for (const name of cases) expect(sequence.filter((row) => row === name)).toHaveLength(rounds);
        expect([sequence[0], sequence.at(-1)]).toEqual(["the baseline", "the baseline"]);
        const longest = sequence.join("\n").split("the baseline");
        for (const stretch of longest) expect(stretch.split("\n").filter((row) => row !== "").length).toBeLessThan(4);
      }),
      { numRuns: 50 },
    );
  });
});

describe("the figures of a bench", () => {
  it("compare a case with the mean of the two nearest baselines", () => {
    const samples = [
      sample("base", 100),
      sample("case", 180),
      sample("base", 140),
      sample("case", 180),
      sample("base", 60),
    ];
    const [, ofCase] = figures(samples, "base");
    expect(ofCase?.cpuRatio).toEqual({ min: 1.5, median: (1.5 + 1.8) / 2, max: 1.8 });
  });

  it("compare a baseline with its neighbours", () => {
    const [ofBase] = figures([sample("base", 100), sample("case", 1), sample("base", 110)], "base");
    expect(ofBase?.cpuRatio.max).toBeCloseTo(1.1);
    expect(ofBase?.cpuRatio.min).toBeCloseTo(100 / 110);
  });

  it("give the median of an even and of an odd number of rounds", () => {
    expect(spread([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3 });
    expect(spread([4, 1, 2, 3])).toEqual({ min: 1, median: 2.5, max: 4 });
  });

  it("come with a warning when the baselines differ among themselves", () => {
    const warning = (...cpu: number[]) =>
      figures(
        cpu.map((value) => sample("base", value)),
        "base",
      ).map(unsteadiness)[0];
    expect(warning(100, 105, 100)).toBeUndefined();
    expect(warning(100, 150, 100)).toContain("the machine is busy");
  });

  it("stand in a table with the machine and the method", () => {
    const text = table(figures([sample("base", 100), sample("case", 118), sample("base", 100)], "base"), {
      date: "2026-11-22",
      machine: "a machine",
      versions: "workerd 1",
      method: "how",
    });
    expect(text).toContain(
      "| case | 118 (118 – 118) | **1.18** (1.18 – 1.18) | 1.00 (1.00 – 1.00) | 300 (300 – 300) |",
    );
    expect(text).toContain("2026-11-22 · a machine · workerd 1");
  });
});

describe("the report of a bench", () => {
  it("holds rows against their budgets, and every budget is of a row that is there", () => {
    const names = new Set(cases.map(({ name }) => name));
    expect(Object.keys(BUDGETS).filter((name) => !names.has(name))).toEqual([]);
    const samples = [sample("base", 100), sample("gateway: MOCK", 50), sample("base", 100)];
    expect(budgetTable(figures(samples, "base"))).toContain("| gateway: MOCK | 0.50 | 0.45 | missed |");
  });

  it("draws a bar per row", () => {
    const svg = chart(figures([sample("base", 100), sample("a <b>", 118), sample("base", 100)], "base"), "how & when");
    expect(svg.match(/<rect x=/g)).toHaveLength(2);
    expect(svg).toContain("a &lt;b&gt;");
    expect(svg).toContain("how &amp; when");
  });

  it("tells what 100 million requests cost by part", () => {
    const traffic = { name: "x", cpuMicroseconds: 100, objectCalls: 0.02, kvReads: 0.001, aws: awsPrice.http };
    expect(costOf(traffic)).toMatchObject({ requests: 30, cpu: 0.2, objects: 0.3, kv: 0.05 });
    expect(costOf(traffic).total).toBeCloseTo(30.55);
    expect(awsPrice.http).toBe(100);
  });
});
