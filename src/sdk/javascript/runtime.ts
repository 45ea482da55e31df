/** What only TypeScript has; nothing in a client in JavaScript. */
type Typed = (types: string) => string;

/**
 * What every JavaScript and TypeScript client carries: sends requests with `fetch`, signs them with WebCrypto. One text for both
 * languages.
 */
export function runtime(typed: boolean): string {
  const t: Typed = (types) => (typed ? types : "");
  return t(TYPES) + errors(t) + sending(t) + bodies(t) + signing(t);
}

function errors(t: Typed): string {
  return `/** An answer whose status is not 2xx. */
export class ApiError extends Error {
  ${t("readonly status: number;\n  readonly data: unknown;\n  readonly headers: Record<string, string>;\n  ")}constructor(response${t(": ApiResponse<unknown>")}) {
    super(\`HTTP status \${response.status}\`);
    this.name = "ApiError";
    this.status = response.status;
    this.data = response.data;
    this.headers = response.headers;
  }
}

`;
}

function sending(t: Typed): string {
  return `/** A path's parameter, encoded; a greedy one keeps its slashes. @throws RangeError for dot segments, which no URL can hold */
export function segment(value${t(": ParameterValue")}, greedy${t(": boolean")})${t(": string")} {
  const parts = greedy ? String(value).split("/") : [String(value)];
  if (parts.some((part) => part === "." || part === "..")) throw new RangeError(\`not a path parameter: \${value}\`);
  return parts.map(encode).join("/");
}

/** Sends a request and reads the whole answer. @throws ApiError when its status is not 2xx */
export async function invoke${t("<T>")}(config${t(": ClientConfig")}, call${t(": Call")})${t(": Promise<ApiResponse<T>>")} {
  const url = new URL(config.invokeUrl + call.path);
  const query = { ...call.query, ...call.more?.queryParams };
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one)${t(": [string, string]")} => [encode(name), encode(String(one))]),
  );
  pairs.sort(([a, x], [b, y]) => compare(a, b) || compare(x, y));
  const search = pairs.map((pair) => pair.join("=")).join("&");
  url.search = search;
  const headers${t(": Record<string, string>")} = { accept: config.defaultAcceptType ?? "application/json" };
  const body = await encoded(call.body);
  if (body !== undefined) headers["content-type"] = config.defaultContentType ?? typeOf(body, call.contentType);
  for (const [name, value] of Object.entries({ ...call.headers, ...call.more?.headers })) {
    if (value !== undefined) headers[name.toLowerCase()] = String(value);
  }
  if (config.apiKey !== undefined) headers["x-api-key"] = config.apiKey;
  if (call.signed && config.accessKey !== undefined && config.secretKey !== undefined) {
    Object.assign(headers, await signature(config, call.method, url, search, body ?? ""));
  }
  const answer = await (config.fetch ?? fetch)(url, {
    method: call.method,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(call.more?.signal ? { signal: call.more.signal } : {}),
  });
  const data = parsed(new Uint8Array(await answer.arrayBuffer()), answer.headers.get("content-type") ?? "text/plain");
  const response = { status: answer.status, data, headers: Object.fromEntries(answer.headers) };
  if (!answer.ok) throw new ApiError(response);
  return response${t(" as ApiResponse<T>")};
}

`;
}

function bodies(t: Typed): string {
  return `/** Texts and bytes go as they are, everything else as JSON. */
async function encoded(body${t(": unknown")})${t(": Promise<Body | undefined>")} {
  if (body === undefined || typeof body === "string") return body;
  if (body instanceof Blob) return new Uint8Array(await body.arrayBuffer());
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength)${t(" as Uint8Array<ArrayBuffer>")};
  return JSON.stringify(body);
}

function typeOf(body${t(": Body")}, contentType${t(": string")})${t(": string")} {
  return typeof body === "string" || contentType !== "application/json" ? contentType : "application/octet-stream";
}

/** JSON, texts, and the bytes of everything else. */
function parsed(bytes${t(": Uint8Array")}, contentType${t(": string")})${t(": unknown")} {
  if (bytes.length === 0) return undefined;
  if (!/^text\\/|\\b(?:json|xml|javascript|yaml|x-www-form-urlencoded)\\b/i.test(contentType)) return bytes;
  const text = new TextDecoder().decode(bytes);
  if (!/\\bjson\\b/i.test(contentType)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

`;
}

