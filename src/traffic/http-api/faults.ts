import type { Exchange } from "../exchange.ts";

/** An answer of the gateway itself for HTTP APIs: their errors are JSON with a message, and the request's id in a header. */
export interface HttpFault {
  status: number;
  message: string;
  /** what `$context.error.responseType` shows */
  responseType: string;
}

/** The faults of HTTP APIs. */
export const httpFaults = {
  badRequest: { status: 400, message: "Bad Request", responseType: "BAD_REQUEST_PARAMETERS" },
  unauthorized: { status: 401, message: "Unauthorized", responseType: "UNAUTHORIZED" },
  forbidden: { status: 403, message: "Forbidden", responseType: "ACCESS_DENIED" },
  notFound: { status: 404, message: "Not Found", responseType: "RESOURCE_NOT_FOUND" },
  requestTooLarge: { status: 413, message: "Request Entity Too Large", responseType: "REQUEST_TOO_LARGE" },
  tooManyRequests: { status: 429, message: "Too Many Requests", responseType: "THROTTLED" },
  invalidApiKey: { status: 403, message: "Forbidden", responseType: "INVALID_API_KEY" },
  limitExceeded: { status: 429, message: "Limit Exceeded", responseType: "QUOTA_EXCEEDED" },
  internalServerError: { status: 500, message: "Internal Server Error", responseType: "DEFAULT_5XX" },
  integrationFailure: { status: 500, message: "Internal Server Error", responseType: "INTEGRATION_FAILURE" },
  unreachable: { status: 503, message: "Service Unavailable", responseType: "INTEGRATION_FAILURE" },
  timeout: { status: 503, message: "Service Unavailable", responseType: "INTEGRATION_TIMEOUT" },
} as const satisfies Record<string, HttpFault>;

/** Answers with a fault, and keeps it for what comes after the answer. */
export function answerHttpFault(exchange: Exchange, fault: HttpFault): Response {
  exchange.error = fault;
  return renderHttpFault(fault, exchange.requestId);
}

/** Renders a fault of an HTTP API. */
export function renderHttpFault(fault: HttpFault, requestId: string): Response {
  return new Response(JSON.stringify({ message: fault.message }), {
    status: fault.status,
    headers: { "Content-Type": "application/json", "Apigw-Requestid": requestId },
  });
}
