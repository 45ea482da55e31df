import { decodeQueryComponent } from "../../languages/http/percent-encoding.ts";
import type { ComponentPlan, TextTransformation } from "../../plan/web-acl.ts";
import { authority, clientAcceptEncoding, clientForwardedFor, EDGE_HEADERS, sourceIp } from "../client.ts";
import type { Exchange } from "../exchange.ts";

/** What web ACLs look at. */
export type Inspected = Pick<Exchange, "request" | "method" | "fullPath" | "rawQuery" | "startedAt">;

/** Makes a test of one part of a request: whether `fits` holds for it, or for one of several. */
export function compileComponent(
  { part, transformations }: ComponentPlan,
  fits: (text: string) => boolean,
): (request: Inspected) => boolean {
  const test = (text: string): boolean => fits(transformations.reduce(transformed, text));
  switch (part.kind) {
    case "method":
      return ({ method }) => test(method);
    case "path":
      return ({ fullPath }) => test(fullPath);
    case "query":
      return ({ rawQuery }) => rawQuery !== "" && test(rawQuery);
    case "header":
      return ({ request }) => {
        const value = sentHeader(request, part.name);
        return value !== null && test(value);
      };
    case "argument":
      return ({ rawQuery }) => argumentsOf(rawQuery).some(({ name, value }) => name === part.name && test(value));
    case "allArguments":
      return ({ rawQuery }) => argumentsOf(rawQuery).some(({ value }) => test(value));
  }
}

/** A header as the caller sent it, without what the platform's edge adds. */
export function sentHeader(request: Request, name: string): string | null {
  if (name === "host") return authority(request);
  if (name === "accept-encoding") return clientAcceptEncoding(request);
  if (EDGE_HEADERS.includes(name)) return null;
  const value = request.headers.get(name);
  return name === "x-forwarded-for" ? clientForwardedFor(value, sourceIp(request)) : value;
}

/** A query's arguments: names decoded and in lower case, values raw (a transformation decodes them where the rule wants it). */
function argumentsOf(rawQuery: string): { name: string; value: string }[] {
  if (rawQuery === "") return [];
  return rawQuery.split("&").map((pair) => {
    const equals = pair.indexOf("=");
    const name = equals === -1 ? pair : pair.slice(0, equals);
    return { name: decodeQueryComponent(name).toLowerCase(), value: equals === -1 ? "" : pair.slice(equals + 1) };
  });
}

function transformed(text: string, transformation: TextTransformation): string {
  switch (transformation) {
    case "LOWERCASE":
      return text.toLowerCase();
    case "URL_DECODE":
      return decodeQueryComponent(text);
    case "COMPRESS_WHITE_SPACE":
      return text.replaceAll(/[ \f\t\n\r\v\u00a0]+/g, " ");
  }
}
