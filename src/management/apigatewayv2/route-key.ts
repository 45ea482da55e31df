import { badRequest } from "../../wire/faults.ts";

type Protocol = "HTTP" | "WEBSOCKET";

const HTTP_KEY = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY) (\/\S*)$/;
const PATH_PART = /^(\{[\w.:-]+\+?\}|[a-zA-Z0-9.:_-]+)$/;
const VARIABLE = /^\{([\w.:-]+)(\+?)\}$/;
const WEBSOCKET_KEYS = ["$connect", "$disconnect", "$default"];

/** Refuses a route key that AWS refuses, in its words. */
export function checkRouteKey(protocol: Protocol, key: string): void {
  if (protocol === "WEBSOCKET") return checkWebSocketKey(key);
  if (key === "$default") return;
  const path = HTTP_KEY.exec(key)?.[1];
  if (path === undefined)
    throw badRequest(
      'The provided route key is not formatted properly for HTTP protocol. Format should be "[HTTP METHOD] /[RESOURCE PATH]" or "$default"',
    );
  checkParts(key, partsOf(path));
}

function checkParts(key: string, parts: string[]): void {
  if (parts.some((part) => !PATH_PART.test(part)))
    throw badRequest(
      `One or more path parts appear to be invalid. Parts are validated against this regular expression: ${PATH_PART.source}`,
    );
  const variables = parts.map((part) => VARIABLE.exec(part));
  if (variables.slice(0, -1).some((variable) => variable?.[2] === "+"))
    throw badRequest(`A greedy path variable must be the last part of the path: ${key}`);
  const names = variables.flatMap((variable) => variable?.[1] ?? []);
  if (new Set(names).size < names.length) throw badRequest(`Path variables must have different names: ${key}`);
}

function checkWebSocketKey(key: string): void {
  if (key === "" || (key.startsWith("$") && !WEBSOCKET_KEYS.includes(key)))
    throw badRequest(`Invalid route key specified: '${key}'. Keys with a $ are ${WEBSOCKET_KEYS.join(", ")}`);
}

/** The parts of a path; a slash at its end is no part of its own. */
function partsOf(path: string): string[] {
  const parts = path.slice(1).split("/");
  if (parts.at(-1) === "") parts.pop();
  return parts;
}

/**
 * The name under which a route is unique within its API: its key with the names of the path variables left out, since AWS refuses
 * two routes that differ in nothing else.
 */
export function routeName(key: string): string {
  return key.replaceAll(/\{[\w.:-]+(\+?)\}/g, "{$1}");
}
