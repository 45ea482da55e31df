/** The project as a fresh clone has it, in a temporary folder. */
import { cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

const root = join(import.meta.dirname, "../..");

/** A copy without what .gitignore names; node_modules is a link, since a test does not install. */
export async function freshClone(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "tollgate-clone-"));
  const lines = (await readFile(join(root, ".gitignore"), "utf8")).split("\n").filter((line) => line !== "");
  const missing = new Set([".git", ...lines.map((line) => line.replace(/\/$/, ""))]);
  await cp(root, folder, { recursive: true, filter: (source) => !missing.has(relative(root, source)) });
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
