import type { PolicyKind, PolicyVersion, PrincipalSelection, Selection, Statement } from "./document.ts";
import { parseConditions } from "./parsecondition.ts";
import { parsePrincipal } from "./parseprincipal.ts";
import type { JsonObject, Problems } from "./pointer.ts";
import { child, isObject, strings } from "./pointer.ts";

const FIELDS: ReadonlySet<string> = new Set([
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);

/** The service of an action: AWS takes any that is spelled so. */
const VENDOR = /^[a-zA-Z0-9.*?-]+$/;
/** An ARN (or its beginning), `*`, or API Gateway's short form. */
const RESOURCE = /^(\*|arn:|execute-api:\/|\$\{)/;

/** Reads an element that may be given as itself or as its Not… twin, but not as both. */
function pair(statement: JsonObject, name: string, pointer: string, report: Problems): [unknown, boolean, string] {
  const negated = statement[`Not${name}`] !== undefined;
  if (negated && statement[name] !== undefined) {
    report.add(child(pointer, `Not${name}`), `Statement must not contain both ${name} and Not${name}`, "syntax");
  }
  const field = negated ? `Not${name}` : name;
  return [statement[field], negated, child(pointer, field)];
}

function parseSelection(
  statement: JsonObject,
  name: "Action" | "Resource",
  pointer: string,
  report: Problems,
): Selection | undefined {
  const [value, negated, at] = pair(statement, name, pointer, report);
  if (value === undefined) return undefined;
  const patterns = strings(value, at, report);
  if (patterns.length === 0) reportMissing(name, at, report);
  for (const pattern of patterns) {
    const problem = name === "Action" ? actionProblem(pattern) : null;
    if (problem !== null) report.add(at, problem, "action");
    if (name === "Resource" && !RESOURCE.test(pattern)) {
      report.add(at, `Resource ${pattern} must be in ARN format or "*".`, "resource");
    }
  }
  return { negated, patterns };
}

function reportMissing(name: "Action" | "Resource", pointer: string, report: Problems): void {
  const message = `Policy statement must contain ${name.toLowerCase()}s.`;
  report.add(pointer, message, name === "Action" ? "noActions" : "noResources");
}

/** What is wrong with an action, in AWS's words; null: nothing. */
function actionProblem(action: string): string | null {
  const [vendor = "", ...names] = action.split(":");
  if (names.length === 0)
    return action === "*" ? null : "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
  if (names.length > 1) return "Actions/Condition can contain only one colon.";
  return VENDOR.test(vendor) ? null : `Vendor ${vendor} is not valid`;
}

function parseResource(statement: JsonObject, kind: PolicyKind, pointer: string, report: Problems) {
  const resource = parseSelection(statement, "Resource", pointer, report);
  if (kind === "trust" && resource !== undefined) {
    const message = resource.negated
      ? "AssumeRole policy must not contain resources."
      : "Has prohibited field Resource";
    report.add(pointer, message, "trust");
  }
  if (kind !== "trust" && resource === undefined) reportMissing("Resource", pointer, report);
  return resource;
}

function parseWho(
  statement: JsonObject,
  kind: PolicyKind,
  pointer: string,
  report: Problems,
): PrincipalSelection | undefined {
  const [value, negated, at] = pair(statement, "Principal", pointer, report);
  if (value === undefined) {
    if (kind !== "identity") report.add(pointer, "Missing required field Principal", "trust");
    return undefined;
  }
  if (kind === "identity") {
    report.add(at, "Policy document should not specify a principal.", "principal");
    return undefined;
  }
  if (kind === "trust" && negated) {
    const inDeny = "AssumeRole policy must not contain NotPrincipal field.";
    report.add(at, statement["Effect"] === "Allow" ? "Allow with NotPrincipal is not allowed." : inDeny, "trust");
  }
  return parsePrincipal(value, negated, at, report);
}

function parseEffect(statement: JsonObject, pointer: string, report: Problems): Statement["effect"] {
  const { Effect: effect } = statement;
  if (effect === "Allow" || effect === "Deny") return effect;
  if (effect === undefined) report.add(pointer, "Missing required field Effect", "syntax");
  else {
    const isCase = typeof effect === "string" && /^(allow|deny)$/i.test(effect);
    const message = `Invalid effect: ${JSON.stringify(effect)}, must be "Allow" or "Deny"`;
    report.add(child(pointer, "Effect"), message, isCase ? "legacy" : "syntax");
  }
  return "Deny";
}

/** Reads one statement; undefined when it has no actions to speak of. Problems are reported with their place. */
export function parseStatement(
  value: unknown,
  kind: PolicyKind,
  version: PolicyVersion,
  pointer: string,
  report: Problems,
): Statement | undefined {
  if (!isObject(value)) {
    report.add(pointer, "must be an object", "syntax");
    return undefined;
  }
  for (const field of Object.keys(value)) {
    if (!FIELDS.has(field)) report.add(child(pointer, field), `Unknown field ${field}`, "syntax");
  }
  const { Sid: sid } = value;
  if (sid !== undefined && typeof sid !== "string") report.add(child(pointer, "Sid"), "must be a string", "syntax");
  const effect = parseEffect(value, pointer, report);
  const principal = parseWho(value, kind, pointer, report);
  const action = parseSelection(value, "Action", pointer, report);
  const resource = parseResource(value, kind, pointer, report);
  const conditions = parseConditions(value["Condition"], version, child(pointer, "Condition"), report);
  if (action === undefined) {
    reportMissing("Action", pointer, report);
    return undefined;
  }
  return { sid: typeof sid === "string" ? sid : undefined, effect, principal, action, resource, conditions };
}
