import { decodeQueryComponent, encodeQueryComponent } from "../../languages/http/percent-encoding.ts";
import type { ParameterEdit } from "../../plan/http-api.ts";
import type { Exchange } from "../exchange.ts";
import { type ValueReader, compileExpression } from "./values.ts";

/** Changes a raw query; what it does not touch stays as it was sent. */
export type QueryEdit = (query: string, exchange: Exchange) => string;

interface Change {
  name: string;
  /** whether pairs of this name go first */
  removes: boolean;
  /** null: nothing is added */
  read: ValueReader | null;
}

/** Compiles the changes of the query; null where there are none. A source that is missing changes nothing. */
export function compileQueryEdits(edits: readonly ParameterEdit[]): QueryEdit | null {
  const changes = edits.flatMap((edit): Change[] =>
    edit.on === "querystring"
      ? [
          {
            name: edit.name,
            removes: edit.action !== "append",
            read: edit.action === "remove" ? null : compileExpression(edit.value, "text"),
          },
        ]
      : [],
  );
  if (changes.length === 0) return null;
  return (query, exchange) => {
    let text = query;
    for (const { name, removes, read } of changes) {
      const value = read?.(exchange, null);
      if (read && value === undefined) continue;
      if (removes) text = withoutName(text, name);
      if (value !== undefined) {
        text += `${text === "" ? "" : "&"}${encodeQueryComponent(name)}=${encodeQueryComponent(value)}`;
      }
    }
    return text;
  };
}

function withoutName(query: string, name: string): string {
  return query
    .split("&")
    .filter((pair) => {
      const equals = pair.indexOf("=");
      return decodeQueryComponent(equals === -1 ? pair : pair.slice(0, equals)) !== name;
    })
    .join("&");
}
