import type { PolicyKind } from "../../policies/document.ts";
import { parsePolicy } from "../../policies/parse.ts";
import { malformedPolicyDocument } from "../../wire/iam-faults.ts";

/** Checks a document before it is stored. Throws MalformedPolicyDocument with the first thing that is wrong with it. */
export function checkedDocument(document: string, kind: PolicyKind): string {
  const parsed = parsePolicy(document, kind);
  const problem = parsed.ok ? undefined : parsed.problems[0];
  if (!problem) return document;
  throw malformedPolicyDocument(problem.pointer === "" ? problem.message : `${problem.message} (${problem.pointer})`);
}

/** A document as answers carry it: percent-encoded (RFC 3986), as the operations' documentation says. */
export function encodedDocument(document: string): string {
  return encodeURIComponent(document).replaceAll(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
