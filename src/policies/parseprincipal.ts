import type { NamedPrincipal, PrincipalSelection, PrincipalType } from "./document.ts";
import type { JsonObject, Problems } from "./pointer.ts";
import { child, isObject, strings } from "./pointer.ts";

const TYPES: readonly PrincipalType[] = ["AWS", "Service", "Federated", "CanonicalUser"];
/** An account, a principal's ARN, or a unique id, as IAM writes it in place of a deleted principal. */
const AWS_NAME = /^([0-9]{12}|arn:[a-z-]+:(iam|sts)::[0-9]{12}:[^*?]+|A[A-Z0-9]{15,127}|\*)$/;

function checkName({ type, name }: NamedPrincipal, pointer: string, report: Problems): void {
  const valid = type === "AWS" ? AWS_NAME.test(name) : name !== "" && !name.includes("?");
  if (!valid) report.add(pointer, `Invalid principal in policy: "${type}":"${name}"`, "trust");
}

function parseNames(value: JsonObject, pointer: string, report: Problems): readonly NamedPrincipal[] {
  const names: NamedPrincipal[] = [];
  for (const [key, listed] of Object.entries(value)) {
    const at = child(pointer, key);
    const type = TYPES.find((known) => known === key);
    if (type === undefined) {
      report.add(at, `Unknown principal type ${key}, must be one of ${TYPES.join(", ")}`);
      continue;
    }
    for (const name of strings(listed, at, report)) {
      checkName({ type, name }, at, report);
      names.push({ type, name });
    }
  }
  if (names.length === 0) report.add(pointer, "The passed in policy has a statement with no principals!", "trust");
  return names;
}

/** Reads Principal or NotPrincipal: `"*"`, or names by their type. */
export function parsePrincipal(
  value: unknown,
  negated: boolean,
  pointer: string,
  report: Problems,
): PrincipalSelection | undefined {
  if (value === "*") return { negated, names: [{ type: "AWS", name: "*" }] };
  if (isObject(value)) return { negated, names: parseNames(value, pointer, report) };
  report.add(pointer, 'must be "*" or an object of principals by type');
  return undefined;
}
