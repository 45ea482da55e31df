import { decodeBase64 } from "../../../languages/http/content-conversion.ts";

/** A function's result as an answer. */
export interface FunctionAnswer {
  status: number;
  /** in order; names may come more than once */
  headers: [name: string, value: string][];
  body: string | Uint8Array<ArrayBuffer>;
}

/** A result that is no answer, and why: for the log. */
export class BadResult extends Error {}

/** What functions may not say: the connection's own matters. */
const NOT_ANSWERED = new Set(["connection", "content-length", "keep-alive", "transfer-encoding", "upgrade"]);
/** The type of a body of which the function says none (recorded from AWS). */
const DEFAULT_TYPE = "text/plain; charset=utf-8";

/**
 * Reads a function's result (developer guide, "Lambda function response format"). Format 1.0 needs a statusCode. In format 2.0
 * anything without one is the body itself: 200, application/json; a JSON string without its quotes, everything else letter by letter,
 * also what is no JSON (recorded from AWS). Fields that AWS does not know are ignored. Throws BadResult for what AWS answers with 500.
 */
export function readResult(payload: string, format: "1.0" | "2.0"): FunctionAnswer {
  const result = parse(payload);
  if (isObject(result) && result["statusCode"] !== undefined && result["statusCode"] !== null) {
    return structured(result, format);
  }
  if (format === "1.0") throw new BadResult("the result is no JSON object with a statusCode");
  return {
    status: 200,
    headers: [["Content-Type", "application/json"]],
    body: typeof result === "string" ? result : payload,
  };
}

/** Undefined: it is no JSON. */
function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

function structured(result: Record<string, unknown>, format: "1.0" | "2.0"): FunctionAnswer {
  const single = headerList(result["headers"]);
  const headers = format === "1.0" ? mergedHeaders(single, multiHeaders(result["multiValueHeaders"])) : single;
  if (format === "2.0") headers.push(...cookies(result["cookies"]));
  const body = bodyOf(result);
  const answered = headers.filter(([name]) => !NOT_ANSWERED.has(name.toLowerCase()));
  if (body.length > 0 && !answered.some(([name]) => name.toLowerCase() === "content-type")) {
    answered.push(["Content-Type", DEFAULT_TYPE]);
  }
  return { status: statusOf(result["statusCode"]), headers: answered, body };
}

function statusOf(value: unknown): number {
  const status = typeof value === "string" && /^\d{3}$/.test(value) ? Number(value) : value;
  if (typeof status === "number" && Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new BadResult(`statusCode is ${JSON.stringify(value)}, which is no status of an answer`);
}

function headerList(value: unknown): [string, string][] {
  if (value === undefined || value === null) return [];
  if (!isObject(value)) throw new BadResult("headers is no object");
  return Object.entries(value).flatMap(([name, one]): [string, string][] =>
    one === null ? [] : [[name, scalarText(one, `the header ${name}`)]],
  );
}

function multiHeaders(value: unknown): [string, string][] {
  if (value === undefined || value === null) return [];
  if (!isObject(value)) throw new BadResult("multiValueHeaders is no object");
  return Object.entries(value).flatMap(([name, all]): [string, string][] => {
    if (!Array.isArray(all)) throw new BadResult(`the header ${name} in multiValueHeaders is no list`);
    return all.map((one): [string, string] => [name, scalarText(one, `the header ${name} in multiValueHeaders`)]);
  });
}

/** Recorded from AWS: what stands in headers comes first. A value that stands in both is kept once. */
function mergedHeaders(single: [string, string][], multi: [string, string][]): [string, string][] {
  const known = new Set(multi.map(([name, value]) => `${name.toLowerCase()}\n${value}`));
  return [...single.filter(([name, value]) => !known.has(`${name.toLowerCase()}\n${value}`)), ...multi];
}

function cookies(value: unknown): [string, string][] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new BadResult("cookies is no list");
  return value.map((cookie): [string, string] => ["Set-Cookie", scalarText(cookie, "a cookie")]);
}

function bodyOf(result: Record<string, unknown>): string | Uint8Array<ArrayBuffer> {
  const { body, isBase64Encoded } = result;
  const text = body === undefined || body === null ? "" : scalarText(body, "the body");
  if (isBase64Encoded !== true && isBase64Encoded !== "true") return text;
  const bytes = decodeBase64(text);
  if (!bytes) throw new BadResult("isBase64Encoded is true and the body is no base64");
  return new Uint8Array(bytes);
}

function scalarText(value: unknown, what: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new BadResult(`${what} is no text`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
