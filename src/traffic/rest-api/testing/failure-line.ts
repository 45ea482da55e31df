import type { RestExchange } from "../rest-exchange.ts";

const IN_AWS_WORDS = /^(?:Lambda execution|Execution) failed/;

/** Why an execution failed, in AWS's words where it has some; the reason that the operator would read follows them. */
export function failureLine(exchange: RestExchange, status: number): string {
  const { error, integrationError, validationError } = exchange;
  const contentType = exchange.request.headers.get("content-type") ?? "application/json";
  const reason = error?.reason ?? integrationError;
  if (reason && IN_AWS_WORDS.test(reason)) return reason;
  switch (error?.responseType) {
    case "BAD_REQUEST_BODY":
      return `Request body does not match model schema for content type ${contentType}: ${validationError ?? error.message}`;
    case "INTEGRATION_TIMEOUT":
      return `Execution failed due to a timeout error${detail(reason)}`;
    default:
      if (status === 504) return `Execution failed due to an internal error${detail(reason)}`;
      return status < 500
        ? `Execution failed: ${error?.message}`
        : `Execution failed due to configuration error${detail(reason)}`;
  }
}

function detail(reason: string | null | undefined): string {
  return reason ? `: ${reason}` : "";
}
