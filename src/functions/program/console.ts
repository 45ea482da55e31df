import { format, inspect } from "node:util";
import { asError, loggedError } from "./errors.ts";
import { current } from "./invocation.ts";

const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] as const;
type Level = (typeof LEVELS)[number];

/** Where the lines of console calls go: Lambda's text format, or its JSON format where the function asks for it. */
export function patchConsole(environment: Readonly<Record<string, string | undefined>>): void {
  const json = environment["AWS_LAMBDA_LOG_FORMAT"]?.toUpperCase() === "JSON";
  const lowest = Math.max(
    0,
    LEVELS.findIndex((level) => level === environment["AWS_LAMBDA_LOG_LEVEL"]?.toUpperCase()),
  );
  const logger = (level: Level) => {
    if (LEVELS.indexOf(level) < lowest) return () => {};
    return (...values: unknown[]) => write((json ? jsonLine : textLine)(level, values));
  };
  const info = logger("INFO");
  Object.assign(console, {
    trace: logger("TRACE"),
    debug: logger("DEBUG"),
    info,
    log: info,
    warn: logger("WARN"),
    error: logger("ERROR"),
    fatal: logger("FATAL"),
    ...plainConsole(),
  });
  const toLog = (chunk: unknown): boolean => {
    const text =
      typeof chunk === "string"
        ? chunk
        : new TextDecoder().decode(chunk instanceof Uint8Array ? chunk : new Uint8Array());
    for (const line of text.replace(/\n$/, "").split("\n")) write(line);
    return true;
  };
  process.stdout.write = toLog;
  process.stderr.write = toLog;
}

/** Logs an error that ended an invocation, as Lambda's Node.js runtime does. */
export function logFailure(title: string, thrown: unknown): void {
  const json = process.env["AWS_LAMBDA_LOG_FORMAT"]?.toUpperCase() === "JSON";
  if (json) console.error(asError(thrown));
  else console.error(title, `\t${loggedError(thrown)}`);
}

function write(line: string): void {
  current.getStore()?.write(line);
}

function requestId(): string | undefined {
  const invocation = current.getStore();
  return invocation?.loading === true ? undefined : invocation?.requestId;
}

// A line break inside a message is written as a carriage return, so that a message stays one event of the log.
function textLine(level: Level, values: unknown[]): string {
  const message = format(...values);
  return `${new Date().toISOString()}\t${requestId()}\t${level}\t${message}`.replaceAll("\n", "\r");
}

function jsonLine(level: Level, values: unknown[]): string {
  const head = { timestamp: new Date().toISOString(), level, requestId: requestId() };
  const [only] = values;
  if (values.length === 1) {
    try {
      return JSON.stringify({ ...head, message: only }, (_key, value: unknown) =>
        value instanceof Error ? errorFields(value) : value,
      );
    } catch {
      return JSON.stringify({ ...head, message: format(only) });
    }
  }
  const error = values.find((value) => value instanceof Error);
  return JSON.stringify({ ...head, message: format(...values), ...(error instanceof Error ? errorFields(error) : {}) });
}

function errorFields(error: Error): Record<string, unknown> {
  return {
    errorType: error.constructor.name,
    errorMessage: error.message,
    stackTrace: error.stack?.split("\n") ?? [],
    ...error,
  };
}

// What Lambda leaves to node's own console goes to the log as it is, without time and request id.
function plainConsole(): Record<string, (...values: unknown[]) => void> {
  const counts = new Map<string, number>();
  const started = new Map<string, number>();
  const elapsed = (label: string): string => `${label}: ${Date.now() - (started.get(label) ?? Date.now())}ms`;
  const plain = (...values: unknown[]): void => {
    for (const line of format(...values).split("\n")) write(line);
  };
  return {
    dir: (value, options) => plain(inspect(value, typeof options === "object" && options !== null ? options : {})),
    dirxml: plain,
    table: (value) => plain(inspect(value)),
    group: plain,
    groupCollapsed: plain,
    groupEnd: () => {},
    assert: (condition, ...values) => {
      if (condition !== true && !condition) plain("Assertion failed", ...values);
    },
    count: (label = "default") => {
      const count = (counts.get(String(label)) ?? 0) + 1;
      counts.set(String(label), count);
      plain(`${String(label)}: ${count}`);
    },
    countReset: (label = "default") => void counts.delete(String(label)),
    time: (label = "default") => void started.set(String(label), Date.now()),
    timeLog: (label = "default", ...values) => plain(elapsed(String(label)), ...values),
    timeEnd: (label = "default") => {
      plain(elapsed(String(label)));
      started.delete(String(label));
    },
  };
}
