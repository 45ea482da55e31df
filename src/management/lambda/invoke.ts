import type { DirectAnswer, FunctionFailure } from "../../plan/function-invoker.ts";
import { accessDenied, serviceUnavailable } from "../../wire/faults.ts";
import type { Fault } from "../../wire/fault.ts";
import {
  functionThrottled,
  invalidRequestContent,
  requestTooLarge,
  serviceException,
} from "../../wire/lambda-faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { functionNotFound, type NamedFunction, namedFunction } from "./reference.ts";
import { findVersion } from "./stored.ts";

type InvokeInput = Input<"lambda", "Invoke">;

export async function invoke(call: Call, input: InvokeInput): Promise<Output<"lambda", "Invoke">> {
  const named = namedFunction(call, input.FunctionName, input.Qualifier);
  const payload = payloadText(input.Payload);
  if (input.InvocationType === "DryRun") {
    if (!call.functions.runsElsewhere(named)) await findVersion(call, named);
    return { StatusCode: 204 };
  }
  const type = input.InvocationType ?? "RequestResponse";
  const outcome = await call.functions.invoke(named, payload, {
    requestId: call.requestId,
    type,
    clientContext: clientContextOf(input.ClientContext),
    traceHeader: null,
  });
  if (outcome.kind !== "answered") throw faultOf(call, named, outcome);
  if (type === "Event") return { StatusCode: 202 };
  const { functionError, executedVersion } = outcome;
  return {
    StatusCode: 200,
    Payload: bytesOf(outcome.payload),
    ExecutedVersion: executedVersion,
    ...(functionError !== null && { FunctionError: functionError }),
    ...logResult(input, outcome),
  };
}

function payloadText(payload: Uint8Array | undefined): string {
  const text = new TextDecoder().decode(payload);
  if (text === "") return "{}";
  try {
    JSON.parse(text);
  } catch (error) {
    throw invalidRequestContent(`Could not parse request body into json: ${String(error)}`);
  }
  return text;
}

/** ClientContext is JSON in base64. */
function clientContextOf(text: string | undefined): string | null {
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

/** The last 4 KB of the log in base64, where the call asks for it. */
function logResult({ LogType }: InvokeInput, { logs }: DirectAnswer): { LogResult?: string } {
  if (LogType !== "Tail" || logs === null) return {};
  const tail = new TextEncoder().encode(`${logs.join("\n")}\n`).slice(-LOG_TAIL_BYTES);
  return { LogResult: btoa(String.fromCharCode(...tail)) };
}

function bytesOf(payload: string | Uint8Array): Uint8Array {
  return typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
}

/** AWS's faults for calls that did not happen. */
function faultOf(call: Call, named: NamedFunction, { kind, reason }: FunctionFailure): Fault {
  switch (kind) {
    case "unknownFunction":
      return functionNotFound(call, named);
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
