import type {
  GatewayResponsePlan,
  GatewayResponseType,
  GatewayTemplate,
  MappingSource,
  RestHead,
} from "../../plan/rest-api.ts";
import { isBodiless } from "../../languages/http/statuses.ts";
import { logFailure } from "../log.ts";
import { byAccept } from "./choose.ts";
import { contextReader } from "./context.ts";
import type { RestFault } from "./faults.ts";
import { setHeader } from "./set-header.ts";
import type { RestExchange } from "./rest-exchange.ts";
import { compileSource, readQuietly, requestParameter, textOf, type ValueReader } from "./values.ts";

/** Answers with a fault through the API's gateway responses. `reason` is for the operator, never for the client. */
export function answerRestFault(exchange: RestExchange, fault: RestFault, reason?: string): Response {
  exchange.error = { message: fault.message, responseType: fault.type, reason };
  if (reason !== undefined) logFailure("requestFailed", exchange, reason);
  const { deployment } = exchange;
  const response = deployment.isRest() ? responseOf(deployment.head, fault.type) : NOTHING_SET;
  const headers = ownHeaders(exchange, fault);
  const body = response.body(exchange, headers) ?? builtInBody(fault);
  for (const { name, read } of response.parameters) {
    const value = readQuietly(read, exchange);
    if (typeof value === "string") setHeader(headers, name, value);
  }
  exchange.answerBody = body;
  const status = response.status ?? fault.status;
  return new Response(isBodiless(status) ? null : body, { status, headers });
}

/** A fault where no deployment is known: as every type is built in. */
export function builtInAnswer(fault: RestFault, ids: Pick<RestExchange, "requestId" | "extendedRequestId">): Response {
  return new Response(builtInBody(fault), { status: fault.status, headers: ownHeaders(ids, fault) });
}

function ownHeaders(ids: Pick<RestExchange, "requestId" | "extendedRequestId">, fault: RestFault): Headers {
  return new Headers({
    "Content-Type": "application/json",
    "x-amzn-RequestId": ids.requestId,
    "x-amz-apigw-id": ids.extendedRequestId,
    "x-amzn-ErrorType": fault.errorType,
  });
}

/**
 * The body of a type that nobody has set. Faults of the integration and after it have a blank behind the colon (recorded: 36 bytes of
 * "Internal server error"), ACCESS_DENIED has a capital M.
 */
function builtInBody({ type, status, message }: RestFault): string {
  const text = JSON.stringify(message);
  if (type === "ACCESS_DENIED") return `{"Message":${text}}`;
  return status >= 500 && message !== null ? `{"message": ${text}}` : `{"message":${text}}`;
}

/** A gateway response as functions. */
interface CompiledResponse {
  /** null: the fault's own */
  status: number | null;
  parameters: { name: string; read: ValueReader }[];
  /** null: the built-in one; sets Content-Type where it has one */
  body(exchange: RestExchange, headers: Headers): string | null;
}

const NOTHING_SET: CompiledResponse = { status: null, parameters: [], body: () => null };

const CLASSES: Readonly<Record<GatewayResponseType, "DEFAULT_4XX" | "DEFAULT_5XX">> = {
  ACCESS_DENIED: "DEFAULT_4XX",
  API_CONFIGURATION_ERROR: "DEFAULT_5XX",
  AUTHORIZER_CONFIGURATION_ERROR: "DEFAULT_5XX",
  AUTHORIZER_FAILURE: "DEFAULT_5XX",
  BAD_REQUEST_BODY: "DEFAULT_4XX",
  BAD_REQUEST_PARAMETERS: "DEFAULT_4XX",
  DEFAULT_4XX: "DEFAULT_4XX",
  DEFAULT_5XX: "DEFAULT_5XX",
  EXPIRED_TOKEN: "DEFAULT_4XX",
  INTEGRATION_FAILURE: "DEFAULT_5XX",
  INTEGRATION_TIMEOUT: "DEFAULT_5XX",
  INVALID_API_KEY: "DEFAULT_4XX",
  INVALID_SIGNATURE: "DEFAULT_4XX",
  MISSING_AUTHENTICATION_TOKEN: "DEFAULT_4XX",
  QUOTA_EXCEEDED: "DEFAULT_4XX",
  REQUEST_TOO_LARGE: "DEFAULT_4XX",
  RESOURCE_NOT_FOUND: "DEFAULT_4XX",
  THROTTLED: "DEFAULT_4XX",
  UNAUTHORIZED: "DEFAULT_4XX",
  UNSUPPORTED_MEDIA_TYPE: "DEFAULT_4XX",
  WAF_FILTERED: "DEFAULT_4XX",
};

const compiled = new WeakMap<GatewayResponsePlan, CompiledResponse>();

/** What is set for the type itself, else what is set for its class (recorded: a type that is set ignores its class). */
function responseOf({ gatewayResponses }: RestHead, type: GatewayResponseType): CompiledResponse {
  const plan = gatewayResponses[type] ?? gatewayResponses[CLASSES[type]];
  if (!plan) return NOTHING_SET;
  let response = compiled.get(plan);
  if (!response) {
    response = compileResponse(plan);
    compiled.set(plan, response);
  }
  return response;
}

function compileResponse({ statusCode, parameters, templates }: GatewayResponsePlan): CompiledResponse {
  const choose = byAccept(templates.map(([type, template]) => [type, compileGatewayTemplate(template)]));
  return {
    // What is no status of an answer can be put, and cannot be sent.
    status: statusCode !== null && statusCode >= 200 && statusCode <= 599 ? statusCode : null,
    parameters: parameters.map(({ name, source }) => ({ name, read: compileSource(source) })),
    body: (exchange, headers) => {
      const chosen = choose(exchange.request);
      if (!chosen) return null;
      setHeader(headers, "Content-Type", chosen.contentType);
      return chosen.value(exchange);
    },
  };
}

const STAGE_VARIABLE = "stageVariables.";
const CONTEXT = "context.";

/** Gateway response templates are plain text with references; one without a value prints nothing. */
function compileGatewayTemplate(template: GatewayTemplate): (exchange: RestExchange) => string {
  const parts = template.map((part) => (part.kind === "text" ? part.text : compileReference(part.name)));
  return (exchange) => {
    let text = "";
    for (const part of parts) text += typeof part === "string" ? part : part(exchange);
    return text;
  };
}

function compileReference(name: string): (exchange: RestExchange) => string {
  if (name.startsWith(CONTEXT)) {
    const read = contextReader(name.slice(CONTEXT.length));
    return (exchange) => textOf(read(exchange)) ?? "";
  }
  const read = compileSource(sourceOf(name));
  return (exchange) => String(readQuietly(read, exchange) ?? "");
}

function sourceOf(name: string): MappingSource {
  if (name.startsWith(STAGE_VARIABLE)) return { kind: "stageVariable", name: name.slice(STAGE_VARIABLE.length) };
  return requestParameter(name) ?? { kind: "invalid", text: name };
}
