/** A database to which the migrations have been applied, for gateways of the tests to start from. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./command.ts";

const root = join(import.meta.dirname, "../..");
const kept = join(root, ".tollgate/test-state");

/** Puts wrangler's local state, with all migrations applied, into a folder. Asks wrangler once per set of migrations. */
export async function copyMigratedState(folder: string): Promise<void> {
  const migrated = join(kept, await hashOfMigrations());
  if (!existsSync(migrated)) await makeMigratedState(migrated);
  await cp(migrated, folder, { recursive: true });
}

async function hashOfMigrations(): Promise<string> {
  const hash = createHash("sha256").update(await readFile(join(root, "package-lock.json")));
  for (const name of (await readdir(join(root, "migrations"))).toSorted()) {
    hash.update(`${name}\n`).update(await readFile(join(root, "migrations", name)));
  }
  return hash.digest("hex").slice(0, 32);
}

/** Several processes may do so at once: the first one to end wins. */
async function makeMigratedState(migrated: string): Promise<void> {
  await mkdir(kept, { recursive: true });
  const making = await mkdtemp(`${migrated}-`);
  const args = ["d1", "migrations", "apply", "DB", "--local", "--persist-to", making];
  const { status, stdout, stderr } = await run(
    process.execPath,
    [join(root, "node_modules/wrangler/bin/wrangler.js"), ...args],
    {
      cwd: root,
      env: { CI: "1", WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true", WRANGLER_WRITE_LOGS: "false" },
    },
  );
  if (status !== 0) throw new Error(`The migrations could not be applied: ${stdout}${stderr}`);
  await rename(making, migrated).catch(() => rm(making, { recursive: true, force: true }));
}
