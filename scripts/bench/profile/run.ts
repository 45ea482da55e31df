/**
 * npm run bench -- --profile [--only TEXT]… [--write]
 *
 * Where the time of a request goes, for the rows that have a budget and for the smallest ones beside them: stacks of the process under
 * load, taken by perf, as shares of the CPU per request of a stretch without it. The bundles are not minified, so that their functions
 * have names. `--write`: docs/profile.md, and a flame graph of each row in docs/profiles.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { configured } from "../configured.ts";
import { type Load, prepareLoad } from "../load.ts";
import { cpuMicroseconds, quiet } from "../processes.ts";
import { BUDGETS } from "../report.ts";
import { baseline, chosen } from "../rows.ts";
import { constant } from "../rows/constant.ts";
import { headerEdits } from "../rows/header-edits.ts";
import { startUpstream } from "../upstream.ts";
import { startWorkerd } from "../workerd.ts";
import { namingFlags, needsPerf, record, stacksOf } from "./perf.ts";
import { type Profile, profileText, writeProfiles } from "./report.ts";
import { filesOf } from "./stacks.ts";

const CONNECTIONS = 32;
const WARM_SECONDS = 6;
const MEASURED_SECONDS = 5;
const PROFILED_SECONDS = 8;
/** How long what a row has set up, or left behind, may keep the process busy. */
const QUIET_SECONDS = 60;

/** Profiles the rows one after the other, in one process, and prints or writes what was found. */
export async function runProfile(folder: string, { only, write }: { only: string[]; write: boolean }): Promise<void> {
  needsPerf();
  const budgeted = chosen(only).filter(({ name }) => name in BUDGETS);
  const rows = [baseline, constant, headerEdits, ...budgeted];
  const upstream = await startUpstream(join(folder, "upstream"));
  const workers = rows.map((row, index) => configured(row, `row${index}`, folder, upstream.url, ["--no-minify"]));
  const runtime = await startWorkerd(folder, workers, namingFlags(folder));
  const profiles: Profile[] = [];
  for (const [index, worker] of workers.entries()) {
    const row = rows[index] ?? baseline;
    const address = runtime.address(worker.id);
    const load = prepareLoad(folder, worker.id, address, await row.seed({ address, upstream: upstream.url }));
    const fileOf = filesOf(readFileSync(worker.bundle.script, "utf8"));
    const taken = await profiled(load, runtime.pid, folder);
    profiles.push({ row: row.name, fileOf, ...taken });
    console.log(`${row.name}: ${taken.cpuMicroseconds.toFixed(1)} µs, ${taken.stacks.length} stacks`);
    await sleep((row.restSeconds ?? 0) * 1_000);
  }
  await runtime.stop();
  await upstream.stop();
  console.log(`\n${profileText(profiles)}`);
  if (write) writeProfiles(profiles);
}

async function profiled(load: Load, pid: number, folder: string): Promise<Pick<Profile, "cpuMicroseconds" | "stacks">> {
  const file = join(folder, "perf.data");
  await quiet(pid, QUIET_SECONDS);
  await load.send(CONNECTIONS, WARM_SECONDS);
  const before = await cpuMicroseconds(pid);
  const { requests } = await load.send(CONNECTIONS, MEASURED_SECONDS);
  const perRequest = ((await cpuMicroseconds(pid)) - before) / requests;
  await Promise.all([load.send(CONNECTIONS, PROFILED_SECONDS + 1), record(pid, PROFILED_SECONDS, file)]);
  return { cpuMicroseconds: perRequest, stacks: await stacksOf(file, folder, pid) };
}
