import type { FunctionOutcome } from "../../src/plan/function-invoker.ts";

/** What is known of a function that has returned this. */
export function returned(result: unknown): FunctionOutcome {
  return { kind: "answered", payload: JSON.stringify(result), functionError: null };
}

/** What is known of a function that has thrown an Error with this message. */
export function thrown(errorMessage: string): FunctionOutcome {
  const payload = JSON.stringify({ errorMessage, errorType: "Error" });
  return { kind: "answered", payload, functionError: "Unhandled" };
}
