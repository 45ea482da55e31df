import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { run } from "../../support/command.ts";

/** The lockfile of a project that has the two programs and nothing else. */
const packages = {
  "": { version: "0.1.0" },
  "node_modules/node": { version: "24.1.2" },
  "node_modules/workerd": { version: "1.20261023.1" },
  "node_modules/@x/other-machine": { version: "1.0.0", optional: true },
};

let root: string;

async function program(path: string, lines: string[]): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, ["#!/bin/sh", ...lines, ""].join("\n"));
  await chmod(path, 0o755);
}

/** A stand-in for npm that counts its runs, takes a moment, and makes node_modules as npm ci would. */
async function standInForNpm(ending: string[] = []): Promise<void> {
  await program(join(root, "bin/npm"), [
    'echo "$@" >> npm-runs',
    "rm -rf node_modules; mkdir -p node_modules/.bin node_modules/node node_modules/workerd; sleep 0.3",
    ...ending,
    "cp bin/node bin/workerd node_modules/.bin/; cp npm-record node_modules/.package-lock.json",
  ]);
}

async function install() {
  const module = join(import.meta.dirname, "../../../scripts/install.mjs");
  const script = `import(${JSON.stringify(module)}).then(({ install }) => install({ root: process.cwd() })).catch((error) => { console.error(error.message); process.exit(1); })`;
  return run(process.execPath, ["--input-type=module", "-e", script], {
    cwd: root,
    env: { PATH: `${join(root, "node_modules/.bin")}:${join(root, "bin")}:${process.env["PATH"] ?? ""}` },
  });
}

async function npmRuns(): Promise<string[]> {
  const text = await readFile(join(root, "npm-runs"), "utf8").catch(() => "");
  return text.split("\n").filter((line) => line !== "");
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tollgate-install-"));
  await writeFile(join(root, "package-lock.json"), JSON.stringify({ packages }));
  const { "": _root, "node_modules/@x/other-machine": _optional, ...installed } = packages;
  await writeFile(join(root, "npm-record"), JSON.stringify({ packages: installed }));
  await program(join(root, "bin/node"), ['[ "$1" = --version ] && echo v24.1.2 || echo "$@" >> node-runs']);
  await program(join(root, "bin/workerd"), ["echo workerd 2026-10-23"]);
  await standInForNpm();
  await mkdir(join(root, "scripts"));
  for (const name of ["generate-wire.mjs", "generate-more.mjs", "other.mjs"]) {
    await writeFile(join(root, "scripts", name), "");
  }
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe("the installer", () => {
  it("installs development packages with their scripts, then generates, whatever npm's settings are", async () => {
    expect(await install()).toMatchObject({ status: 0 });
    expect(await npmRuns()).toEqual(["ci --include=dev --ignore-scripts=false --no-audit --no-fund"]);
    expect(await readFile(join(root, "node-runs"), "utf8")).toBe(
      "scripts/generate-more.mjs\nscripts/generate-wire.mjs\n",
    );
  });

  it("installs once for a lockfile", async () => {
    await install();
    await install();
    expect(await npmRuns()).toHaveLength(1);
  });

  it("installs again when the lockfile has changed", async () => {
    await install();
    const changed = { ...packages, "node_modules/new": { version: "1.0.0" } };
    await writeFile(join(root, "package-lock.json"), JSON.stringify({ packages: changed }));
    await install();
    expect(await npmRuns()).toHaveLength(2);
  });

  it("repeats an install that was interrupted", async () => {
    await standInForNpm(["kill -9 $$"]);
    expect((await install()).status).toBe(1);
    await standInForNpm();
    expect(await install()).toMatchObject({ status: 0 });
    expect(await npmRuns()).toHaveLength(2);
  });

  it("installs once for two runs at the same moment", async () => {
    const outcomes = await Promise.all([install(), install()]);
    expect(outcomes.map(({ status }) => status)).toEqual([0, 0]);
    expect(await npmRuns()).toHaveLength(1);
  });

  it("takes over the lock of a run that died", async () => {
    const { stdout: deadProcess } = await run("sh", ["-c", "echo $$"]);
    await mkdir(join(root, ".tollgate"));
    await writeFile(join(root, ".tollgate/install.lock"), deadProcess.trim());
    expect(await install()).toMatchObject({ status: 0 });
  });

  it("takes what npm install by hand has installed", async () => {
    await run(join(root, "bin/npm"), ["install"], { cwd: root });
    expect(await install()).toMatchObject({ status: 0 });
    expect(await npmRuns()).toEqual(["install"]);
  });

  it("says which program is missing when npm reports success without it", async () => {
    await program(join(root, "bin/workerd"), ["echo no binary for this machine; exit 1"]);
    const outcome = await install();
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toContain("workerd 2026-10-23 is expected in node_modules/.bin; it says: no binary");
  });

  it("says so when npm fails", async () => {
    await standInForNpm(["exit 7"]);
    expect((await install()).stderr).toContain("npm ci --include=dev --ignore-scripts=false");
  });
});
