import { parseParameterValue } from "../../compiler/http/parameter-value.ts";
import { isReservedHeader } from "../../compiler/http/reserved-headers.ts";
import { type Fault } from "../../wire/fault.ts";
import { badRequest } from "../../wire/faults.ts";

type Mappings = Readonly<Record<string, string>>;

const REQUEST_DESTINATION = /^(?:(append|overwrite|remove):(?:header|querystring)\.(\S+)|overwrite:path)$/;
const RESPONSE_DESTINATION = /^(?:(append|overwrite|remove):header\.(\S+)|overwrite:statuscode)$/;
const SHARED_SOURCES = String.raw`context\.\S+|stageVariables\.[A-Za-z0-9_]+`;
const REQUEST_SOURCE = new RegExp(
  String.raw`^(?:request\.(?:header|querystring|path)\.\S+|request\.path|request\.body(?:[.[].+)?|${SHARED_SOURCES})$`,
);
const RESPONSE_SOURCE = new RegExp(String.raw`^(?:response\.header\.\S+|response\.body(?:[.[].+)?|${SHARED_SOURCES})$`);

/** Refuses request parameters of an HTTP API's integration, listing all that is wrong (developer guide, "Parameter mapping"). */
export function checkRequestMappings(mappings: Mappings): void {
  refuse(
    Object.entries(mappings).flatMap(([destination, source]) => {
      const match = REQUEST_DESTINATION.exec(destination);
      if (!match) return [`Invalid Request Actioned Parameter destination specified: ${destination}`];
      const header = destination.includes(":header.") ? match[2] : undefined;
      return [...reserved(header), ...(match[1] === "remove" ? [] : badSources(source, REQUEST_SOURCE, "request"))];
    }),
  );
}

/** Refuses response parameters of an HTTP API's integration, by the status code that they are for. */
export function checkResponseMappings(parameters: Readonly<Record<string, Mappings>>): void {
  refuse(
    Object.entries(parameters).flatMap(([status, mappings]) =>
      /^[2-5]\d\d$/.test(status) ? responseProblems(mappings) : [`Status Code ${status} is not valid.`],
    ),
  );
}

function responseProblems(mappings: Mappings): string[] {
  return Object.entries(mappings).flatMap(([destination, source]) => {
    const match = RESPONSE_DESTINATION.exec(destination);
    if (!match) return [`Invalid Response Actioned Parameter destination specified: ${destination}`];
    return [...reserved(match[2]), ...(match[1] === "remove" ? [] : badSources(source, RESPONSE_SOURCE, "response"))];
  });
}

const WEBSOCKET_DESTINATION = /^integration\.request\.(?:header|querystring|path)\.\S+$/;
const WEBSOCKET_SOURCE =
  /^(?:'[^']*'|route\.request\.(?:header|querystring|multivalueheader|multivaluequerystring|path)\.\S+|route\.request\.body(?:\..+)?|context\.\S+|stageVariables\.\w+)$/;

/** Refuses request parameters of a WebSocket API's integration (API Gateway v2 reference, Integration: `requestParameters`). */
export function checkWebSocketMappings(mappings: Mappings): void {
  refuse(
    Object.entries(mappings).flatMap(([destination, source]) => [
      ...(WEBSOCKET_DESTINATION.test(destination)
        ? []
        : [`Invalid mapping expression parameter specified: ${destination}`]),
      ...(WEBSOCKET_SOURCE.test(source) ? [] : [`Invalid mapping expression specified: ${source}`]),
    ]),
  );
}

function reserved(header: string | undefined): string[] {
  const name = header?.toLowerCase();
  return name !== undefined && isReservedHeader(name) ? [`Operations on header ${name} are restricted`] : [];
}

/**
 * The expressions of a value that are none of the known sources, or name a part of a body in a way that cannot be compiled. Text around
 * `${…}` and text without `$` is static.
 */
function badSources(value: string, known: RegExp, side: "request" | "response"): string[] {
  const expressions =
    value.startsWith("$") && !value.startsWith("${")
      ? [value.slice(1)]
      : [...value.matchAll(/\$\{([^}]*)\}/g)].map(([, expression = ""]) => expression);
  const unknown = expressions.some((expression) => !known.test(expression));
  const wrong = value === "" || unknown || !parseParameterValue(value, side).ok;
  return wrong ? [`Invalid mapping expression specified: ${value}`] : [];
}

function refuse(problems: string[]): void {
  if (problems.length > 0) throw invalidMappings(problems);
}

function invalidMappings(problems: string[]): Fault {
  return badRequest(
    `Invalid mapping expression specified: Validation Result: warnings : [], errors : [${problems.join(", ")}]`,
  );
}
