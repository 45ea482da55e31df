/** Profiles as text and as files of docs/. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { root } from "../programs.ts";
import { BUDGETS } from "../report.ts";
import { flameGraph } from "./flame.ts";
import { byFile, byPart, byPlatformFunction, PARTS, type Stack } from "./stacks.ts";

/** What was found of a row. */
export interface Profile {
  row: string;
  /** CPU per request while nobody looked */
  cpuMicroseconds: number;
  stacks: Stack[];
  /** the file of a line of its bundle */
  fileOf(line: number): string;
}

/** Less than this of a request, in microseconds, is no line of a list. */
const SMALLEST = 0.15;
const LONGEST_LIST = 12;

/** All profiles in Markdown: the parts of each row, then for those with a budget what the worker's share is made of. */
export function profileText(profiles: readonly Profile[]): string {
  const lines = profiles.map(({ row, cpuMicroseconds, stacks }) => {
    const parts = byPart(stacks);
    const cells = PARTS.map((part) => microseconds(parts.get(part) ?? 0, cpuMicroseconds, stacks));
    return `| ${row} | ${cpuMicroseconds.toFixed(0)} | ${cells.join(" | ")} |`;
  });
  const details = profiles.filter(({ row }) => row in BUDGETS).map(lists);
  return [
    `| µs of CPU per request | all | ${PARTS.join(" | ")} |`,
    `|---|${"---|".repeat(PARTS.length + 1)}`,
    ...lines,
    ...details.flatMap((text) => ["", text]),
  ].join("\n");
}

function lists(profile: Profile): string {
  const { row, stacks, fileOf } = profile;
  const graph = `[flame graph](profiles/${fileName(row)})`;
  return [
    `### ${row}`,
    "",
    `${graph}. By the file whose function runs or has called the platform: ${list(profile, byFile(stacks, fileOf))}.`,
    "",
    `By the platform's function that was called: ${list(profile, byPlatformFunction(stacks))}.`,
  ].join("\n");
}

function list({ cpuMicroseconds, stacks }: Profile, counts: Map<string, number>): string {
  const named = [...counts].filter(([, count]) => (count / stacks.length) * cpuMicroseconds >= SMALLEST);
  return named
    .slice(0, LONGEST_LIST)
    .map(([name, count]) => `\`${name}\` ${microseconds(count, cpuMicroseconds, stacks)}`)
    .join(", ");
}

function microseconds(count: number, all: number, stacks: readonly Stack[]): string {
  return ((count / stacks.length) * all).toFixed(1);
}

/** A row's name as that of a file. */
export function fileName(row: string): string {
  return `${row.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.svg`;
}

/** Frames by name without what the compiler knows of them: templates' arguments, namespaces without names, V8's marks. */
export function shortName(symbol: string, fileOf: (line: number) => string): string {
  const [, name, line] = /^JS:[~^+*']*(.*) \S*:(\d+):\d+$/.exec(symbol) ?? [];
  if (line !== undefined) return `${name || "(anonymous)"} ${fileOf(Number(line)).replace(/^.*\//, "")}`;
  return symbol.replaceAll(/\(anonymous namespace\)::|<.*>/g, "").slice(0, 80);
}

/** Writes docs/profile.md and a flame graph of each row with a budget. */
export function writeProfiles(profiles: readonly Profile[]): void {
  const folder = join(root, "docs/profiles");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { row, stacks, fileOf, cpuMicroseconds } of profiles.filter((one) => one.row in BUDGETS)) {
    const title = `${row}: ${cpuMicroseconds.toFixed(0)} µs of CPU per request`;
    writeFileSync(
      join(folder, fileName(row)),
      flameGraph(title, stacks, (symbol) => shortName(symbol, fileOf)),
    );
  }
  const machine = `${new Date().toISOString().slice(0, 10)} · ${cpus().length} × ${cpus()[0]?.model ?? "unknown CPU"}`;
  writeFileSync(join(root, "docs/profile.md"), `${INTRODUCTION}\n${profileText(profiles)}\n\n${machine}\n`);
}

const INTRODUCTION = `# Where the time of a request goes

Written by \`npm run bench -- --profile --write\`: stacks of the whole process under load (Linux perf, kernel and all), as shares of the CPU
per request that was measured without it. One run of each row, not a median: on a busy machine rows differ by half from one run to the next;
[benchmark.md](benchmark.md) is the measure. *JavaScript of the worker* includes V8's own functions; *garbage collection* includes taking
apart the platform's objects, and is told apart from whatever happened to run when it began.
`;
