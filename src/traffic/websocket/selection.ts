import type { MappingSource } from "../../plan/rest-api.ts";
import type { Selection } from "../../plan/websocket-api.ts";
import { JsonSyntaxError } from "../../languages/jsonpath/parse-json.ts";
import { compileSource, InvalidJson } from "../rest-api/values.ts";
import type { WebSocketExchange } from "./websocket-exchange.ts";

/** Evaluates a selection expression; what cannot be read (a message that is no JSON, say) is empty. */
export type Select = (exchange: WebSocketExchange) => string;

/** Compiles a selection expression. */
export function compileSelection(selection: Selection): Select {
  const readers = selection.map((part) => (part.kind === "text" ? () => part.text : compilePart(part.source)));
  const [only] = readers;
  const join: Select =
    only && readers.length === 1 ? only : (exchange) => readers.map((read) => read(exchange)).join("");
  return (exchange) => {
    try {
      return join(exchange);
    } catch (error) {
      if (error instanceof InvalidJson || error instanceof JsonSyntaxError) return "";
      throw error;
    }
  };
}

function compilePart(source: MappingSource): Select {
  const read = compileSource(source);
  const isBody = source.kind === "requestBody" || source.kind === "responseBody";
  const names = source.kind === "requestBody" ? memberNames(source.path) : null;
  return (exchange) => {
    const text = names && exchange.bodyText !== null ? memberOf(exchange.bodyText, names) : undefined;
    const value = text ?? read(exchange);
    if (value === undefined) return "";
    return typeof value === "string" ? (isBody ? listed(value) : value) : value.join(",");
  };
}

/** The names of a path that does nothing but go from member to member; null: it does more. */
function memberNames(path: string | null): string[] | null {
  return path !== null && /^\$(?:\.[A-Za-z]\w*)+$/.test(path) ? path.slice(2).split(".") : null;
}

/** The text at such a path, which is how most routes are selected; undefined: there is none, or no text, and the rules of JSONPath say what is there. */
function memberOf(text: string, names: readonly string[]): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  for (const name of names) {
    if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
      return undefined;
    // Just checked.
    value = (value as Record<string, unknown>)[name];
  }
  return typeof value === "string" ? value : undefined;
}

/** A list stands as `[one, two]` (developer guide, "Route selection expressions"). */
function listed(text: string): string {
  if (!text.startsWith("[")) return text;
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list)
      ? `[${list.map((one) => (typeof one === "object" ? JSON.stringify(one) : String(one))).join(", ")}]`
      : text;
  } catch {
    return text;
  }
}

/** Chooses among entries by a selection expression; without one, and for what it does not give, `$default`. */
export function chooser<T>(
  selection: Selection | null,
  entries: readonly (readonly [key: string, value: T])[],
): (exchange: WebSocketExchange) => T | undefined {
  const byKey = new Map(entries);
  const byDefault = byKey.get("$default");
  if (selection === null) return () => byDefault;
  const select = compileSelection(selection);
  return (exchange) => byKey.get(select(exchange)) ?? byDefault;
}
