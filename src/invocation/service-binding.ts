import { failure, fetchFailure, type Place, type RunOutcome, signalOf } from "./run.ts";

/** Marks the answer of a service that streams (the name is that of Lambda's runtime API). */
const RESPONSE_MODE = "Lambda-Runtime-Function-Response-Mode";

/**
 * Runs a function in a Worker of the operator's own, bound as a service. The event is the body of a POST; headers tell of the invocation by
 * the names that Lambda's APIs use. A 200's body is the result; with `X-Amz-Function-Error` it is the error; with
 * `Lambda-Runtime-Function-Response-Mode: streaming` it is a stream. Any other status is a failure of the service.
 */
export function serviceBinding(service: Fetcher, now: () => number): Place {
  return async (request) => {
    const { arn, requestId, payload, clientContext, traceHeader, deadline } = request;
    const headers = new Headers({
      "Content-Type": "application/json",
      "X-Amzn-RequestId": requestId,
      "Lambda-Runtime-Invoked-Function-Arn": arn,
    });
    if (deadline !== null) headers.set("Lambda-Runtime-Deadline-Ms", String(deadline));
    if (clientContext !== null) headers.set("Lambda-Runtime-Client-Context", clientContext);
    if (traceHeader !== null) headers.set("Lambda-Runtime-Trace-Id", traceHeader);
    try {
      const init = { method: "POST", headers, body: payload, ...signalOf(request, now()) };
      return await outcomeOf(await service.fetch("http://function/invoke", init), request.mode === "stream");
    } catch (error) {
      return fetchFailure(error, `the service bound for ${arn}`);
    }
  };
}

async function outcomeOf(response: Response, stream: boolean): Promise<RunOutcome> {
  if (response.status !== 200) {
    return failure("unavailable", `the bound service answered ${response.status}: ${await response.text()}`);
  }
  if (stream && response.body && response.headers.get(RESPONSE_MODE) === "streaming") {
    return {
      kind: "streaming",
      contentType: response.headers.get("Content-Type") ?? "application/octet-stream",
      body: response.body,
      ended: Promise.resolve(null),
      executedVersion: "$LATEST",
      logs: Promise.resolve(null),
    };
  }
  return {
    kind: "answered",
    payload: await response.text(),
    functionError: functionErrorOf(response.headers),
    executedVersion: "$LATEST",
    logs: null,
  };
}

/** The header by which Lambda tells that the payload is an error. */
export function functionErrorOf(headers: Headers): "Handled" | "Unhandled" | null {
  const error = headers.get("X-Amz-Function-Error");
  return error === null ? null : error === "Handled" ? "Handled" : "Unhandled";
}
