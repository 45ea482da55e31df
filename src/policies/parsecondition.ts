import type { Condition, PolicyRule, PolicyVersion, SetQualifier } from "./document.ts";
import { OPERATORS } from "./operators.ts";
import type { Problems } from "./pointer.ts";
import { child, isObject, listed } from "./pointer.ts";

type OperatorName = Pick<Condition, "qualifier" | "operator" | "ifExists">;

const QUALIFIERS: readonly SetQualifier[] = ["ForAllValues", "ForAnyValue"];
const IF_EXISTS = "IfExists";

/** Operators are written in any casing in the wild; AWS takes them so. */
function knownOperator(name: string): string | undefined {
  if (Object.hasOwn(OPERATORS, name) || name === "Null") return name;
  const lower = name.toLowerCase();
  return [...Object.keys(OPERATORS), "Null"].find((known) => known.toLowerCase() === lower);
}

function parseOperator(text: string): OperatorName | undefined {
  const colon = text.indexOf(":");
  const prefix = colon < 0 ? undefined : text.slice(0, colon).toLowerCase();
  const qualifier = QUALIFIERS.find((known) => known.toLowerCase() === prefix);
  if (prefix !== undefined && qualifier === undefined) return undefined;
  const name = text.slice(colon + 1);
  const ifExists = name.toLowerCase().endsWith(IF_EXISTS.toLowerCase());
  const operator = knownOperator(ifExists ? name.slice(0, -IF_EXISTS.length) : name);
  if (operator === undefined || (operator === "Null" && ifExists)) return undefined;
  return { qualifier, operator, ifExists };
}

/** What IAM says of a value that the operator cannot take, which for most is its older parser's to refuse. */
function ruleOf(operator: string): PolicyRule | undefined {
  if (operator === "BinaryEquals") return "syntax";
  return operator === "Bool" || operator === "Null" ? undefined : "legacy";
}

/** Values may be numbers and booleans, too; they are compared as texts. */
function parseValues(value: unknown, pointer: string, report: Problems): readonly (readonly [string, string])[] {
  const values: (readonly [string, string])[] = [];
  for (const [item, at] of listed(value, pointer)) {
    if (typeof item === "string" || typeof item === "number" || typeof item === "boolean")
      values.push([String(item), at]);
    else report.add(at, "must be a string, a number or a boolean", "syntax");
  }
  return values;
}

function takes(operator: string, value: string, version: PolicyVersion): boolean {
  if (operator === "Null") return /^(true|false)$/i.test(value);
  return OPERATORS[operator]?.compile(value, version) !== undefined;
}

function parseKeys(name: OperatorName, block: object, version: PolicyVersion, pointer: string, report: Problems) {
  const conditions: Condition[] = [];
  for (const [key, given] of Object.entries(block)) {
    const at = child(pointer, key);
    const values = parseValues(given, at, report);
    for (const [value, place] of values) {
      if (takes(name.operator, value, version)) continue;
      report.add(place, `${name.operator} cannot take the value ${value}`, ruleOf(name.operator));
    }
    conditions.push({ ...name, key: key.toLowerCase(), values: values.map(([value]) => value) });
  }
  return conditions;
}

/** Reads a Condition element; all of its operators and keys must hold together. */
export function parseConditions(
  value: unknown,
  version: PolicyVersion,
  pointer: string,
  report: Problems,
): readonly Condition[] {
  if (value === undefined) return [];
  if (!isObject(value)) {
    report.add(pointer, "must be an object of condition operators", "syntax");
    return [];
  }
  const conditions: Condition[] = [];
  for (const [operator, block] of Object.entries(value)) {
    const at = child(pointer, operator);
    const name = parseOperator(operator);
    if (!isObject(block)) report.add(at, "must be an object of condition keys", "syntax");
    else if (name) conditions.push(...parseKeys(name, block, version, at, report));
    // Without keys it asks for nothing, whatever it is (so at AWS).
    else if (Object.keys(block).length > 0) report.add(at, `Invalid Condition type : ${operator}`, "syntax");
  }
  return conditions;
}
