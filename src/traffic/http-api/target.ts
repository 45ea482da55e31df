import type { Expression } from "../../plan/expression.ts";
import type { ParameterEdit } from "../../plan/http-api.ts";
import type { Exchange } from "../exchange.ts";
import { compileQueryEdits } from "./query-edits.ts";
import { type ValueReader, compileExpression, staticText } from "./values.ts";

/** Makes the backend's address for a request. */
export type Target = (exchange: Exchange) => string;

/** An integration's URI without its query, and the query. */
interface Base {
  /** scheme, host and path */
  address: string;
  query: string;
}

/**
 * Compiles the backend's address of HTTP_PROXY: path variables and stage variables are filled in, of the `$default` route the
 * request's whole path is appended (developer guide, "Working with the $default route"), a mapped path takes the place of the
 * URI's. The query is the URI's own, then the client's as it was sent, then what is mapped.
 */
export function compileTarget(url: Expression, edits: readonly ParameterEdit[], isDefaultRoute: boolean): Target {
  const base = compileBase(url);
  const locate = compilePath(edits, isDefaultRoute);
  const editQuery = compileQueryEdits(edits);
  return (exchange) => {
    const { address, query: own } = base(exchange);
    const { rawQuery } = exchange;
    const both = own === "" ? rawQuery : rawQuery === "" ? own : `${own}&${rawQuery}`;
    const query = editQuery ? editQuery(both, exchange) : both;
    const located = locate ? locate(address, exchange) : address;
    return query === "" ? located : `${located}?${query}`;
  };
}

function compileBase(url: Expression): (exchange: Exchange) => Base {
  const fixed = staticText(url);
  if (fixed !== null) {
    const base = splitQuery(fixed);
    return () => base;
  }
  const readers = url.map((part) => ({ part, read: compileExpression([part], "path") }));
  return (exchange) => {
    let text = "";
    for (const { part, read } of readers) {
      const value = read(exchange, null);
      text += value ?? (part.kind === "pathParameter" ? `{${part.name}}` : "");
    }
    return splitQuery(text);
  };
}

function splitQuery(url: string): Base {
  const at = url.indexOf("?");
  return at === -1 ? { address: url, query: "" } : { address: url.slice(0, at), query: url.slice(at + 1) };
}

function compilePath(
  edits: readonly ParameterEdit[],
  isDefaultRoute: boolean,
): ((address: string, exchange: Exchange) => string) | null {
  const mapped = edits.flatMap((edit) => (edit.on === "path" ? [compileExpression(edit.value, "path")] : [])).at(-1);
  if (mapped) return (address, exchange) => withPath(address, mapped, exchange);
  if (!isDefaultRoute) return null;
  return (address, { path }) => (address.endsWith("/") ? address.slice(0, -1) : address) + path;
}

function withPath(address: string, read: ValueReader, exchange: Exchange): string {
  const path = read(exchange, null);
  if (path === undefined) return address;
  const host = address.indexOf("://") + 3;
  const slash = address.indexOf("/", host);
  const origin = slash === -1 ? address : address.slice(0, slash);
  return path.startsWith("/") ? origin + path : `${origin}/${path}`;
}
