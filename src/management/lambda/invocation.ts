import { LATEST } from "../../model/function.ts";
import type { FunctionFailure } from "../../plan/function-invoker.ts";
import type { Fault } from "../../wire/fault.ts";
import { accessDenied, serviceUnavailable } from "../../wire/faults.ts";
import {
  functionThrottled,
  invalidRequestContent,
  requestTooLarge,
  serviceException,
} from "../../wire/lambda-faults.ts";
import type { Call } from "../call.ts";
import { functionNotFound, type NamedFunction } from "./reference.ts";

/** An event as text, checked to be JSON; none is an empty object. */
export function payloadText(payload: Uint8Array | undefined): string {
  const text = new TextDecoder().decode(payload);
  if (text === "") return "{}";
  try {
    JSON.parse(text);
  } catch (error) {
    throw invalidRequestContent(
      `Could not parse request body into json: Could not parse payload into json: ${String(error)}`,
    );
  }
  return text;
}

/** ClientContext is JSON in base64. */
export function clientContextOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  try {
    const json = new TextDecoder().decode(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
    JSON.parse(json);
    return json;
  } catch {
    throw invalidRequestContent("Client context must be a valid Base64-encoded JSON object.");
  }
}

const LOG_TAIL_BYTES = 4096;

/** The last 4 KB of an invocation's log, in base64. Recorded: it begins with START, also where the log begins with INIT_START. */
export function logTail(logs: readonly string[]): string {
  const lines = logs[0]?.startsWith("INIT_START ") ? logs.slice(1) : logs;
  const tail = new TextEncoder().encode(`${lines.join("\n")}\n`).slice(-LOG_TAIL_BYTES);
  return btoa(String.fromCharCode(...tail));
}

export function bytesOf(payload: string | Uint8Array): Uint8Array {
  return typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
}

/** AWS's faults for calls that did not happen. */
export function invocationFault(call: Call, named: NamedFunction, { kind, reason }: FunctionFailure): Fault {
  switch (kind) {
    case "unknownFunction":
      // Recorded: unlike elsewhere, a function that was named without a qualifier is told of with $LATEST.
      return functionNotFound(call, { ...named, qualifier: named.qualifier ?? LATEST });
    case "notPermitted":
      return accessDenied(reason);
    case "throttled":
      return functionThrottled("Rate Exceeded.", "ReservedFunctionConcurrentInvocationLimitExceeded");
    case "payloadTooLarge":
      return requestTooLarge(reason);
    case "timedOut":
      return serviceException(reason);
    case "unavailable":
      return serviceUnavailable(reason);
  }
}
