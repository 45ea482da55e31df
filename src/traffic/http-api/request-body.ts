import type { HttpIntegration } from "../../plan/http-api.ts";
import { holdBody } from "../body.ts";
import type { Exchange } from "../exchange.ts";
import type { Step } from "../runner.ts";
import { answerHttpFault, httpFaults } from "./faults.ts";
import { readsBody } from "./values.ts";

/** Reads the request's body whole, for routes that need it so; null: the body streams on unread. */
export function readRequestBody(integration: HttpIntegration | null, limit: number): Step | null {
  if (!integration || !isNeeded(integration)) return null;
  return (exchange) => holdBody(exchange, limit, tooLarge);
}

function tooLarge(exchange: Exchange): Response {
  return answerHttpFault(exchange, httpFaults.requestTooLarge);
}

function isNeeded(integration: HttpIntegration): boolean {
  if (integration.kind === "aws_service") return integration.readsBody;
  const isMapped = integration.requestEdits.some((edit) => "value" in edit && readsBody(edit.value));
  return isMapped || integration.kind === "aws_proxy";
}
