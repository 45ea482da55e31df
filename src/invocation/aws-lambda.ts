import { type Credentials, sign } from "../sigv4/sign.ts";
import type { SigningKeys } from "../sigv4/signingkey.ts";
import { streamedOutcome } from "./aws-stream.ts";
import { failure, fetchFailure, type Place, type RunOutcome, type RunRequest, signalOf } from "./run.ts";
import { functionErrorOf } from "./service-binding.ts";

export interface AwsLambdaPorts {
  credentials: Credentials;
  /** the address of Lambda in a region, without a slash at the end */
  endpoint(region: string): string;
  signingKeys: SigningKeys;
  fetch(url: string, init: RequestInit): Promise<Response>;
  now(): number;
}

/** Calls functions in real AWS Lambda, on behalf of the configured credentials: AWS checks what they may do. */
export function awsLambda(ports: AwsLambdaPorts): Place {
  return async (request) => {
    const region = request.arn.split(":")[3] ?? "";
    const url = `${ports.endpoint(region)}${pathOf(request)}`;
    const headers = headersOf(request);
    const body = new TextEncoder().encode(request.payload);
    const { credentials, signingKeys } = ports;
    const now = ports.now();
    const signed = sign(
      { method: "POST", url, headers, body },
      { credentials, region, service: "lambda", now, signingKeys },
    );
    for (const [name, value] of Object.entries(signed)) headers.set(name, value);
    try {
      const response = await ports.fetch(url, { method: "POST", headers, body, ...signalOf(request, now) });
      if (request.mode === "stream" && response.status === 200 && response.body) {
        return await streamedOutcome(response, response.body);
      }
      return await outcomeOf(response);
    } catch (error) {
      return fetchFailure(error, `AWS Lambda, asked for ${request.arn}`);
    }
  };
}

function pathOf({ arn, mode }: RunRequest): string {
  const name = encodeURIComponent(arn);
  return mode === "stream"
    ? `/2021-11-15/functions/${name}/response-streaming-invocations`
    : `/2015-03-31/functions/${name}/invocations`;
}

function headersOf({ clientContext, traceHeader, mode }: RunRequest): Headers {
  const headers = new Headers({ "Content-Type": "application/json" });
  if (mode === "event") headers.set("X-Amz-Invocation-Type", "Event");
  if (mode === "buffered") headers.set("X-Amz-Log-Type", "Tail");
  if (clientContext !== null) {
    headers.set("X-Amz-Client-Context", btoa(String.fromCharCode(...new TextEncoder().encode(clientContext))));
  }
  if (traceHeader !== null) headers.set("X-Amzn-Trace-Id", traceHeader);
  return headers;
}

/** Lambda's statuses for calls that it does not make (API reference, Invoke). */
const FAILURES: Readonly<Record<number, "unknownFunction" | "notPermitted" | "throttled" | "payloadTooLarge">> = {
  403: "notPermitted",
  404: "unknownFunction",
  413: "payloadTooLarge",
  429: "throttled",
};

async function outcomeOf(response: Response): Promise<RunOutcome> {
  const payload = await response.text();
  if (response.status !== 200 && response.status !== 202) {
    return failure(FAILURES[response.status] ?? "unavailable", `AWS Lambda answered ${response.status}: ${payload}`);
  }
  const log = response.headers.get("X-Amz-Log-Result");
  return {
    kind: "answered",
    payload,
    functionError: functionErrorOf(response.headers),
    executedVersion: response.headers.get("X-Amz-Executed-Version") ?? "$LATEST",
    logs:
      log === null ? null : new TextDecoder().decode(Uint8Array.from(atob(log), (c) => c.charCodeAt(0))).split("\n"),
  };
}
