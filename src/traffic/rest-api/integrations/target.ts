import { encodePath, encodePathSegment, encodeQueryComponent } from "../../../languages/http/percent-encoding.ts";
import type { Expression, ExpressionPart } from "../../../plan/expression.ts";
import type { OutgoingRequest } from "../rest-exchange.ts";
import { Misconfigured } from "./misconfigured.ts";

/** What fills an integration's URI. */
export interface UriSources {
  stageVariables: Readonly<Record<string, string>>;
  /** null: nothing is mapped */
  outgoing: Pick<OutgoingRequest, "path" | "query"> | null;
}

type Fill = (sources: UriSources) => string;

/**
 * Compiles the address of an HTTP backend: `{name}` is filled by mappings to `integration.request.path.name` alone and stays where
 * nothing is mapped, a missing stage variable is empty (recorded from AWS). The query is the URI's own, then the client's (`passed`,
 * of proxies only), then the mapped one. The address throws Misconfigured where it names no host.
 */
export function compileTarget(uri: Expression): (sources: UriSources, passed: string) => string {
  const fill = compileUri(uri);
  const text = uri.every(({ kind }) => kind === "text") ? fill({ stageVariables: {}, outgoing: null }) : null;
  const fixed = text !== null && namesHost(text) ? text : null;
  return (sources, passed) => {
    const base = fixed ?? checked(fill(sources));
    const mapped = sources.outgoing?.query ?? [];
    if (passed === "" && mapped.length === 0) return base;
    const added = mapped.map(([name, value]) => `${encodeQueryComponent(name)}=${encodeQueryComponent(value)}`);
    if (passed !== "") added.unshift(passed);
    const separator = !base.includes("?") ? "?" : /[?&]$/.test(base) ? "" : "&";
    return base + separator + added.join("&");
  };
}

const NO_HOST = /^https?:\/\/(?:[/?#:]|$)/i;

function namesHost(address: string): boolean {
  return /^https?:\/\//i.test(address) && !NO_HOST.test(address);
}

/** Where the host was filled in with a slash at its end, the path still begins with one (recorded from AWS: localstack's snapshots). */
function checked(address: string): string {
  if (!namesHost(address)) throw new Misconfigured("Invalid endpoint address");
  return address.includes("//", "https://".length) ? address.replace(SLASHES_AFTER_HOST, "$1/") : address;
}

const SLASHES_AFTER_HOST = /^(https?:\/\/[^/?#]+)\/{2,}/i;

/**
 * Compiles text with `{name}` and stage variables in it. Mapped values are made fit for the place where they stand; it throws
 * Misconfigured where they cannot be.
 */
export function compileUri(uri: Expression): Fill {
  let before = "";
  const fills = uri.map((part) => {
    const fill = compilePart(part, placeAfter(before));
    before += part.kind === "text" ? part.text : "";
    return fill;
  });
  const isFilled = uri.some(({ kind }) => kind === "pathParameter");
  return (sources) => {
    let text = "";
    for (const fill of fills) text += fill(sources);
    // A value from the client must not lead out of the folder, or the bucket, that the definition names.
    if (isFilled && DOT_SEGMENT.test(text)) throw new Misconfigured("a mapped value makes a dot segment of the path");
    return text;
  };
}

/** A segment `.` or `..` before the query, in any spelling that is resolved as one (URL Standard, "double-dot URL path segment"). */
const DOT_SEGMENT = /^[^?]*\/(?:\.|%2e){1,2}(?:[/?]|$)/i;

/** Compiles text in which only stage variables are filled in, such as the ARN of a role. */
export function compileStageText(text: string): (variables: Readonly<Record<string, string>>) => string {
  const parts = text.split(/\$\{stageVariables\.([^}]*)\}/);
  if (parts.length === 1) return () => text;
  return (variables) =>
    parts
      .map((part, index) => (index % 2 === 0 ? part : Object.hasOwn(variables, part) ? variables[part] : ""))
      .join("");
}

type Place = "authority" | "path" | "query";

function placeAfter(text: string): Place {
  if (text.includes("?")) return "query";
  return /^https?:\/\/[^/]*$/i.test(text) ? "authority" : "path";
}

function compilePart(part: ExpressionPart, place: Place): Fill {
  switch (part.kind) {
    case "text":
      return () => part.text;
    case "stageVariable":
      return ({ stageVariables }) =>
        Object.hasOwn(stageVariables, part.name) ? (stageVariables[part.name] ?? "") : "";
    case "pathParameter": {
      const encode = ENCODERS[place];
      return ({ outgoing }) => {
        const value = outgoing?.path?.get(part.name);
        return value === undefined ? `{${part.name}}` : encode(value);
      };
    }
    default:
      throw new Error(`the plan's URI has a part of kind ${part.kind}`);
  }
}

/** Percent sequences stay, as in a path. What would end the host or begin another pair of the query does not. */
const ENCODERS: Record<Place, (value: string) => string> = {
  authority: (value) => encodePathSegment(value).replaceAll("@", "%40"),
  path: encodePath,
  query: (value) => encodePath(value).replaceAll(/[&+=]/g, encodeURIComponent),
};
