import type { Cors } from "@aws-sdk/client-apigatewayv2";
import { badRequest } from "../../wire/faults.ts";

const METHODS = new Set(["*", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]);
const ORIGIN = /^(\*|[A-Za-z][A-Za-z0-9+.-]*:\/\/\S+)$/;
/** RFC 9110, section 5.6.2: a token. `*` is one. */
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/**
 * Checks a CORS configuration and gives it as it is stored: lists without entries are left out. Undefined when nothing remains:
 * the gateway then does not handle CORS (API Gateway developer guide, "Configure CORS for HTTP APIs").
 */
export function checkedCors(cors: Cors): Cors | undefined {
  for (const origin of cors.AllowOrigins ?? []) {
    if (!ORIGIN.test(origin))
      throw badRequest(
        `Invalid allow-origin specified: '${origin}'. An origin is * or begins with a scheme such as https://`,
      );
  }
  for (const method of cors.AllowMethods ?? []) {
    if (!METHODS.has(method.toUpperCase())) throw badRequest(`Invalid allow-method specified: '${method}'`);
  }
  checkHeaders("allow-header", cors.AllowHeaders);
  checkHeaders("expose-header", cors.ExposeHeaders);
  if (cors.AllowCredentials && cors.AllowOrigins?.includes("*"))
    throw badRequest("allow-credentials is not supported if 'allow-origin' is *");
  const kept = Object.entries(cors).filter(([, value]) => !(Array.isArray(value) && value.length === 0));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function checkHeaders(what: string, names: string[] | undefined): void {
  for (const name of names ?? []) {
    if (!HEADER_NAME.test(name)) throw badRequest(`Invalid ${what} specified: '${name}'`);
  }
}
