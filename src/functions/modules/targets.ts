import { joinPath } from "./packages.ts";

/** What a package's `exports` or `imports` entry leads to. */
export type Target =
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "bare"; readonly specifier: string }
  | { readonly kind: "none" }
  | { readonly kind: "invalid" };

/**
 * Looks a subpath up in a package's `exports` ("PACKAGE_EXPORTS_RESOLVE").
 * @param subpath "." for the package itself, else "./…"
 */
export function exportsTarget(
  folder: string,
  exports: unknown,
  subpath: string,
  conditions: ReadonlySet<string>,
): Target {
  const table = isSubpathTable(exports) ? exports : { ".": exports };
  return lookUp(folder, table, subpath, conditions, false);
}

/** Looks a specifier that starts with `#` up in a package's `imports` ("PACKAGE_IMPORTS_RESOLVE"). */
export function importsTarget(
  folder: string,
  imports: unknown,
  specifier: string,
  conditions: ReadonlySet<string>,
): Target {
  return isTable(imports) ? lookUp(folder, imports, specifier, conditions, true) : { kind: "none" };
}

type Table = Readonly<Record<string, unknown>>;

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSubpathTable(value: unknown): value is Table {
  return isTable(value) && Object.keys(value).some((key) => key.startsWith("."));
}

function lookUp(
  folder: string,
  table: Table,
  key: string,
  conditions: ReadonlySet<string>,
  bareAllowed: boolean,
): Target {
  if (Object.hasOwn(table, key) && !key.includes("*"))
    return follow(folder, table[key], undefined, conditions, bareAllowed);
  let best: { pattern: string; match: string } | undefined;
  for (const pattern of Object.keys(table)) {
    const match = starMatch(pattern, key);
    if (match !== undefined && (best === undefined || isMoreSpecific(pattern, best.pattern))) best = { pattern, match };
  }
  return best === undefined
    ? { kind: "none" }
    : follow(folder, table[best.pattern], best.match, conditions, bareAllowed);
}

function starMatch(pattern: string, key: string): string | undefined {
  const star = pattern.indexOf("*");
  if (star === -1) return undefined;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  if (!key.startsWith(head) || !key.endsWith(tail) || key.length < pattern.length) return undefined;
  return key.slice(star, key.length - tail.length);
}

// "PATTERN_KEY_COMPARE": the longer part before the star wins, then the longer pattern.
function isMoreSpecific(pattern: string, other: string): boolean {
  const difference = pattern.indexOf("*") - other.indexOf("*");
  return difference > 0 || (difference === 0 && pattern.length > other.length);
}

function follow(
  folder: string,
  target: unknown,
  match: string | undefined,
  conditions: ReadonlySet<string>,
  bareAllowed: boolean,
): Target {
  if (typeof target === "string")
    return targetPath(folder, match === undefined ? target : target.replaceAll("*", match), bareAllowed);
  if (Array.isArray(target)) {
    const found = target.map((entry: unknown) => follow(folder, entry, match, conditions, bareAllowed));
    return found.find(({ kind }) => kind === "path" || kind === "bare") ?? { kind: "none" };
  }
  if (!isTable(target)) return { kind: "none" };
  for (const [condition, value] of Object.entries(target)) {
    if (condition !== "default" && !conditions.has(condition)) continue;
    const found = follow(folder, value, match, conditions, bareAllowed);
    if (found.kind !== "none" || value === null) return found;
  }
  return { kind: "none" };
}

function targetPath(folder: string, target: string, bareAllowed: boolean): Target {
  if (!target.startsWith("./")) {
    const bare = bareAllowed && !target.startsWith("../") && !target.startsWith("/");
    return bare ? { kind: "bare", specifier: target } : { kind: "invalid" };
  }
  const path = joinPath(folder, target);
  const inside = path !== undefined && (folder === "" || path.startsWith(`${folder}/`));
  return inside ? { kind: "path", path } : { kind: "invalid" };
}
