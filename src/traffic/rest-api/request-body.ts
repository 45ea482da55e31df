import { BodyTooLarge, readWhole } from "../body.ts";
import { restFaults } from "./faults.ts";
import { answerRestFault } from "./gateway-response.ts";
import type { RestApiPorts, RestStepFactory } from "./parts.ts";

/** Reads the request's body whole: REST APIs hold it before they call the backend, as AWS does. */
export function readRequestBody({ heldBodyBytes }: RestApiPorts): RestStepFactory {
  return () => (exchange) => {
    const { body, headers } = exchange.request;
    if (body === null) return null;
    return readWhole(body, headers.get("content-length"), heldBodyBytes).then(
      (whole) => {
        exchange.body = whole;
        return null;
      },
      (error: unknown) => {
        if (error instanceof BodyTooLarge) return answerRestFault(exchange, restFaults.requestTooLarge);
        throw error;
      },
    );
  };
}
