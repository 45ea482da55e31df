/** Writes a full run into docs/: the table with its budgets, the chart, and what 100 million requests cost. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chart } from "./chart.ts";
import { awsPrice, costTable, type Traffic } from "./cost.ts";
import { root } from "./programs.ts";
import type { Figures } from "./rounds.ts";

/** The ratio to the bare pass-through that a row should not pass. */
export const BUDGETS: Readonly<Record<string, number>> = {
  "gateway: route + HTTP_PROXY": 1.18,
  "gateway: JWT + route + HTTP_PROXY": 1.25,
  "gateway: SigV4 + route + HTTP_PROXY": 1.6,
  "gateway: MOCK": 0.45,
  "gateway: cached, 1,000 answers": 0.45,
  "gateway: HTTP with VTL both ways": 1.35,
  "gateway: HTTP_PROXY, API key, plan, quota, throttle, 1,000 keys": 1.28,
  "gateway: JWT, API key, plan, quota, throttle, access log, metrics, HTTP_PROXY": 1.3,
};

/** The rows and their budgets, in Markdown. */
export function budgetTable(figures: readonly Figures[]): string {
  const lines = figures.flatMap(({ row, cpuRatio: { median } }) => {
    const budget = BUDGETS[row];
    if (budget === undefined) return [];
    return [`| ${row} | ${median.toFixed(2)} | ${budget.toFixed(2)} | ${median <= budget ? "kept" : "missed"} |`];
  });
  return ["| case | CPU ÷ bare | budget | |", "|---|---|---|---|", ...lines].join("\n");
}

/** Kinds of traffic of which a run tells the CPU. How often owners and KV are asked is assumed. */
function traffics(figures: readonly Figures[]): Traffic[] {
  const kinds: [row: string, rest: Omit<Traffic, "cpuMicroseconds">][] = [
    ["gateway: route + HTTP_PROXY", { name: "HTTP API, HTTP_PROXY", objectCalls: 0, kvReads: 0, aws: awsPrice.http }],
    [
      "gateway: JWT, API key, plan, quota, throttle, access log, metrics, HTTP_PROXY",
      {
        name: "the same with token, key, plan, quota, throttle, access log, metrics",
        objectCalls: 1 / 50,
        kvReads: 0,
        aws: awsPrice.rest,
      },
    ],
    [
      "gateway: cached, 1,000 answers",
      {
        name: "REST API, cached, 1 in 1,000 read from KV",
        objectCalls: 0,
        kvReads: 1 / 1_000,
        aws: awsPrice.cachedRest,
      },
    ],
  ];
  return kinds.flatMap(([row, rest]) => {
    const found = figures.find((one) => one.row === row);
    return found ? [{ ...rest, cpuMicroseconds: found.cpuMicroseconds.median }] : [];
  });
}

/** Writes docs/benchmark.md and docs/benchmark.svg. */
export function writeReport(figures: readonly Figures[], table: string, caption: string): void {
  const folder = join(root, "docs");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "benchmark.svg"), chart(figures, caption));
  const text = `# What a request costs

Written by \`npm run bench -- --write\`; figures come from one full run. Rows that begin with *gateway* are this worker, bundled as for
deployment; each has an isolate and a socket of its own in one workerd process.

![CPU per request](benchmark.svg)

${table}

## Budgets

${budgetTable(figures)}

## What 100 million requests cost

${costTable(traffics(figures))}

How often limits are asked (once in 50 requests) and KV is read (once in 1,000) are assumptions of this table, not measurements:
\`npm run bench:leases\` measures the first for one busy key.
`;
  writeFileSync(join(folder, "benchmark.md"), text);
}
