import { TemplateError } from "../../languages/vtl/errors.ts";
import { MalformedPayload } from "../../languages/vtl/input-object.ts";
import { compileConversion, ContentFault } from "../rest-api/content.ts";
import { restFaults } from "../rest-api/faults.ts";
import { answerRestFault } from "../rest-api/gateway-response.ts";
import { compileMappings } from "../rest-api/map-request.ts";
import { compileRenderer, templateFailure } from "../rest-api/templates.ts";
import { InvalidJson, requestPayload } from "../rest-api/values.ts";
import type { OutgoingRequest } from "../rest-api/rest-exchange.ts";
import type { WebSocketParts, WebSocketStep } from "./parts.ts";
import { chooser } from "./selection.ts";
import type { WebSocketExchange } from "./websocket-exchange.ts";

/** Makes the backend's request of an event: mapped parameters, the body through the template that is selected, or as it came. */
export function mapMessage({ integration }: WebSocketParts): WebSocketStep | null {
  if (!integration || integration.integration.kind === "lambda_proxy") return null;
  const { contentHandling, requestParameters, passthroughBehavior } = integration.integration;
  const mappings = compileMappings(requestParameters);
  const templates = integration.requestTemplates.map(([key, plan]) => [key, compileRenderer(plan)] as const);
  const choose = chooser(integration.templateSelection, templates);
  const convert = compileConversion("request", contentHandling, () => false);
  const refuses =
    passthroughBehavior === "NEVER" || (passthroughBehavior === "WHEN_NO_TEMPLATES" && templates.length > 0);
  return (exchange) => {
    const outgoing: OutgoingRequest = mappings.length > 0 ? forMappings() : { ...UNMAPPED };
    exchange.outgoing = outgoing;
    try {
      for (const map of mappings) map(exchange, outgoing);
      const render = choose(exchange);
      if (!render && refuses) return answerRestFault(exchange, restFaults.unsupportedMediaType);
      const facts = { contentType: null, accept: null, hasTemplate: render !== undefined };
      const sent = requestPayload(exchange);
      const payload = contentHandling === null ? sent : convert(sent, facts);
      outgoing.body = render ? render(exchange, payload) : payload;
    } catch (error) {
      return failed(exchange, error);
    }
    return null;
  };
}

function forMappings(): OutgoingRequest {
  return { path: new Map(), query: [], headers: [], body: null };
}

/** What most messages lead to: nothing but a body. Only mappings would add to its parts, so that all messages share them. */
const UNMAPPED = forMappings();

function failed(exchange: WebSocketExchange, error: unknown): Response {
  if (error instanceof InvalidJson || error instanceof MalformedPayload)
    return answerRestFault(exchange, restFaults.badRequestBody);
  if (error instanceof ContentFault) return answerRestFault(exchange, restFaults.configurationError, error.message);
  if (error instanceof TemplateError)
    return answerRestFault(exchange, restFaults.configurationError, templateFailure("request template", error));
  throw error;
}
