/** An answer of the gateway itself for HTTP APIs: their errors are JSON with a message and the request's id, nothing else. */
export interface HttpFault {
  status: number;
  message: string;
}

/** The faults of HTTP APIs (API Gateway developer guide, "HTTP APIs"; answers as AWS gives them). */
export const httpFaults = {
  notFound: { status: 404, message: "Not Found" },
  unauthorized: { status: 401, message: "Unauthorized" },
  forbidden: { status: 403, message: "Forbidden" },
  tooManyRequests: { status: 429, message: "Too Many Requests" },
  internalServerError: { status: 500, message: "Internal Server Error" },
  serviceUnavailable: { status: 503, message: "Service Unavailable" },
} satisfies Record<string, HttpFault>;

/** Renders a fault of an HTTP API. */
export function answerHttpFault(fault: HttpFault, requestId: string): Response {
  return new Response(JSON.stringify({ message: fault.message }), {
    status: fault.status,
    headers: { "Content-Type": "application/json", "Apigw-Requestid": requestId },
  });
}
