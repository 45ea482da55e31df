import type { Expression } from "../../plan/expression.ts";

const PLACEHOLDER = /\$\{stageVariables\.([^}]*)\}|\{([^{}]+)\}/g;

/**
 * Parses a REST integration's URI into its parts: `${stageVariables.name}` is filled from the stage, `{name}` by a mapping to
 * `integration.request.path.name`; a placeholder that nothing fills stays as it is.
 */
export function parseRestUri(uri: string): Expression {
  const parts: Expression = [];
  let at = 0;
  for (const match of uri.matchAll(PLACEHOLDER)) {
    if (match.index > at) parts.push({ kind: "text", text: uri.slice(at, match.index) });
    const [whole, stageVariable, pathParameter] = match;
    if (stageVariable !== undefined) parts.push({ kind: "stageVariable", name: stageVariable });
    else parts.push({ kind: "pathParameter", name: pathParameter ?? "" });
    at = match.index + whole.length;
  }
  if (at < uri.length) parts.push({ kind: "text", text: uri.slice(at) });
  return parts;
}

/** Parses text in which only stage variables are filled in: ARNs. */
export function parseStageText(text: string): Expression {
  return parseRestUri(text).map((part) =>
    part.kind === "pathParameter" ? { kind: "text", text: `{${part.name}}` } : part,
  );
}

const SERVICE_ARN = /^arn:[^:]+:apigateway:([^:]*):(?:([^:.]+)\.)?([^:.]+):(path|action)\/(.*)$/s;
// AWS takes slashes (older tutorials write a second one) and white space (recorded) before the version.
const FUNCTION_PATH = /^[/\s]*\d{4}-\d\d-\d\d\/functions\/(.+)\/(invocations|response-streaming-invocations)$/s;

/** What an `arn:aws:apigateway:…` URI names. */
export type ServiceUri =
  | { kind: "lambda"; functionArn: Expression; streamed: boolean }
  | {
      kind: "service";
      region: string;
      subdomain: string | null;
      service: string;
      action: { kind: "action"; name: Expression } | { kind: "path"; path: Expression };
    };

/** Takes apart the URI of an AWS or AWS_PROXY integration (PutIntegration, `uri`); null where it is none. */
export function parseServiceUri(uri: string): ServiceUri | null {
  const match = SERVICE_ARN.exec(uri);
  if (!match) return null;
  const [, region = "", subdomain = null, service = "", kind, rest = ""] = match;
  const invocation = service === "lambda" && kind === "path" ? FUNCTION_PATH.exec(rest) : null;
  if (invocation) {
    return {
      kind: "lambda",
      functionArn: parseStageText(invocation[1] ?? ""),
      streamed: invocation[2] === "response-streaming-invocations",
    };
  }
  const action =
    kind === "action"
      ? { kind: "action" as const, name: parseRestUri(rest) }
      : { kind: "path" as const, path: parseRestUri(`/${rest}`) };
  return { kind: "service", region, subdomain, service, action };
}
