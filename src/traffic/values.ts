import type { Expression, ExpressionPart } from "../plan/expression.ts";
import { contextVariable } from "./context.ts";
import type { Exchange } from "./exchange.ts";
import { queryValue } from "./query.ts";

/** Reads a value of the request; undefined where its source is missing. */
export type ValueReader = (exchange: Exchange) => string | undefined;

/** Makes one reader of an expression whose sources are all known before the backend has answered. */
export function compileExpression(expression: Expression): ValueReader {
  const [first, ...others] = expression.map(compilePart);
  if (!first) return () => "";
  if (others.length === 0) return first;
  const all = [first, ...others];
  return (exchange) => {
    let text = "";
    for (const read of all) text += read(exchange) ?? "";
    return text;
  };
}

function compilePart(part: ExpressionPart): ValueReader {
  switch (part.kind) {
    case "text":
      return () => part.text;
    case "header":
      return (exchange) => exchange.request.headers.get(part.name) ?? undefined;
    case "querystring":
      return (exchange) => queryValue(exchange.rawQuery, part.name);
    case "pathParameter":
      return (exchange) => exchange.pathParameters?.[part.name];
    case "path":
      return (exchange) => exchange.path;
    case "stageVariable":
      return (exchange) => exchange.stage.variables[part.name];
    case "context":
      return (exchange) => contextVariable(exchange, part.name);
    case "body":
    case "responseHeader":
    case "responseBody":
      throw new Error(`a value of kind ${part.kind} cannot be read here`);
  }
}
