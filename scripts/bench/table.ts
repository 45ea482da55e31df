/** The table of a run, in Markdown (pure). */
import type { Figures, Spread } from "./rounds.ts";

/** Under what circumstances the figures were taken. */
export interface Circumstances {
  date: string;
  machine: string;
  versions: string;
  method: string;
}

/** What lies between is noise: baselines vary as much among themselves. */
const NOISE = { from: 0.95, to: 1.06 };
/** Within these a baseline is like its neighbours. */
const STEADY = { from: 0.9, to: 1.1 };

/** A sentence when the baselines differ so much among themselves that the ratios say little; else undefined. */
export function unsteadiness(baseline: Figures): string | undefined {
  const { min, max } = baseline.cpuRatio;
  if (min >= STEADY.from && max <= STEADY.to) return undefined;
  return `The baselines differ from their neighbours by ${min.toFixed(2)} – ${max.toFixed(2)}: the machine is busy. Measure again.`;
}

/** The figures as a table, with what one has to know to read them. */
export function table(figures: readonly Figures[], circumstances: Circumstances): string {
  const head = [
    "| case | CPU per request (µs) | CPU ÷ bare | throughput ÷ bare | latency, 1 connection (µs) |",
    "|---|---|---|---|---|",
  ];
  const lines = figures.map(
    ({ row, cpuMicroseconds, cpuRatio, throughputRatio, medianMicroseconds }) =>
      `| ${row} | ${whole(cpuMicroseconds)} | **${ratio(cpuRatio, "**")} | ${ratio(throughputRatio)} | ${whole(medianMicroseconds)} |`,
  );
  return [
    ...head,
    ...lines,
    "",
    `Median (smallest – largest) of all rounds; a ratio between ${NOISE.from} and ${NOISE.to} is noise.`,
    `${circumstances.method}`,
    `${circumstances.date} · ${circumstances.machine} · ${circumstances.versions}`,
  ].join("\n");
}

function whole({ median, min, max }: Spread): string {
  return `${median.toFixed(0)} (${min.toFixed(0)} – ${max.toFixed(0)})`;
}

function ratio({ median, min, max }: Spread, end = ""): string {
  return `${median.toFixed(2)}${end} (${min.toFixed(2)} – ${max.toFixed(2)})`;
}
