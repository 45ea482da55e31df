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

const ACTION = /^(\*|[a-zA-Z0-9*?-]+:[a-zA-Z0-9*?]+)$/;
/** An ARN (or its beginning), `*`, or API Gateway's short form. */
const RESOURCE = /^(\*|arn:|execute-api:\/|\$\{)/;

/** Reads an element that may be given as itself or as its Not… twin, but not as both. */
function pair(statement: JsonObject, name: string, pointer: string, report: Problems): [unknown, boolean, string] {
  const negated = statement[`Not${name}`] !== undefined;
  if (negated && statement[name] !== undefined) {
    report.add(child(pointer, `Not${name}`), `Statement must not contain both ${name} and Not${name}`);
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
  if (patterns.length === 0) report.add(at, `Policy statement must contain ${name.toLowerCase()}s.`);
  for (const pattern of patterns) {
    if (name === "Action" && !ACTION.test(pattern)) {
      report.add(at, `Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.: ${pattern}`);
    }
    if (name === "Resource" && !RESOURCE.test(pattern)) {
      report.add(at, `Resource ${pattern} must be in ARN format or "*".`);
    }
  }
  return { negated, patterns };
}

function parseResource(statement: JsonObject, kind: PolicyKind, pointer: string, report: Problems) {
  const resource = parseSelection(statement, "Resource", pointer, report);
  if (kind === "trust" && resource !== undefined) report.add(pointer, "Has prohibited field Resource");
  if (kind !== "trust" && resource === undefined) report.add(pointer, "Policy statement must contain resources.");
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
    if (kind !== "identity") report.add(pointer, "Missing required field Principal");
    return undefined;
  }
  if (kind === "identity") {
    report.add(at, "Policy document should not specify a principal.");
    return undefined;
  }
  if (kind === "trust" && negated) report.add(at, "Has prohibited field NotPrincipal");
  return parsePrincipal(value, negated, at, report);
}

function parseEffect(statement: JsonObject, pointer: string, report: Problems): Statement["effect"] {
  const { Effect: effect } = statement;
  if (effect === "Allow" || effect === "Deny") return effect;
  if (effect === undefined) report.add(pointer, "Missing required field Effect");
  else report.add(child(pointer, "Effect"), `Invalid effect: ${JSON.stringify(effect)}, must be "Allow" or "Deny"`);
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
    report.add(pointer, "must be an object");
    return undefined;
  }
  for (const field of Object.keys(value)) {
    if (!FIELDS.has(field)) report.add(child(pointer, field), `Unknown field ${field}`);
  }
  const { Sid: sid } = value;
  if (sid !== undefined && typeof sid !== "string") report.add(child(pointer, "Sid"), "must be a string");
  const effect = parseEffect(value, pointer, report);
  const principal = parseWho(value, kind, pointer, report);
  const action = parseSelection(value, "Action", pointer, report);
  const resource = parseResource(value, kind, pointer, report);
  const conditions = parseConditions(value["Condition"], version, child(pointer, "Condition"), report);
  if (action === undefined) {
    report.add(pointer, "Policy statement must contain actions.");
    return undefined;
  }
  return { sid: typeof sid === "string" ? sid : undefined, effect, principal, action, resource, conditions };
}
