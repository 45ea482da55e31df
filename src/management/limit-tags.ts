import type { KeyedThrottle, StageLimitTags } from "../plan/stage.ts";
import { badRequest } from "../wire/faults.ts";

/** Tags of a stage that AWS does not know: what they set is beyond AWS. */
const PREFIX = "tollgate:";

const KNOWN = ["api-key", "throttle-by", "throttle-rate", "throttle-burst", "rate-limit-fields", "request-cost"];

/** What may follow throttle-by, and where the value is found. */
const SOURCES: readonly [pattern: RegExp, source: (name: string) => KeyedThrottle["by"]][] = [
  [/^\$context\.identity\.sourceIp$/, () => ({ in: "sourceIp" })],
  [/^\$request\.header\.([\w-]+)$/, (name) => ({ in: "header", name })],
  [/^\$request\.querystring\.(\S+)$/, (name) => ({ in: "querystring", name })],
  [/^\$context\.authorizer\.claims\.(\S+)$/, (name) => ({ in: "claim", name })],
  [/^\$context\.authorizer\.(\w+)$/, (name) => ({ in: "authorizer", name })],
];

/**
 * What a stage's tags say of its limits:
 * `tollgate:api-key` = `required` (HTTP and WebSocket APIs: every route asks for a key of one of the stage's usage plans);
 * `tollgate:throttle-by` = an expression, with `tollgate:throttle-rate` and `tollgate:throttle-burst`: a bucket for each of its values;
 * `tollgate:rate-limit-fields` = `on`: answers carry RateLimit, RateLimit-Policy and Retry-After;
 * `tollgate:request-cost` = `GET /reports/{id}=5, *=1`: tokens that a request costs, whole numbers.
 *
 * @throws BadRequestException for a tag with this prefix that is none of these, or malformed
 */
export function limitTags(tags: Readonly<Record<string, string>> | undefined): StageLimitTags | null {
  const own = Object.entries(tags ?? {}).filter(([key]) => key.startsWith(PREFIX));
  if (own.length === 0) return null;
  const given = new Map(own.map(([key, value]) => [key.slice(PREFIX.length), value.trim()]));
  for (const name of given.keys()) {
    if (!KNOWN.includes(name)) throw badRequest(`Invalid tag key '${PREFIX}${name}': known are ${KNOWN.join(", ")}`);
  }
  return {
    apiKeyRequired: oneOf(given, "api-key", "required"),
    throttle: throttleOf(given),
    fields: oneOf(given, "rate-limit-fields", "on"),
    ...costOf(given.get("request-cost")),
  };
}

function invalid(name: string, value: string | undefined, rule: string): Error {
  return badRequest(`Invalid value '${value ?? ""}' of tag '${PREFIX}${name}': ${rule}`);
}

function oneOf(given: Map<string, string>, name: string, wanted: string): boolean {
  const value = given.get(name);
  if (value !== undefined && value !== wanted && value !== "off")
    throw invalid(name, value, `must be ${wanted} or off`);
  return value === wanted;
}

function throttleOf(given: Map<string, string>): KeyedThrottle | null {
  const expression = given.get("throttle-by");
  if (expression === undefined) return null;
  for (const [pattern, source] of SOURCES) {
    const match = pattern.exec(expression);
    if (match)
      return {
        by: source(match[1] ?? ""),
        rate: numberOf(given, "throttle-rate"),
        burst: numberOf(given, "throttle-burst"),
      };
  }
  throw invalid(
    "throttle-by",
    expression,
    "must be $context.identity.sourceIp, $request.header.name, $request.querystring.name, $context.authorizer.claims.name or $context.authorizer.name",
  );
}

function numberOf(given: Map<string, string>, name: string): number {
  const value = given.get(name);
  if (value === undefined || !/^\d{1,9}(?:\.\d+)?$/.test(value)) throw invalid(name, value, "must be a number");
  return Number(value);
}

function costOf(value: string | undefined): Pick<StageLimitTags, "cost" | "defaultCost"> {
  const cost: Record<string, number> = {};
  for (const part of (value ?? "").split(",").filter((one) => one.trim() !== "")) {
    const [, route, tokens] = /^\s*(.+?)\s*=\s*(\d{1,6})\s*$/.exec(part) ?? [];
    if (route === undefined || Number(tokens) < 1) throw invalid("request-cost", value, "must be ROUTE=COST, *=COST");
    cost[route] = Number(tokens);
  }
  return { cost, defaultCost: cost["*"] ?? 1 };
}
