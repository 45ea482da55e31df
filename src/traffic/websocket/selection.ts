import type { Selection } from "../../plan/websocket-api.ts";
import { JsonSyntaxError } from "../../languages/jsonpath/parse-json.ts";
import { compileSource, InvalidJson } from "../rest-api/values.ts";
import type { WebSocketExchange } from "./websocket-exchange.ts";

/** Evaluates a selection expression; what cannot be read (a message that is no JSON, say) is empty. */
export type Select = (exchange: WebSocketExchange) => string;

/** Compiles a selection expression. */
export function compileSelection(selection: Selection): Select {
  const readers = selection.map((part): Select => {
    if (part.kind === "text") return () => part.text;
    const read = compileSource(part.source);
    const isBody = part.source.kind === "requestBody" || part.source.kind === "responseBody";
    return (exchange) => {
      const value = read(exchange);
      if (value === undefined) return "";
      return typeof value === "string" ? (isBody ? listed(value) : value) : value.join(",");
    };
  });
  return (exchange) => {
    try {
      return readers.map((read) => read(exchange)).join("");
    } catch (error) {
      if (error instanceof InvalidJson || error instanceof JsonSyntaxError) return "";
      throw error;
    }
  };
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
