// npm run readme [-- --check]: fills README's tables from the code: <!-- configuration --> from src/config.ts and
// <!-- coverage --> from the handlers. With --check it only says whether README is up to date.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { operationCoverage } from "./coverage-operations.mjs";
import { isMain, ROOT, withProjectNode } from "./project.mjs";

const FILE = join(ROOT, "README.md");

/** README's text with its tables as the code has them now. @throws {Error} when a table's markers are missing */
export async function upToDate(readme) {
  const tables = { configuration: await configurationTable(), coverage: coverageTable(await operationCoverage()) };
  return Object.entries(tables).reduce((text, [name, table]) => filled(text, name, table), readme);
}

function filled(readme, name, table) {
  const pattern = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- end -->)`);
  if (!pattern.test(readme)) throw new Error(`README has no <!-- ${name} --> … <!-- end -->`);
  return readme.replace(pattern, (_, begin, end) => `${begin}\n${table}\n\n${end}`);
}

async function configurationTable() {
  const { VARIABLES } = await import("../src/config.ts");
  const source = readFileSync(join(ROOT, "src/config.ts"), "utf8");
  // What a variable is for stands in its comment, so that the worker does not carry it.
  const about = (name) => new RegExp(`/\\*\\* (.*) \\*/\\s+${name}: `).exec(source)?.[1];
  const rows = Object.entries(VARIABLES).map(([name, { default: value }]) => {
    const sentence = about(name);
    if (sentence === undefined) throw new Error(`src/config.ts does not say what ${name} is for`);
    return [`\`${name}\``, value === "" ? "" : `\`${value}\``, sentence];
  });
  return markdown(["variable", "default", "what for"], rows);
}

function coverageTable(services) {
  const rows = services.map(({ service, built, missing }) => [
    service,
    String(built.length),
    String(built.length + missing.length),
  ]);
  const sum = (column) => String(rows.reduce((total, row) => total + Number(row[column]), 0));
  return markdown(["service", "built", "of AWS's operations"], [...rows, ["all", sum(1), sum(2)]]);
}

function markdown(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

async function main(checkOnly) {
  const present = readFileSync(FILE, "utf8");
  const wanted = await upToDate(present);
  if (wanted === present) return 0;
  if (!checkOnly) writeFileSync(FILE, wanted);
  else console.error("README.md is not up to date: npm run readme");
  return checkOnly ? 1 : 0;
}

if (isMain(import.meta.url)) {
  process.exitCode = withProjectNode() ?? (await main(process.argv.includes("--check")));
}
