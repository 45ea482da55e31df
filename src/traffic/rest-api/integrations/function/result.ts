import { decodeBase64, decodesLambdaBody } from "../../../../languages/http/content-conversion.ts";
import type { BinaryTypeTest } from "../../../../languages/http/media-types.ts";
import { answeredName } from "../../header-rules.ts";

/** The result of a function as the answer to the client. */
export interface FunctionAnswer {
  status: number;
  /** in order; names may come more than once */
  headers: [name: string, value: string][];
  body: string | Uint8Array<ArrayBuffer>;
}

/** A result that is no answer (502 to the client), and why: for the log. */
export class MalformedResult extends Error {}

/** A body that says it is base64 and is none, where it would have to be decoded (500 to the client). */
export class UndecodableBody extends Error {}

const KNOWN = new Set(["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"]);
const DEFAULT_TYPE = "application/json";

/**
 * Reads the result of a Lambda proxy integration (developer guide, "Output format of a Lambda function for proxy integration"; the
 * edges as recorded from AWS: no member is required, an unknown one is an error). Throws MalformedResult, UndecodableBody.
 *
 * @param accept the client's Accept: whether a body in base64 is decoded hangs on its first item alone
 */
export function readResult(payload: string, accept: string | null, isBinaryType: BinaryTypeTest): FunctionAnswer {
  const result = parse(payload);
  refuseUnknown(result, KNOWN);
  const encoded = result["isBase64Encoded"] === true || result["isBase64Encoded"] === "true";
  const body = optionalText(result["body"], "the body");
  return {
    status: statusOf(result["statusCode"]),
    headers: headersOf(result),
    body: decodesLambdaBody(encoded, accept, isBinaryType) ? decoded(body) : body,
  };
}

const KNOWN_IN_METADATA = new Set(["statusCode", "headers", "multiValueHeaders", "cookies"]);

/** Reads the metadata of a streamed result: all of an answer but its body. Throws MalformedResult. */
export function readMetadata(json: string): Omit<FunctionAnswer, "body"> {
  const metadata = parse(json);
  refuseUnknown(metadata, KNOWN_IN_METADATA);
  const cookies = metadata["cookies"] ?? [];
  if (!Array.isArray(cookies)) throw new MalformedResult("cookies is no list");
  const set = cookies.map((cookie): [string, string] => ["Set-Cookie", text(cookie, "a cookie")]);
  return { status: statusOf(metadata["statusCode"]), headers: [...headersOf(metadata), ...set] };
}

function refuseUnknown(result: Record<string, unknown>, known: ReadonlySet<string>): void {
  const unknown = Object.keys(result).find((key) => !known.has(key));
  if (unknown !== undefined) throw new MalformedResult(`the result has an unknown member ${unknown}`);
}

function parse(payload: string): Record<string, unknown> {
  try {
    const result: unknown = JSON.parse(payload);
    if (isObject(result)) return result;
  } catch {
    throw new MalformedResult("the result is no JSON");
  }
  throw new MalformedResult("the result is no object");
}

function statusOf(value: unknown): number {
  if (value === undefined || value === null) return 200;
  const status = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof status === "number" && Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new MalformedResult(`statusCode is ${JSON.stringify(value)}, which is no status of an answer`);
}

/** Of a name in both, the values of multiValueHeaders come first and its casing holds; a value in both is answered once. */
function headersOf(result: Record<string, unknown>): [string, string][] {
  const multi = Object.entries(mapOf(result["multiValueHeaders"], "multiValueHeaders")).flatMap(([name, values]) => {
    if (!Array.isArray(values)) throw new MalformedResult(`the header ${name} in multiValueHeaders is no list`);
    return values.map((value): [string, string] => [name, text(value, `the header ${name} in multiValueHeaders`)]);
  });
  const known = new Set(multi.map(([name, value]) => `${name.toLowerCase()}\n${value}`));
  const single = Object.entries(mapOf(result["headers"], "headers")).flatMap(([name, value]): [string, string][] =>
    value === null ? [] : [[name, text(value, `the header ${name}`)]],
  );
  const all = [...multi, ...single.filter(([name, value]) => !known.has(`${name.toLowerCase()}\n${value}`))];
  const answered = all.flatMap(([name, value]): [string, string][] => {
    const own = answeredName(name);
    return own === null ? [] : [[own, value]];
  });
  if (!answered.some(([name]) => name.toLowerCase() === "content-type")) answered.push(["Content-Type", DEFAULT_TYPE]);
  return answered;
}

function mapOf(value: unknown, what: string): Record<string, unknown> {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw new MalformedResult(`${what} is no object`);
  return value;
}

function decoded(body: string): Uint8Array<ArrayBuffer> {
  const bytes = decodeBase64(body);
  if (!bytes) throw new UndecodableBody("isBase64Encoded is true and the body is no base64");
  return new Uint8Array(bytes);
}

function optionalText(value: unknown, what: string): string {
  return value === undefined || value === null ? "" : text(value, what);
}

/** AWS writes numbers and booleans as text where text is expected. */
function text(value: unknown, what: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new MalformedResult(`${what} is no text`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
