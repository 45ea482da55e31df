import { TemplateError } from "../../languages/vtl/errors.ts";
import { SilentMap } from "../../languages/vtl/silent-map.ts";
import { toNumber } from "../../languages/jsonpath/value.ts";
import { isBodiless } from "../../languages/http/statuses.ts";
import type { RestIntegration, RestIntegrationResponse } from "../../plan/rest-api.ts";
import type { Value } from "../../languages/vtl/value.ts";
import { binaryTypeTest } from "../../languages/http/media-types.ts";
import { compileConversion, ContentFault, type ConvertContent, keepsText } from "./content.ts";
import { byAccept, bySelectionPattern, type ForAccept } from "./choose.ts";
import { restFaults } from "./faults.ts";
import { answerRestFault } from "./gateway-response.ts";
import type { RestApiPorts, RestMethodParts, RestStep } from "./parts.ts";
import { answeredName } from "./header-rules.ts";
import { setHeader } from "./set-header.ts";
import type { BackendAnswer, Payload, RestExchange } from "./rest-exchange.ts";
import { compileRenderer, type Renderer, templateFailure } from "./templates.ts";
import { restTraceHeader } from "./trace.ts";
import { compileSource, InvalidJson, overridesOf, textOf, type ValueReader } from "./values.ts";

/** Integrations whose answers carry the trace (recorded: MOCK and HTTP_PROXY do not). */
const TRACED: readonly RestIntegration["kind"][] = ["http", "aws", "lambda"];

/** An integration response as functions. */
interface CompiledResponse {
  selectionPattern: string | null;
  status: number;
  headers: { name: string; read: ValueReader }[];
  template: (request: Request) => ForAccept<Renderer> | null;
  convert: ConvertContent;
  /** whether a text is what it is, whatever the content types: nothing need be asked of them then */
  keepsText: boolean;
}

/** Makes the client's answer of what a non-proxy integration got back: the integration response that its outcome selects. */
export function mapResponse(ports: RestApiPorts): (parts: RestMethodParts) => RestStep {
  return ({ integration, head }) => {
    const responses = integration.responses.map((response) => compileResponse(response, head.binaryMediaTypes));
    const choose = bySelectionPattern(responses);
    const trace = TRACED.includes(integration.kind);
    return (exchange) => {
      const { backend } = exchange;
      if (!backend) throw new Error(`the integration ${integration.kind} has neither answered nor left an answer`);
      const chosen = choose(backend.selector);
      if (!chosen) {
        const reason = `no integration response for ${JSON.stringify(backend.selector)}, and no default one`;
        return answerRestFault(exchange, restFaults.configurationError, reason);
      }
      try {
        return answer(exchange, backend, chosen, trace ? restTraceHeader(exchange, ports) : null);
      } catch (error) {
        return failed(exchange, error);
      }
    };
  };
}

function compileResponse(response: RestIntegrationResponse, binaryMediaTypes: readonly string[]): CompiledResponse {
  return {
    selectionPattern: response.selectionPattern,
    status: Number(response.statusCode),
    headers: response.parameters.flatMap(({ name, source }) => {
      const sent = answeredName(name);
      return sent === null ? [] : [{ name: sent, read: compileSource(source) }];
    }),
    template: byAccept(response.templates.map(([type, plan]) => [type, compileRenderer(plan)])),
    convert: compileConversion("response", response.contentHandling, binaryTypeTest(binaryMediaTypes)),
    keepsText: keepsText(response.contentHandling, binaryMediaTypes),
  };
}

function failed(exchange: RestExchange, error: unknown): Response {
  if (error instanceof InvalidJson)
    return answerRestFault(exchange, restFaults.internalFailure, "the backend's body is no JSON");
  if (error instanceof ContentFault)
    return answerRestFault(exchange, restFaults.configurationError, `response body: ${error.message}`);
  if (error instanceof TemplateError)
    return answerRestFault(exchange, restFaults.configurationError, templateFailure("response template", error));
  throw error;
}

type SentHeader = readonly [name: string, value: string];

function answer(
  exchange: RestExchange,
  backend: BackendAnswer,
  chosen: CompiledResponse,
  trace: string | null,
): Response {
  const mapped = mappedHeaders(exchange, chosen);
  const body = answeredBody(exchange, backend, chosen);
  const override = overrideOf(exchange);
  const sent = override ? [...mapped, ...override.headers] : mapped;
  const status = override?.status ?? chosen.status;
  exchange.encodedBody = sent.some(([name]) => name.toLowerCase() === "content-encoding");
  exchange.answerBody = body ?? "";
  // To set headers of the answer costs less than to hand it some: those would be read twice. So does leaving out what is the default.
  const response =
    status === 200 && !exchange.encodedBody
      ? new Response(body)
      : new Response(isBodiless(status) ? null : body, {
          status,
          encodeBody: exchange.encodedBody ? "manual" : "automatic",
        });
  const { headers } = response;
  headers.set("Content-Type", "application/json");
  headers.set("x-amzn-RequestId", exchange.requestId);
  headers.set("x-amz-apigw-id", exchange.extendedRequestId);
  if (trace !== null) headers.set("X-Amzn-Trace-Id", trace);
  for (const [name, value] of sent) setHeader(headers, name, value);
  return response;
}

const NO_HEADERS: readonly SentHeader[] = [];

function mappedHeaders(exchange: RestExchange, { headers }: CompiledResponse): readonly SentHeader[] {
  if (headers.length === 0) return NO_HEADERS;
  return headers.flatMap(({ name, read }): SentHeader[] => {
    const value = read(exchange);
    return typeof value === "string" ? [[name, value]] : [];
  });
}

function answeredBody(exchange: RestExchange, backend: BackendAnswer, chosen: CompiledResponse): Payload | null {
  const template = chosen.template(exchange.request);
  const isText = chosen.keepsText && typeof backend.body === "string";
  const payload = isText ? backend.body : converted(exchange, backend, chosen, template !== null);
  return template ? template.value(exchange, payload) : payload;
}

function converted(
  { request }: RestExchange,
  { body, headers }: BackendAnswer,
  { convert }: CompiledResponse,
  hasTemplate: boolean,
): Payload | null {
  // What functions return is JSON.
  const contentType = headers ? headers.get("content-type") : "application/json";
  return convert(body, { contentType, accept: request.headers.get("accept"), hasTemplate });
}

/** What templates have put into `$context.responseOverride`; null: nothing was put anywhere. */
function overrideOf(exchange: RestExchange): { status: number | null; headers: SentHeader[] } | null {
  const override = exchange.context?.entries.get("responseOverride");
  if (!(override instanceof SilentMap)) return null;
  const headers = overridesOf(override, "header").flatMap(([name, values]): SentHeader[] => {
    const sent = answeredName(name);
    return sent === null ? [] : [[sent, values.join(",")]];
  });
  return { status: statusOf(override.entries.get("status")), headers };
}

/** A status that an answer can have; null: none, and the mapped one stands. */
function statusOf(value: Value | undefined): number | null {
  const number = typeof value === "number" || typeof value === "bigint" ? toNumber(value) : Number(textOf(value));
  return Number.isInteger(number) && number >= 200 && number <= 599 ? number : null;
}
