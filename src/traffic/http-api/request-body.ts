import type { HttpIntegration } from "../../plan/http-api.ts";
import { BodyTooLarge, readWhole } from "../body.ts";
import type { Step } from "../runner.ts";
import { answerHttpFault, httpFaults } from "./faults.ts";
import { readsBody } from "./values.ts";

/** Reads the request's body whole, for routes that need it so; null: the body streams on unread. */
export function readRequestBody(integration: HttpIntegration | null, limit: number): Step | null {
  if (!integration || !isNeeded(integration)) return null;
  return (exchange) => {
    const { body, headers } = exchange.request;
    if (body === null || exchange.body !== null) return null;
    return readWhole(body, headers.get("content-length"), limit).then(
      (whole) => {
        exchange.body = whole;
        return null;
      },
      (error: unknown) => {
        if (error instanceof BodyTooLarge) return answerHttpFault(exchange, httpFaults.requestTooLarge);
        throw error;
      },
    );
  };
}

function isNeeded(integration: HttpIntegration): boolean {
  if (integration.kind === "aws_service") return integration.readsBody;
  const isMapped = integration.requestEdits.some((edit) => "value" in edit && readsBody(edit.value));
  return isMapped || integration.kind === "aws_proxy";
}
