import type { CorsPlan } from "../../plan/http-api.ts";
import type { Exchange } from "../exchange.ts";
import type { AnswerStep } from "../runner.ts";

const CORS_HEADERS: readonly string[] = [
  "access-control-allow-origin",
  "access-control-allow-credentials",
  "access-control-allow-headers",
  "access-control-allow-methods",
  "access-control-expose-headers",
  "access-control-max-age",
];

/** CORS as the gateway answers it for one API. */
export interface Cors {
  /** gives an answer the configured headers in place of those that the integration sent */
  apply: AnswerStep;
  /** the gateway's own answer to OPTIONS where no route takes it */
  preflight(exchange: Exchange): Response;
}

/**
 * CORS of HTTP APIs (developer guide, "Configuring CORS for an HTTP API"). A route that takes OPTIONS is called like any other, its
 * authorizer before it; where none does, the gateway itself answers 204. CORS headers of the integration are dropped. Without an
 * Origin, a preflight without Access-Control-Request-Method, and with an Origin that is not allowed, no CORS headers are given.
 */
export function createCors(plan: CorsPlan): Cors {
  const allow = originTest(plan.allowOrigins);
  const fixed = {
    methods: plan.allowMethods.join(","),
    headers: plan.allowHeaders.join(","),
    expose: plan.exposeHeaders.join(","),
  };

  const apply = ({ request }: Exchange, answer: Response): Response => {
    const { headers } = answer;
    for (const name of CORS_HEADERS) headers.delete(name);
    const origin = request.headers.get("origin");
    const allowed = origin === null ? null : allow(origin);
    if (allowed === null) return answer;
    const preflight = request.method === "OPTIONS";
    if (preflight && !request.headers.has("access-control-request-method")) return answer;
    headers.set("Access-Control-Allow-Origin", allowed);
    if (allowed !== "*") headers.append("Vary", "Origin");
    if (plan.allowCredentials) headers.set("Access-Control-Allow-Credentials", "true");
    if (fixed.expose !== "") headers.set("Access-Control-Expose-Headers", fixed.expose);
    if (!preflight) return answer;
    if (fixed.methods !== "") headers.set("Access-Control-Allow-Methods", fixed.methods);
    if (fixed.headers !== "") headers.set("Access-Control-Allow-Headers", fixed.headers);
    if (plan.maxAge !== null) headers.set("Access-Control-Max-Age", String(plan.maxAge));
    return answer;
  };

  return {
    apply,
    preflight: (exchange) =>
      apply(exchange, new Response(null, { status: 204, headers: { "Apigw-Requestid": exchange.requestId } })),
  };
}

/** Tells what Access-Control-Allow-Origin says to an origin; null: it is not allowed. */
function originTest(allowed: readonly string[]): (origin: string) => string | null {
  if (allowed.includes("*")) return () => "*";
  const exact = new Set(allowed.filter((origin) => !origin.includes("*")));
  const patterns = allowed.flatMap((origin) => {
    const [before = "", after, ...more] = origin.split("*");
    return after === undefined || more.length > 0 ? [] : [{ before, after }];
  });
  return (origin) => {
    const lower = origin.toLowerCase();
    const fits = ({ before, after }: { before: string; after: string }): boolean =>
      lower.length > before.length + after.length && lower.startsWith(before) && lower.endsWith(after);
    return exact.has(lower) || patterns.some(fits) ? origin : null;
  };
}
