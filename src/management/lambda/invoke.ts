import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { bytesOf, clientContextOf, invocationFault, logTail, payloadText } from "./invocation.ts";
import { namedFunction } from "./reference.ts";
import { findVersion } from "./stored.ts";

export async function invoke(call: Call, input: Input<"lambda", "Invoke">): Promise<Output<"lambda", "Invoke">> {
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
  if (outcome.kind !== "answered") throw invocationFault(call, named, outcome);
  if (type === "Event") return { StatusCode: 202 };
  const { functionError, executedVersion } = outcome;
  return {
    StatusCode: 200,
    Payload: bytesOf(outcome.payload),
    ExecutedVersion: executedVersion,
    ...(functionError !== null && { FunctionError: functionError }),
    ...(input.LogType === "Tail" && outcome.logs !== null && { LogResult: logTail(outcome.logs) }),
  };
}

/** The older form of an Event invocation. */
export async function invokeAsync(
  call: Call,
  input: Input<"lambda", "InvokeAsync">,
): Promise<Output<"lambda", "InvokeAsync">> {
  const { FunctionName, InvokeArgs } = input;
  const { StatusCode } = await invoke(call, { FunctionName, Payload: InvokeArgs, InvocationType: "Event" });
  return { Status: StatusCode };
}
