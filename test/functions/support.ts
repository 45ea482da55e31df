import { env } from "cloudflare:workers";
import { createFunctionRuntime } from "../../src/functions/runtime.ts";
import type { FunctionRuntime, InvocationOptions } from "../../src/functions/runtime.ts";
import type { InvocationResult } from "../../src/functions/outcome.ts";
import type { FunctionVersion } from "../../src/functions/version.ts";

/** The Worker Loader of the test's own configuration. */
export const loader: WorkerLoader = (env as unknown as { LOADER: WorkerLoader }).LOADER;

let made = 0;

/** A function's files from texts (or bytes) by path. */
export function files(texts: Record<string, string | Uint8Array>): Map<string, Uint8Array> {
  return new Map(
    Object.entries(texts).map(([path, text]) => [
      path,
      typeof text === "string" ? new TextEncoder().encode(text) : text,
    ]),
  );
}

/** A version with values that nothing depends on; its code is taken for code that was never seen before. */
export function aVersion(changes: Partial<FunctionVersion> = {}): FunctionVersion {
  return {
    functionName: "orders",
    version: "$LATEST",
    arn: "arn:aws:lambda:eu-west-1:000000000000:function:orders",
    region: "eu-west-1",
    runtime: "nodejs22.x",
    handler: "index.handler",
    codeSha256: `code-${++made}-${crypto.randomUUID()}`,
    environment: {},
    timeoutSeconds: 3,
    memoryMegabytes: 128,
    networkAllowed: false,
    ...changes,
  };
}

/** A runtime over the test's loader. */
export function aRuntime(): FunctionRuntime {
  return createFunctionRuntime({ loader, now: () => Date.now() });
}

/** Runs a function once. */
export async function run(
  texts: Record<string, string | Uint8Array>,
  event: unknown = {},
  changes: Partial<FunctionVersion> = {},
  options: Partial<InvocationOptions> = {},
): Promise<InvocationResult> {
  const code = files(texts);
  return await aRuntime().invoke(aVersion(changes), async () => code, JSON.stringify(event), {
    requestId: crypto.randomUUID(),
    ...options,
  });
}

/** Runs a function once and gives its result parsed; an error of the function makes the test fail with it. */
export async function resultOf(
  texts: Record<string, string | Uint8Array>,
  event: unknown = {},
  changes: Partial<FunctionVersion> = {},
): Promise<unknown> {
  const result = await run(texts, event, changes);
  if (result.functionError !== undefined)
    throw new Error(`The function failed: ${String(result.payload)}\n${result.logs.join("\n")}`);
  return parsed(result);
}

/** The payload as a value. */
export function parsed(result: InvocationResult): unknown {
  return JSON.parse(typeof result.payload === "string" ? result.payload : new TextDecoder().decode(result.payload));
}
