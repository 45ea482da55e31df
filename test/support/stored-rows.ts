/** Counts what lies in the database of a running gateway. */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./command.ts";

const root = join(import.meta.dirname, "../..");

/** What users make, by table; identities and what is only bookkeeping are left out. */
const TABLES = [
  "apis",
  "definitions",
  "records",
  "manifest",
  "stage_plans",
  "documents",
  "function_code",
  "function_uploads",
];

/** The number of rows of each table, from a copy of the state: the gateway may go on. */
export async function countRows(stateFolder: string): Promise<Record<string, number>> {
  const copy = await mkdtemp(join(tmpdir(), "tollgate-rows-"));
  try {
    await cp(stateFolder, copy, { recursive: true });
    const command = `SELECT ${TABLES.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`).join(", ")}`;
    const wrangler = join(root, "node_modules/wrangler/bin/wrangler.js");
    const args = ["d1", "execute", "DB", "--local", "--json", "--persist-to", copy, "--command", command];
    const { stdout, stderr, status } = await run(process.execPath, [wrangler, ...args], { cwd: root });
    if (status !== 0) throw new Error(`wrangler d1 execute: ${stderr}${stdout}`);
    // The shape of `wrangler d1 execute --json`.
    const [answer] = JSON.parse(stdout) as { results: Record<string, number>[] }[];
    return answer?.results[0] ?? {};
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
