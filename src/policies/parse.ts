import type { Policy, PolicyKind, PolicyProblem, PolicyVersion, Statement } from "./document.ts";
import { parseStatement } from "./parsestatement.ts";
import type { JsonObject, Problems } from "./pointer.ts";
import { child, isObject, listed, problems } from "./pointer.ts";

/** A policy in plain data, or everything that is wrong with the document. */
export type ParsedPolicy =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

const FIELDS: ReadonlySet<string> = new Set(["Version", "Id", "Statement"]);

/** A policy without a version is of the older one (IAM User Guide, "JSON policy elements: Version"). */
function parseVersion(document: JsonObject, report: Problems): PolicyVersion {
  const { Version: version } = document;
  if (version === undefined) return "2008-10-17";
  if (version === "2008-10-17" || version === "2012-10-17") return version;
  report.add("/Version", `The policy must contain a valid version string, not ${JSON.stringify(version)}`, "syntax");
  return "2012-10-17";
}

function parseStatements(document: JsonObject, kind: PolicyKind, version: PolicyVersion, report: Problems) {
  const { Statement: given } = document;
  if (given === undefined) {
    report.add("", "Missing required field Statement", "syntax");
    return [];
  }
  const statements: Statement[] = [];
  const sids = new Set<string>();
  for (const [value, pointer] of listed(given, "/Statement")) {
    const statement = parseStatement(value, kind, version, pointer, report);
    const sid = isObject(value) ? value["Sid"] : undefined;
    if (typeof sid === "string" && sid !== "" && sids.has(sid)) {
      report.add(child(pointer, "Sid"), "Statement IDs (SID) in a single policy must be unique.", "sid");
    }
    if (typeof sid === "string") sids.add(sid);
    if (statement !== undefined) statements.push(statement);
  }
  return statements;
}

/**
 * Reads a policy document (IAM User Guide, "Grammar of the IAM JSON policy language"), given as JSON text or as the
 * value that such text stands for. All problems are reported at once, each with a JSON pointer.
 */
export function parsePolicy(document: unknown, kind: PolicyKind): ParsedPolicy {
  const report = problems();
  let value = document;
  if (typeof document === "string") {
    try {
      value = JSON.parse(document);
    } catch (error) {
      report.add("", `Syntax errors in policy: ${error instanceof Error ? error.message : String(error)}`, "syntax");
      return { ok: false, problems: report.found };
    }
  }
  if (!isObject(value)) {
    report.add("", "A policy must be a JSON object", "syntax");
    return { ok: false, problems: report.found };
  }
  for (const field of Object.keys(value)) {
    if (!FIELDS.has(field)) report.add(child("", field), `Unknown field ${field}`, "syntax");
  }
  if (value["Id"] !== undefined && typeof value["Id"] !== "string") report.add("/Id", "must be a string", "syntax");
  const version = parseVersion(value, report);
  const statements = parseStatements(value, kind, version, report);
  if (report.found.length > 0) return { ok: false, problems: report.found };
  return { ok: true, policy: { version, statements } };
}
