/**
 * npm run bench [-- --smoke] [--rounds N] [--seconds N] [--only TEXT]… [--peers] [--write]
 *     [--leases | --import | --sockets | --stress | --cold | --profile | --soak [--minutes N] [--rate N]]
 *
 * Measures the rows in one raw workerd process, interleaved, and prints a table. `--smoke`: one short round, which shows
 * that everything still runs and says nothing about speed. `--only`: rows whose name contains one of the texts (and the baseline).
 * `--peers`: other gateways as well, see peers.ts. `--write`: writes the run into docs/, see report.ts. `--leases`, `--import`, …: see the files of these names.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { arch, cpus, release, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { runCold } from "./cold.ts";
import { configured } from "./configured.ts";
import { runImport } from "./import.ts";
import { runLeases } from "./leases.ts";
import { type Load, type LoadResult, loadProgram, prepareLoad } from "./load.ts";
import { type RunningPeer, startPeers } from "./peers.ts";
import { canPin, cpuMicroseconds, endAll, quiet } from "./processes.ts";
import { root } from "./programs.ts";
import { figures, order, type Sample } from "./rounds.ts";
import { runProfile } from "./profile/run.ts";
import type { Row } from "./row.ts";
import { budgetTable, writeReport } from "./report.ts";
import { baseline, chosen } from "./rows.ts";
import { runSoak } from "./soak.ts";
import { table, unsteadiness } from "./table.ts";
import { runSockets } from "./sockets.ts";
import { runStress } from "./stress.ts";
import { startUpstream } from "./upstream.ts";
import { type Runtime, startWorkerd } from "./workerd.ts";

/** What the command line asks for. */
interface Options {
  smoke: boolean;
  leases: boolean;
  cold: boolean;
  profile: boolean;
  soak: boolean;
  minutes: number;
  /** requests a second of a soak; 0: a share of what can be taken */
  rate: number;
  write: boolean;
  peers: boolean;
  import: boolean;
  sockets: boolean;
  stress: boolean;
  connections: number;
  messages: number;
  /** none: all rows */
  only: string[];
  rounds: number;
  seconds: number;
}

/** Rounds and seconds are bounded, so that no run takes the machine for long. @throws for what nobody knows */
function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      smoke: { type: "boolean", default: false },
      leases: { type: "boolean", default: false },
      cold: { type: "boolean", default: false },
      profile: { type: "boolean", default: false },
      soak: { type: "boolean", default: false },
      minutes: { type: "string", default: "30" },
      rate: { type: "string", default: "0" },
      write: { type: "boolean", default: false },
      peers: { type: "boolean", default: false },
      import: { type: "boolean", default: false },
      sockets: { type: "boolean", default: false },
      stress: { type: "boolean", default: false },
      connections: { type: "string", default: "5000" },
      messages: { type: "string", default: "100000" },
      rounds: { type: "string", default: "5" },
      seconds: { type: "string", default: "3" },
      only: { type: "string", multiple: true, default: [] },
    },
  });
  return {
    smoke: values.smoke,
    leases: values.leases,
    cold: values.cold,
    profile: values.profile,
    soak: values.soak,
    minutes: bounded("minutes", values.minutes, 1, 120),
    rate: bounded("rate", values.rate, 0, 100_000),
    write: values.write,
    peers: values.peers,
    import: values.import,
    sockets: values.sockets,
    stress: values.stress,
    connections: bounded("connections", values.connections, 1, 20_000),
    messages: bounded("messages", values.messages, 1, 1_000_000),
    only: values.only,
    rounds: values.smoke ? 1 : bounded("rounds", values.rounds, 1, 20),
    seconds: values.smoke ? 1 : bounded("seconds", values.seconds, 1, 30),
  };
}

const SETTLING_SECONDS = 2;
/** Twice the requests of the longest list: every key has its lease then, whatever it costs to begin. */
const SETTLING_REQUESTS = 2_000;
const MOST_SETTLING = 5;
/** How long what a row has left behind may take. */
const QUIET_SECONDS = 60;
/** How often a stretch is sent that nothing, or not enough, was answered in. */
const ATTEMPTS = 5;

