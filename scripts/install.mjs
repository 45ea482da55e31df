// Installs what is missing: the packages of the lockfile, and the code that is generated from them.
// Plain JavaScript for node 20 without dependencies, since it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isMain, ROOT } from "./project.mjs";

/** How long one run waits for another, and after which a lock counts as left behind. */
const PATIENCE_MS = 15 * 60_000;

/**
 * Installs what is missing in `root`. Two runs at the same moment wait for each other; an interrupted one is repeated.
 *
 * @param {{ root?: string, log?: (line: string) => void }} options
 * @throws {Error} that says which step failed
 */
export async function install({ root = ROOT, log = console.log } = {}) {
  if (!isInstalled(root)) {
    const release = await lock(root, log);
    try {
      if (!isInstalled(root)) installPackages(root, log);
    } finally {
      release();
    }
  }
  generate(root);
}

/** The stamp is written last, so that it says: all of this lockfile is here, for this machine. */
function isInstalled(root) {
  try {
    return readFileSync(stampFile(root), "utf8") === stamp(root);
  } catch {
    return false;
  }
}

function stampFile(root) {
  return join(root, "node_modules/.tollgate-installed");
}

function stamp(root) {
  const lockfile = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  return `${lockfile} ${process.platform} ${process.arch}\n`;
}

function installPackages(root, log) {
  if (!hasPackagesOfLockfile(root) || programFault(root) !== undefined) {
    log("Installing packages (npm ci) …");
    run(root, "npm", ["ci", "--include=dev", "--ignore-scripts=false", "--no-audit", "--no-fund"]);
    const fault = programFault(root);
    if (fault !== undefined) throw new Error(`npm ci ended well, but ${fault}`);
  }
  writeFileSync(stampFile(root), stamp(root));
}

/** True after a finished `npm install` by hand: npm's own record in node_modules agrees with the lockfile. */
function hasPackagesOfLockfile(root) {
  const record = join(root, "node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const installed = packagesOf(record);
  return Object.entries(packagesOf(join(root, "package-lock.json"))).every(
    ([path, wanted]) =>
      path === "" ||
      (installed[path] === undefined && wanted.optional === true) ||
      (installed[path]?.version === wanted.version && existsSync(join(root, path))),
  );
}

function packagesOf(lockfile) {
  return JSON.parse(readFileSync(lockfile, "utf8")).packages;
}

/** Asks the two programs that come as binaries, which an install can lack although npm reports success. */
function programFault(root) {
  const packages = packagesOf(join(root, "package-lock.json"));
  // node 24.21.0 answers "v24.21.0"; workerd 1.20261023.1 answers "workerd 2026-10-23".
  const date = /\.(\d{4})(\d{2})(\d{2})\./.exec(packages["node_modules/workerd"].version) ?? [];
  const wanted = { node: packages["node_modules/node"].version, workerd: date.slice(1).join("-") };
  for (const [program, version] of Object.entries(wanted)) {
    const { stdout, error } = spawnSync(join(root, "node_modules/.bin", program), ["--version"], { encoding: "utf8" });
    const answer = stdout?.trim() || error?.message || "nothing";
    if (!answer.includes(version)) return `${program} ${version} is expected in node_modules/.bin; it says: ${answer}`;
  }
  return undefined;
}

/** Runs every generator; each knows by itself whether anything has changed. */
function generate(root) {
  const generators = readdirSync(join(root, "scripts")).filter((name) => /^generate-.*\.mjs$/.test(name));
  for (const name of generators.toSorted()) {
    run(root, join(root, "node_modules/.bin/node"), [`scripts/${name}`]);
  }
}

function run(root, program, args) {
  const { status, error } = spawnSync(program, args, {
    cwd: root,
    env: { ...process.env, PATH: systemPath(root) },
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (error !== undefined) throw new Error(`${program} could not be started: ${error.message}`);
  if (status !== 0) throw new Error(`${[program, ...args].join(" ")} ended with status ${status}`);
}

/** PATH without node_modules/.bin: npm must not run under the very node that it is about to replace. */
function systemPath(root) {
  const own = join(root, "node_modules/.bin");
  return (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder !== own)
    .join(delimiter);
}

/** Takes the lock of `root` (it lies outside node_modules, which npm ci removes) and returns what gives it back. */
async function lock(root, log) {
  const file = join(root, ".tollgate/install.lock");
  mkdirSync(join(root, ".tollgate"), { recursive: true });
  const deadline = Date.now() + PATIENCE_MS;
  let told = false;
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (!isHeld(file)) {
      rmSync(file, { force: true });
      continue;
    }
    if (Date.now() > deadline) throw new Error(`Another install has been running for long; if not, delete ${file}`);
    if (!told) log("Waiting for another install to end …");
    told = true;
    await sleep(250);
  }
}

/** False when the process that took the lock is gone. An empty file is one that is just being written. */
function isHeld(file) {
  try {
    const owner = readFileSync(file, "utf8");
    if (owner !== "") process.kill(Number(owner), 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

if (isMain(import.meta.url)) {
  await install().catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
}
