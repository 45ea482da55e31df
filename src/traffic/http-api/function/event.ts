import { encodeBase64 } from "../../../languages/http/content-conversion.ts";
import { mediaTypeEssence } from "../../../languages/http/media-types.ts";
import { decodePercent } from "../../../languages/http/percent-encoding.ts";
import type { Exchange } from "../../exchange.ts";
import { compileHeaderEdits, type HeaderEdit } from "../header-edits.ts";
import { compileQueryEdits, type QueryEdit } from "../query-edits.ts";
import type { ParameterEdit } from "../../../plan/http-api.ts";
import { stagePath } from "../stage-path.ts";
import { compileExpression, type ValueReader } from "../values.ts";

/** What an event is made of beside the exchange. */
export interface EventParts {
  headers: Headers;
  /** raw */
  query: string;
  paths: EventPaths;
}

/** A request's path, with the stage's segment, in the two places where events show it. */
export interface EventPaths {
  /** `rawPath` of format 2.0, `path` of format 1.0 */
  own: string;
  inContext: string;
}

/** The changes that an integration's request parameters make, compiled. */
export interface EventEdits {
  headers: HeaderEdit | null;
  query: QueryEdit | null;
  path: ValueReader | null;
}

/** Compiles an integration's request parameters for events. */
export function compileEventEdits(edits: readonly ParameterEdit[]): EventEdits {
  const path = edits.flatMap((edit) => (edit.on === "path" ? [compileExpression(edit.value, "text")] : [])).at(-1);
  return { headers: compileHeaderEdits(edits), query: compileQueryEdits(edits), path: path ?? null };
}

/**
 * The path as HTTP APIs show it to functions: decoded, and cut at a question mark that was encoded; only `path` of format 1.0 is as it was
 * sent (recorded from AWS). Under a custom domain format 1.0 has the base path in the place of the stage's segment. A mapped path stands
 * in both places.
 */
export function eventPaths(exchange: Exchange, format: "1.0" | "2.0", mapped?: string): EventPaths {
  if (mapped !== undefined) return { own: mapped, inContext: mapped };
  const sent = format === "2.0" ? stagePath(exchange) : exchange.fullPath;
  const decoded = decodePercent(sent);
  const question = decoded.indexOf("?");
  const inContext = question === -1 ? decoded : decoded.slice(0, question);
  return { own: format === "2.0" ? inContext : sent, inContext };
}

/** Path parameters as events show them, decoded; null: the route has none. */
export function eventPathParameters({ pathParameters }: Exchange): Record<string, string> | null {
  if (!pathParameters) return null;
  return Object.fromEntries(Object.entries(pathParameters).map(([name, value]) => [name, decodePercent(value)]));
}

const TEXT_TYPES = new Set(["application/json", "application/javascript", "application/xml"]);

/** A body in an event. */
export interface EventBody {
  body: string;
  isBase64Encoded: boolean;
}

/**
 * The body as an event shows it, null without one: as text where its type is `text/*`, JSON, JavaScript or XML and nothing says
 * that it is compressed, everything else, also forms and what has no type, in base64 (recorded from AWS; HTTP APIs have no list of
 * binary types).
 */
export function eventBody({ body, request }: Exchange): EventBody | null {
  if (body === null || body.byteLength === 0) return null;
  const type = mediaTypeEssence(request.headers.get("content-type"));
  const coding = request.headers.get("content-encoding");
  const isText =
    type !== undefined &&
    (type.startsWith("text/") || TEXT_TYPES.has(type)) &&
    (coding === null || coding === "identity");
  return isText
    ? { body: new TextDecoder("utf-8", { fatal: false, ignoreBOM: true }).decode(body), isBase64Encoded: false }
    : { body: encodeBase64(body), isBase64Encoded: true };
}

/** The stage's variables as events show them; null: the stage has none. */
export function eventStageVariables({ variables }: Exchange): Readonly<Record<string, string>> | null {
  return Object.keys(variables).length === 0 ? null : variables;
}
