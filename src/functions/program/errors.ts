import { types } from "node:util";

/** An error that Lambda's runtime itself raises; its name is the errorType that callers see. */
export class RuntimeFault extends Error {
  constructor(type: string, message: string) {
    super(message);
    this.name = type;
    // The stack was captured before the name was set.
    this.stack = `${type}: ${message}${stackFrames(this.stack)}`;
  }
}

/** The error object that callers of a failed invocation get (Lambda's developer guide, "Exceptions in Node.js"). */
export interface ErrorPayload {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** Describes anything thrown, as Lambda's Node.js runtime does: errors by name, message and stack, other values by their type. */
export function errorPayload(thrown: unknown): ErrorPayload {
  try {
    if (isErrorLike(thrown)) {
      return { errorType: thrown.name, errorMessage: thrown.message, trace: taskStack(thrown.stack ?? "").split("\n") };
    }
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  } catch {
    return {
      errorType: "handled",
      errorMessage:
        "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack",
    };
  }
}

/** The error as the log shows it: its enumerable properties too, the stack by lines. */
export function loggedError(thrown: unknown): string {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  try {
    return JSON.stringify(error, (_key, value: unknown) => (value instanceof Error ? visible(value) : value));
  } catch {
    return JSON.stringify(errorPayload(error));
  }
}

/** Anything thrown as an Error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** An error with one of node's codes, e.g. MODULE_NOT_FOUND. */
export function codedError(code: string, message: string, more: Readonly<Record<string, unknown>> = {}): Error {
  return Object.assign(new Error(message), { code, ...more });
}

let ownFolder = "tollgate";

/** Tells in which folder the runtime program's own modules lie, so that stacks leave them out. */
export function hideFolder(folder: string): void {
  ownFolder = folder;
}

/** A stack with places as they would be at AWS, below the task root, and without the runtime program's own. */
function taskStack(stack: string): string {
  const lines = stack.split("\n");
  const kept = lines.filter((line) => !(/^\s+at /.test(line) && line.includes(`${ownFolder}/`)));
  return kept
    .map((line) =>
      line.replace(/^(\s+at (?:.*\()?)(?!node:|\/|[a-z]+:\/\/|async |new )([^()\s]+:\d+:\d+\)?)$/, "$1/var/task/$2"),
    )
    .join("\n");
}

function visible(error: Error): Record<string, unknown> {
  const code: unknown = Reflect.get(error, "code");
  return {
    errorType: error.name,
    errorMessage: error.message,
    ...(code === undefined ? {} : { code }),
    ...error,
    ...(typeof error.stack === "string" ? { stack: taskStack(error.stack).split("\n") } : {}),
  };
}

function stackFrames(stack: string | undefined): string {
  const at = stack?.indexOf("\n    at ") ?? -1;
  return at === -1 ? "" : (stack?.slice(at) ?? "");
}

function isErrorLike(thrown: unknown): thrown is Error {
  if (types.isNativeError(thrown)) return true;
  if (typeof thrown !== "object" || thrown === null) return false;
  const fields = ["name", "message", "stack"].map((name): unknown => Reflect.get(thrown, name));
  return fields.every((field) => typeof field === "string" && field !== "");
}