const connections = { throughput: 32, latency: 1 };

function bounded(name: string, value: string, from: number, to: number): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < from || number > to) {
    throw new Error(`--${name} must be a whole number from ${from} to ${to}, not ${value}`);
  }
  return number;
}

const idOf = (index: number): string => `row${index}`;

/** A row, or a peer, that is ready to be measured. */
interface Candidate {
  name: string;
  load: Load;
  /** the process whose time counts */
  pid: number;
  /** see Row */
  restSeconds: number;
}

async function prepare(
  folder: string,
  rows: Row[],
  upstream: string,
): Promise<{ runtime: Runtime; candidates: Candidate[] }> {
  const workers = rows.map((row, index) => {
    console.log(`bundling: ${row.name}`);
    return configured(row, idOf(index), folder, upstream);
  });
  const runtime = await startWorkerd(folder, workers);
  const candidates: Candidate[] = [];
  for (const [index, row] of rows.entries()) {
    const address = runtime.address(idOf(index));
    const load = prepareLoad(folder, idOf(index), address, await row.seed({ address, upstream }));
    candidates.push({ name: row.name, load, pid: runtime.pid, restSeconds: row.restSeconds ?? 0 });
  }
  return { runtime, candidates };
}

/** The other gateways, where they were asked for. */
async function peerCandidates(
  folder: string,
  upstream: string,
): Promise<{ candidates: Candidate[]; peers: RunningPeer[] }> {
  const peers = await startPeers(folder, upstream);
  const candidates = peers.map(({ name, pid, address, requests }, index) => ({
    name,
    pid,
    restSeconds: 0,
    load: prepareLoad(folder, `peer${index}`, address, requests),
  }));
  return { candidates, peers };
}

/** Between two stretches of a row lies a minute in which its leases and connections end: so each begins with some seconds that do not count. */
async function settle(load: Load): Promise<void> {
  let sent = 0;
  for (let turn = 0; turn < MOST_SETTLING && sent < SETTLING_REQUESTS; turn++) {
    sent += (await load.send(connections.throughput, SETTLING_SECONDS)).requests;
  }
}

