/** Where trace ids get their time and chance from. */
export interface TraceSource {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** That many hexadecimal digits, in lower case. */
  readonly randomHex: (digits: number) => string;
}

const ROOT = /^1-[\da-f]{8}-[\da-f]{24}$/i;
const PARENT = /^[\da-f]{16}$/i;

/**
 * The X-Amzn-Trace-Id of a request (recorded from AWS; its form is AWS X-Ray's tracing header). What the client sent
 * of Root, Parent and Sampled is kept, as are fields of its own; a Root with a Parent is sampled unless it says otherwise; a Root alone
 * gets a new Parent; without a Root all is made up, and not sampled.
 */
export function traceHeader(received: string | null | undefined, source: TraceSource): string {
  if (received === null || received === undefined) return madeUp(source);
  const fields = parseFields(received);
  const root = fields.get("Root");
  if (root === undefined || !ROOT.test(root)) return madeUp(source);
  const parent = fields.get("Parent");
  if (parent !== undefined && PARENT.test(parent)) return fields.has("Sampled") ? received : `${received};Sampled=1`;
  const sampled = fields.get("Sampled") ?? "0";
  const rest = [...fields].filter(([name]) => !["Root", "Parent", "Sampled"].includes(name));
  const own = rest.map(([name, value]) => `;${name}=${value}`).join("");
  return `Root=${root};Parent=${source.randomHex(16)};Sampled=${sampled}${own}`;
}

function madeUp(source: TraceSource): string {
  return `Root=${newTraceRoot(source)};Parent=${source.randomHex(16)};Sampled=0`;
}

/** A new root: version, the time in seconds as 8 hexadecimal digits, 24 digits of chance. */
export function newTraceRoot(source: TraceSource): string {
  const seconds = Math.floor(source.now() / 1000);
  return `1-${seconds.toString(16).padStart(8, "0")}-${source.randomHex(24)}`;
}

/** The root of a trace header, as it stands in a function's event (`Root=1-…`). Undefined where it has none. */
export function traceRoot(header: string): string | undefined {
  return parseFields(header).get("Root");
}

function parseFields(header: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const field of header.split(";")) {
    const equals = field.indexOf("=");
    if (equals > 0) fields.set(field.slice(0, equals).trim(), field.slice(equals + 1).trim());
  }
  return fields;
}
