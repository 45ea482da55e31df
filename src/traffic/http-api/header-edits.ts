import type { ParameterEdit } from "../../plan/http-api.ts";
import type { Exchange } from "../exchange.ts";
import { type ValueReader, compileExpression } from "./values.ts";

/** Changes headers in place; `answer` is the backend's, null on the way there. Throws TypeError for a value that no header can have. */
export type HeaderEdit = (headers: Headers, exchange: Exchange, answer: Response | null) => void;

type Change = { action: "remove"; name: string } | { action: "append" | "overwrite"; name: string; read: ValueReader };

/** Compiles the changes of headers; null where there are none. A source that is missing changes nothing. */
export function compileHeaderEdits(edits: readonly ParameterEdit[]): HeaderEdit | null {
  const changes = edits.flatMap((edit): Change[] => {
    if (edit.on !== "header") return [];
    const { name } = edit;
    return edit.action === "remove"
      ? [{ action: "remove", name }]
      : [{ action: edit.action, name, read: compileExpression(edit.value, "text") }];
  });
  if (changes.length === 0) return null;
  return (headers, exchange, answer) => {
    for (const change of changes) {
      if (change.action === "remove") {
        headers.delete(change.name);
        continue;
      }
      const value = change.read(exchange, answer);
      if (value === undefined) continue;
      if (change.action === "append") headers.append(change.name, value);
      else headers.set(change.name, value);
    }
  };
}