function signing(t: Typed): string {
  return `/** The headers of Signature Version 4 for the service execute-api. */
async function signature(config${t(": ClientConfig")}, method${t(": string")}, url${t(": URL")}, search${t(": string")}, body${t(": Body")})${t(": Promise<Record<string, string>>")} {
  const date = new Date().toISOString().replace(/[:-]|\\.\\d{3}/g, "");
  const scope = [date.slice(0, 8), config.region, "execute-api", "aws4_request"];
  const signed${t(": Record<string, string>")} = { host: url.host, "x-amz-date": date };
  if (config.sessionToken !== undefined) signed["x-amz-security-token"] = config.sessionToken;
  const names = Object.keys(signed).sort();
  const canonical = [
    method,
    url.pathname.split("/").map(encode).join("/"),
    search,
    ...names.map((name) => \`\${name}:\${signed[name]}\`),
    "",
    names.join(";"),
    hex(await crypto.subtle.digest("SHA-256", typeof body === "string" ? utf8(body) : body)),
  ].join("\\n");
  const text = ["AWS4-HMAC-SHA256", date, scope.join("/"), hex(await crypto.subtle.digest("SHA-256", utf8(canonical)))];
  let key = utf8(\`AWS4\${config.secretKey}\`);
  for (const part of scope) key = await hmac(key, part);
  const { host: _host, ...headers } = signed;
  return {
    ...headers,
    authorization: \`AWS4-HMAC-SHA256 Credential=\${config.accessKey}/\${scope.join("/")}, SignedHeaders=\${names.join(";")}, Signature=\${hex((await hmac(key, text.join("\\n"))).buffer)}\`,
  };
}

async function hmac(key${t(": Uint8Array<ArrayBuffer>")}, text${t(": string")})${t(": Promise<Uint8Array<ArrayBuffer>>")} {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, utf8(text)));
}

function utf8(text${t(": string")})${t(": Uint8Array<ArrayBuffer>")} {
  return new TextEncoder().encode(text)${t(" as Uint8Array<ArrayBuffer>")};
}

function hex(bytes${t(": ArrayBuffer")})${t(": string")} {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Percent-encoding as Signature Version 4 wants it: all but letters, digits, - _ . ~ */
function encode(text${t(": string")})${t(": string")} {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => \`%\${char.charCodeAt(0).toString(16).toUpperCase()}\`);
}

function compare(a${t(": string")}, b${t(": string")})${t(": number")} {
  return a < b ? -1 : a > b ? 1 : 0;
}
`;
}

const TYPES = `/** How a client calls the API. */
export interface ClientConfig {
  /** Where the stage answers, without a slash at the end. */
  invokeUrl: string;
  /** For operations that are signed (IAM authorization). */
  accessKey?: string;
  secretKey?: string;
  sessionToken?: string;
  region: string;
  /** For operations that need an API key. */
  apiKey?: string;
  defaultContentType?: string;
  defaultAcceptType?: string;
  /** Sends the requests; the platform's own fetch unless given. */
  fetch?: (url: URL, init: RequestInit) => Promise<Response>;
}

/** What one call may have beyond its operation's parameters. */
export interface AdditionalParams {
  headers?: Record<string, ParameterValue | undefined>;
  queryParams?: Record<string, ParameterValue | ParameterValue[] | undefined>;
  signal?: AbortSignal;
}

export type ParameterValue = string | number | boolean;

type Body = string | Uint8Array<ArrayBuffer>;

/** A whole answer. */
export interface ApiResponse<T> {
  status: number;
  data: T;
  /** by names in lower case */
  headers: Record<string, string>;
}

/** A request of the API. */
export interface Call {
  method: string;
  path: string;
  query: Record<string, ParameterValue | ParameterValue[] | undefined>;
  headers: Record<string, ParameterValue | undefined>;
  body: unknown;
  contentType: string;
  signed: boolean;
  more: AdditionalParams | undefined;
}

`;