async function measure(candidate: Candidate, seconds: number): Promise<Sample> {
  try {
    return await sampleOf(candidate, seconds);
  } catch (error) {
    throw new Error(`${candidate.name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

async function sampleOf({ name: row, load, pid }: Candidate, seconds: number): Promise<Sample> {
  await quietOrTold(pid);
  await settle(load);
  const { cpu, requests, requestsPerSecond } = await answeredStretch(load, connections.throughput, seconds, pid);
  const { medianMicroseconds } = await answeredStretch(load, connections.latency, 1, pid);
  return { row, cpuMicroseconds: cpu / requests, requestsPerSecond, medianMicroseconds };
}

/** A stretch in which anything was answered: where others keep the disk busy, Durable Objects can stand still for seconds. */
async function answeredStretch(
  load: Load,
  from: number,
  seconds: number,
  pid: number,
): Promise<LoadResult & { cpu: number }> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await cpuMicroseconds(pid);
    const result = await load.send(from, seconds);
    if (result.requests > 0) return { ...result, cpu: (await cpuMicroseconds(pid)) - before };
  }
  throw new Error(`nothing was answered in ${ATTEMPTS} stretches of ${seconds} s: the machine is too busy`);
}

async function quietOrTold(pid: number): Promise<void> {
  if (!(await quiet(pid, QUIET_SECONDS))) console.log(`still at work after ${QUIET_SECONDS} s without requests`);
}

/** Sends load until each request was answered: the first of each key makes an object with a file of its own. */
async function warmUp({ name, load, pid }: Candidate, seconds: number): Promise<void> {
  await quietOrTold(pid);
  console.log(`warming up: ${name}`);
  let answered = 0;
  for (let attempt = 0; attempt < ATTEMPTS && answered < load.size; attempt++) {
    answered += (await load.send(connections.throughput, seconds)).requests;
  }
}

async function run(folder: string, options: Options): Promise<void> {
  const { rounds, seconds } = options;
  const rows = [baseline, ...chosen(options.only)];
  const upstream = await startUpstream(join(folder, "upstream"));
  const { runtime, candidates: own } = await prepare(folder, rows, upstream.url);
  const others = options.peers ? await peerCandidates(folder, upstream.url) : { candidates: [], peers: [] };
  const candidates = [...own, ...others.candidates];
  for (const candidate of candidates) await warmUp(candidate, options.smoke ? 1 : 3);
  if (!options.smoke) await sleep(Math.max(...candidates.map(({ restSeconds }) => restSeconds)) * 1_000);
  const samples: Sample[] = [];
  const [first, ...rest] = candidates.map(({ name }) => name);
  for (const name of order(first ?? "", rest, rounds)) {
    const candidate = candidates.find((one) => one.name === name);
    if (candidate === undefined) throw new Error(`No such row: ${name}`);
    const sample = await measure(candidate, seconds);
    samples.push(sample);
    console.log(`${name}: ${sample.cpuMicroseconds.toFixed(1)} µs, ${sample.requestsPerSecond.toFixed(0)} requests/s`);
    if (!options.smoke) await sleep(candidate.restSeconds * 1_000);
  }
  for (const peer of others.peers) await peer.stop();
  await runtime.stop();
  await upstream.stop();
  report(samples, upstream.name, options);
}

/** Prints the run, and writes it into docs/ where that is asked for. */
function report(samples: Sample[], upstream: string, { rounds, seconds, smoke, write }: Options): void {
  const pinned = canPin ? "workerd on one core, load and upstream on another" : "processes not pinned to cores";
  const summary = figures(samples, baseline.name);
  const circumstances = {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpus()[0]?.model ?? "unknown CPU"} (${arch()}), Linux ${release()}`,
    versions: `node ${process.versions.node}, workerd ${versionOf("workerd")}, wrangler ${versionOf("wrangler")}`,
    method: `Raw workerd, ${rounds} × ${seconds} s per case, ${connections.throughput} connections, ${loadProgram}, upstream ${upstream} with 1 KB of JSON; ${pinned}; state in ${stateFolder()}.`,
  };
  const text = table(summary, circumstances);
  const warning = summary.slice(0, 1).map(unsteadiness)[0];
  if (warning !== undefined) console.log(`\n${warning}`);
  console.log(smoke ? `\nSmoke only: the figures mean nothing.\n\n${text}` : `\n${text}\n\n${budgetTable(summary)}`);
  if (write) writeReport(summary, text, `${circumstances.date} · ${circumstances.machine} · ${circumstances.versions}`);
}

function versionOf(name: string): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(join(root, "node_modules", name, "package.json"), "utf8"),
  );
  return manifest.version;
}

function runWhatIsAskedFor(folder: string, options: Options): Promise<void> {
  if (options.leases) return runLeases(folder);
  if (options.import) return runImport(folder);
  if (options.sockets) return runSockets(folder, options);
  if (options.stress) return runStress(folder, options);
  if (options.cold) return runCold(folder);
  if (options.profile) return runProfile(folder, options);
  return options.soak ? runSoak(folder, options) : run(folder, options);
}

const MEMORY = "/dev/shm";

/** Where state lies while a run lasts: in memory where the machine has such a folder, since a disk that stalls is measured as CPU and latency. */
function stateFolder(): string {
  return process.env["TMPDIR"] ?? (existsSync(MEMORY) ? MEMORY : tmpdir());
}

const folder = mkdtempSync(join(stateFolder(), "tollgate-bench-"));
// Whoever ends a run ends what it has started.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    endAll();
    rmSync(folder, { recursive: true, force: true });
    process.exit(1);
  });
}
try {
  const options = readOptions();
  await runWhatIsAskedFor(folder, options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  endAll();
  rmSync(folder, { recursive: true, force: true });
}
