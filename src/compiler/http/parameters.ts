import type { Integration } from "@aws-sdk/client-apigatewayv2";
import type { ParameterEdit, ResponseEdits } from "../../plan/http-api.ts";
import type { CompileProblem } from "../record.ts";
import { type MappingSide, parseParameterKey, parseResponseStatus } from "./parameter-key.ts";
import { parseParameterValue } from "./parameter-value.ts";

/** The changes in the order they are made: what is appended must not be overwritten. */
const ORDER = { remove: 0, overwrite: 1, append: 2 };

interface Edits {
  edits: ParameterEdit[];
  /** each as AWS words it, with the key that it is about */
  problems: { key: string; message: string }[];
}

/** Parses one map of parameter mappings. An empty value is no mapping: it is how AWS's UpdateIntegration takes one away. */
function parseMappings(mappings: Record<string, string>, side: MappingSide): Edits {
  const edits: ParameterEdit[] = [];
  const problems: Edits["problems"] = [];
  for (const [key, text] of Object.entries(mappings)) {
    const target = parseParameterKey(key, side);
    if (!target.ok) {
      problems.push({ key, message: target.message });
      continue;
    }
    if (target.value.action === "remove") {
      edits.push({ ...target.value, action: "remove" });
      continue;
    }
    if (text === "") continue;
    const value = parseParameterValue(text, side);
    if (!value.ok) problems.push({ key, message: value.message });
    else if (target.value.on === "statuscode" && isBadStatus(text)) {
      problems.push({ key, message: `Invalid mapping expression specified: ${text}` });
    } else {
      // Which actions a place has is known by the target; a spread loses it.
      edits.push({ ...target.value, value: value.value } as ParameterEdit);
    }
  }
  edits.sort((a, b) => ORDER[a.action] - ORDER[b.action]);
  return { edits, problems };
}

/** A static status code that is none; what an expression yields shows only when called. */
function isBadStatus(text: string): boolean {
  return !text.includes("$") && !/^[2-5]\d\d$/.test(text);
}

/** The parameter mappings of an integration, both ways. */
export function compileParameters(
  integration: Integration,
  place: string,
): { requestEdits: ParameterEdit[]; responseEdits: ResponseEdits[]; problems: CompileProblem[] } {
  const problems: CompileProblem[] = [];
  const report = (where: string, found: Edits["problems"]): void => {
    for (const { key, message } of found)
      problems.push({ severity: "error", place: `${place}, ${where} ${key}`, message });
  };
  // Of a first-class integration they are the parameters of the service's action.
  const mappings = integration.IntegrationSubtype ? {} : integration.RequestParameters;
  const request = parseMappings(mappings ?? {}, "request");
  report("request parameter", request.problems);
  const responseEdits: ResponseEdits[] = [];
  for (const [status, mappings] of Object.entries(integration.ResponseParameters ?? {})) {
    const code = parseResponseStatus(status);
    if (!code.ok) {
      report("response parameters of", [{ key: status, message: code.message }]);
      continue;
    }
    const { edits, problems: found } = parseMappings(mappings, "response");
    report(`response parameter of ${status}`, found);
    if (edits.length > 0) responseEdits.push({ statusCode: code.value, edits });
  }
  return { requestEdits: request.edits, responseEdits, problems };
}
