import type { PolicyKind, PolicyProblem, PolicyRule } from "../../policies/document.ts";
import { parsePolicy } from "../../policies/parse.ts";
import { isObject, listed } from "../../policies/pointer.ts";
import { malformedPolicyDocument } from "../../wire/iam-faults.ts";
import { identityProblems, trustProblems } from "./statement-rules.ts";

/** Checks a document before it is stored. Throws MalformedPolicyDocument with what IAM finds first. */
export function checkedDocument(document: string, kind: PolicyKind): string {
  const [problem] = problemsOf(document, kind).toSorted((a, b) => rankOf(a) - rankOf(b));
  if (!problem) return document;
  // Recorded: a trust policy that is no JSON has words of its own.
  if (kind === "trust" && parsedJson(document) === undefined)
    throw malformedPolicyDocument("This policy contains invalid Json");
  throw malformedPolicyDocument(sentenceOf(problem, kind));
}

/** The same for managed policies, which must be written in today's version of the language. */
export function checkedManagedDocument(document: string): string {
  const json = parsedJson(document);
  const isSyntax = problemsOf(document, "identity").some(({ rule }) => rule === "syntax");
  if (!isSyntax && isObject(json) && json["Version"] !== "2012-10-17")
    throw malformedPolicyDocument("Policy document must be version 2012-10-17 or greater.");
  return checkedDocument(document, "identity");
}

/** The order in which IAM looks for what is wrong; what it has no rule for comes last. */
const ORDER: readonly PolicyRule[] = [
  "syntax",
  "legacy",
  "principal",
  "trust",
  "sid",
  "noActions",
  "resource",
  "action",
  "noResources",
];

function rankOf({ rule }: PolicyProblem): number {
  return rule === undefined ? ORDER.length : ORDER.indexOf(rule);
}

/** Where IAM has one sentence for all that breaks a rule. */
const SENTENCES: Partial<Record<PolicyKind, Partial<Record<PolicyRule, string>>>> = {
  identity: { syntax: "Syntax errors in policy.", legacy: "The policy failed legacy parsing" },
  trust: { sid: "The Statement Ids in the policy are not unique", noActions: "Missing required field Action" },
};

/** IAM's sentence, which does not tell the place. */
function sentenceOf({ rule, message, pointer }: PolicyProblem, kind: PolicyKind): string {
  const sentence = rule && SENTENCES[kind]?.[rule];
  if (sentence !== undefined) return sentence;
  const isIams = rule !== undefined && (kind === "identity" || rule === "trust");
  return isIams || pointer === "" ? message : `${message} (${pointer})`;
}

const NO_STATEMENT: Record<"identity" | "trust", PolicyProblem> = {
  identity: { pointer: "/Statement", message: "must name a statement", rule: "syntax" },
  trust: { pointer: "/Statement", message: "Could not parse the policy: Statement is empty!", rule: "trust" },
};

function problemsOf(document: string, kind: PolicyKind): readonly PolicyProblem[] {
  const parsed = parsePolicy(document, kind);
  const found = parsed.ok ? [] : parsed.problems;
  if (kind === "resource") return found;
  const statements = statementsOf(document);
  const problems = kind === "trust" ? trustProblems : identityProblems;
  return [
    ...found.filter(({ rule }) => rule !== "resource"),
    ...statements.flatMap(([statement, pointer]) => (isObject(statement) ? problems(statement, pointer) : [])),
    ...(statements.length === 0 && found.length === 0 ? [NO_STATEMENT[kind]] : []),
  ];
}

function statementsOf(document: string): readonly (readonly [unknown, string])[] {
  const json = parsedJson(document);
  return isObject(json) ? listed(json["Statement"], "/Statement") : [];
}

/** Undefined: it is no JSON. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A document as answers carry it: percent-encoded (RFC 3986), as the operations' documentation says. */
export function encodedDocument(document: string): string {
  return encodeURIComponent(document).replaceAll(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
