import type { Expression, ExpressionPart } from "../../plan/expression.ts";

const STAGE_VARIABLE = /\$\{stageVariables\.(\w+)\}/g;
const INVOCATION = /^arn:[\w-]+:apigateway:[\w-]+:lambda:path\/\d{4}-\d\d-\d\d\/functions\/(.+)\/invocations$/s;

/**
 * The function's ARN that an AWS_PROXY integration or an authorizer names: as such (`arn:aws:lambda:…:function:name`), or inside
 * API Gateway's own form (`arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{arn}/invocations`). Stage variables
 * may stand anywhere in it. Null where the URI names no function.
 */
export function parseFunctionUri(uri: string): Expression | null {
  const arn = INVOCATION.exec(uri)?.[1] ?? uri;
  if (!/^(arn:[\w-]+:lambda:|\$\{stageVariables\.\w+\})/.test(arn)) return null;
  return parseStageVariables(arn);
}

/** A text in which `${stageVariables.name}` is filled in when called. */
export function parseStageVariables(text: string): Expression {
  const parts: ExpressionPart[] = [];
  let at = 0;
  for (const match of text.matchAll(STAGE_VARIABLE)) {
    if (match.index > at) parts.push({ kind: "text", text: text.slice(at, match.index) });
    parts.push({ kind: "stageVariable", name: match[1] ?? "" });
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push({ kind: "text", text: text.slice(at) });
  return parts;
}
