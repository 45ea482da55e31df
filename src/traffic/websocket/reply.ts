import { TemplateError } from "../../languages/vtl/errors.ts";
import { decodeBase64, encodeBase64 } from "../../languages/http/content-conversion.ts";
import type { Reply } from "../../plan/connection.ts";
import type { WebSocketIntegrationResponse } from "../../plan/websocket-api.ts";
import { bySelectionPattern } from "../rest-api/choose.ts";
import { logFailure } from "../log.ts";
import type { Payload } from "../rest-api/rest-exchange.ts";
import { compileRenderer, templateFailure } from "../rest-api/templates.ts";
import type { WebSocketParts } from "./parts.ts";
import { chooser } from "./selection.ts";
import type { WebSocketExchange } from "./websocket-exchange.ts";

/** Makes the client's message of what the integration gave; null: nothing is sent. Throws TemplateError. */
export type MakeReply = (exchange: WebSocketExchange) => Reply;

/**
 * The answer of a two-way route (developer guide, "Set up a route response"): the function's body of a proxy, for others what the
 * integration response's template makes of the backend's answer. One-way routes answer nothing.
 */
export function compileReply({ route, integration }: WebSocketParts): MakeReply {
  if (route.response === null || !integration) return () => null;
  const { kind } = integration.integration;
  if (kind === "lambda_proxy" || kind === "http_proxy") return ({ backend }) => frameOf(backend?.body ?? null);
  const choose = bySelectionPattern(integration.responses.map(compileResponse));
  return (exchange) => {
    const { backend } = exchange;
    if (!backend) return null;
    const response = choose(backend.selector);
    return response ? response.make(exchange, backend.body) : frameOf(backend.body);
  };
}

interface CompiledResponse {
  selectionPattern: string | null;
  make(exchange: WebSocketExchange, body: Payload | null): Reply;
}

function compileResponse(response: WebSocketIntegrationResponse): CompiledResponse {
  const templates = response.templates.map(([key, plan]) => [key, compileRenderer(plan)] as const);
  const choose = chooser(response.templateSelection, templates);
  const { selectionPattern, contentHandling } = response;
  return {
    selectionPattern,
    make(exchange, body) {
      const render = choose(exchange);
      return converted(render ? render(exchange, body) : body, contentHandling);
    },
  };
}

/** `contentHandlingStrategy` of an integration response: base64 to bytes, bytes to base64. */
function converted(body: Payload | null, handling: WebSocketIntegrationResponse["contentHandling"]): Reply {
  const frame = frameOf(body);
  if (frame === null || handling === null) return frame;
  if (handling === "CONVERT_TO_TEXT") return typeof frame === "string" ? frame : encodeBase64(frame);
  if (typeof frame !== "string") return frame;
  const bytes = decodeBase64(frame);
  return bytes ? new Uint8Array(bytes) : frame;
}

const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Text where the bytes are text. */
function frameOf(body: Payload | null): Reply {
  if (body === null || body.length === 0) return null;
  if (typeof body === "string") return body;
  try {
    return DECODER.decode(body);
  } catch {
    return body;
  }
}

/** What a client gets when its message fails: AWS's error frame. */
export function errorFrame(
  { connection, extendedRequestId }: Pick<WebSocketExchange, "connection" | "extendedRequestId">,
  message: string,
): string {
  return JSON.stringify({ message, connectionId: connection.id, requestId: extendedRequestId });
}

/** Runs the making of a reply; a template that fails is an error frame, and the operator hears why. */
export function replyOf(exchange: WebSocketExchange, make: MakeReply): Reply {
  try {
    return make(exchange);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    logFailure("responseMappingFailed", exchange, templateFailure("response template", error));
    return errorFrame(exchange, "Internal server error");
  }
}
