import type { Expression, ExpressionPart } from "../../plan/expression.ts";

const PLACEHOLDER = /\$\{stageVariables\.([A-Za-z0-9_]+)\}|\{([^{}$+]+)\+?\}/g;

/** Parses an integration URI: `{name}` is filled from the path, `${stageVariables.name}` from the stage. */
export function parseUri(uri: string): Expression {
  const parts: ExpressionPart[] = [];
  let at = 0;
  for (const match of uri.matchAll(PLACEHOLDER)) {
    if (match.index > at) parts.push({ kind: "text", text: uri.slice(at, match.index) });
    const [whole, stageVariable, pathParameter = ""] = match;
    parts.push(
      stageVariable ? { kind: "stageVariable", name: stageVariable } : { kind: "pathParameter", name: pathParameter },
    );
    at = match.index + whole.length;
  }
  if (at < uri.length) parts.push({ kind: "text", text: uri.slice(at) });
  return parts;
}
