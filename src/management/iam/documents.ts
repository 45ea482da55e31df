import type { PolicyKind } from "../../policies/document.ts";
import { parsePolicy } from "../../policies/parse.ts";
import { malformedPolicyDocument } from "../../wire/iam-faults.ts";

/** Checks a document before it is stored. Throws MalformedPolicyDocument with the first thing that is wrong with it. */
export function checkedDocument(document: string, kind: PolicyKind): string {
  const parsed = parsePolicy(document, kind);
  const problem = parsed.ok ? undefined : parsed.problems[0];
  if (!problem) return document;
  // Recorded: a trust policy that is no JSON has words of its own.
  if (kind === "trust" && !isJson(document)) throw malformedPolicyDocument("This policy contains invalid Json");
  throw malformedPolicyDocument(problem.pointer === "" ? problem.message : `${problem.message} (${problem.pointer})`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A document as answers carry it: percent-encoded (RFC 3986), as the operations' documentation says. */
export function encodedDocument(document: string): string {
  return encodeURIComponent(document).replaceAll(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
