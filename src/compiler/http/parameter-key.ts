import { isToken } from "../../languages/http/token.ts";
import { isReservedHeader } from "./reserved-headers.ts";

/** Something parsed, or why it cannot be. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; message: string };

/** Whether a mapping changes the request to the backend or the backend's response. */
export type MappingSide = "request" | "response";

/** What a parameter mapping changes, as its key says. */
export type ParameterTarget =
  | { on: "header" | "querystring"; action: "append" | "overwrite" | "remove"; name: string }
  | { on: "path" | "statuscode"; action: "overwrite" };

const KEY = /^(append|overwrite|remove):(header|querystring)\.(.+)$/s;

/**
 * Parses the key of a parameter mapping of an HTTP API ("Transform API requests and responses for HTTP APIs"):
 * `append|overwrite|remove:header.{name}`, for requests also `…:querystring.{name}` and `overwrite:path`, for responses
 * `overwrite:statuscode`. Reserved headers are refused, as AWS refuses them when the integration is put.
 */
export function parseParameterKey(key: string, side: MappingSide): Parsed<ParameterTarget> {
  if (side === "request" && key === "overwrite:path") return { ok: true, value: { on: "path", action: "overwrite" } };
  if (side === "response" && key === "overwrite:statuscode") {
    return { ok: true, value: { on: "statuscode", action: "overwrite" } };
  }
  const match = KEY.exec(key);
  const [, action, on, name = ""] = match ?? [];
  const wrongPlace = on === "querystring" && side === "response";
  if (!match || wrongPlace || (on === "header" && !isToken(name))) {
    const what = side === "request" ? "Request" : "Response";
    return { ok: false, message: `Invalid ${what} Actioned Parameter specified: ${key}` };
  }
  if (on === "header" && isReservedHeader(name)) {
    return { ok: false, message: `Operations on header ${name} are restricted` };
  }
  // The pattern admits only these words.
  const target = { on, action, name } as ParameterTarget;
  return { ok: true, value: target };
}

/** Parses the status code that response parameters stand for: 200 to 599, as AWS takes it. */
export function parseResponseStatus(text: string): Parsed<number> {
  return /^[2-5]\d\d$/.test(text)
    ? { ok: true, value: Number(text) }
    : {
        ok: false,
        message: `Invalid integration response status code specified: ${text}. Must be between 200 and 599`,
      };
}
