import { TemplateError } from "../../languages/vtl/errors.ts";
import { MalformedPayload } from "../../languages/vtl/input-object.ts";
import { SilentMap } from "../../languages/vtl/silent-map.ts";
import type { ParameterMapping, RestIntegration } from "../../plan/rest-api.ts";
import { binaryTypeTest } from "../../languages/http/media-types.ts";
import { compileConversion, ContentFault, type ConvertContent, keepsText } from "./content.ts";
import { byContentType, type ChooseByContentType } from "./choose.ts";
import { type RestFault, restFaults } from "./faults.ts";
import { answerRestFault } from "./gateway-response.ts";
import { illegalHeaderMapping } from "./header-rules.ts";
import type { RestMethodParts, RestStep } from "./parts.ts";
import type { OutgoingRequest, RestExchange } from "./rest-exchange.ts";
import { compileRenderer, type Renderer, templateFailure } from "./templates.ts";
import { compileSource, InvalidJson, overridesOf, requestPayload, type ValueReader } from "./values.ts";

/** Makes the backend's request: mapped parameters, the body through its template or as it is, and what the template overrides. */
export function mapRequest({ integration, head }: RestMethodParts): RestStep | null {
  const { kind, contentHandling } = integration;
  const illegal = illegalHeaderMapping(kind, integration.requestParameters);
  if (illegal !== null) return misconfigured(`the header ${illegal} cannot be mapped`);
  if (kind === "lambda_proxy") return null;
  if (kind === "http_proxy" && integration.requestParameters.length === 0 && contentHandling === null) return null;
  const parameters = compileMappings(integration.requestParameters);
  const convert = compileConversion("request", contentHandling, binaryTypeTest(head.binaryMediaTypes));
  const textStays = keepsText(contentHandling, head.binaryMediaTypes);
  const makeBody =
    kind === "http_proxy" ? proxiedBody(contentHandling, convert) : compileBody(integration, convert, textStays);
  return (exchange) => {
    const outgoing: OutgoingRequest = { path: null, query: [], headers: [], body: null };
    exchange.outgoing = outgoing;
    try {
      for (const map of parameters) map(exchange, outgoing);
      const fault = makeBody(exchange, outgoing);
      if (fault) return answerRestFault(exchange, fault);
    } catch (error) {
      return failed(exchange, error);
    }
    applyOverrides(exchange, outgoing);
    return null;
  };
}

function misconfigured(reason: string): RestStep {
  return (exchange) => answerRestFault(exchange, restFaults.configurationError, reason);
}

/** A template or mapping failed. A body that is no JSON is the client's fault, everything else the definition's. */
function failed(exchange: RestExchange, error: unknown): Response {
  if (error instanceof InvalidJson) return answerRestFault(exchange, restFaults.invalidJson);
  if (error instanceof MalformedPayload) {
    const message = `Could not parse request body into json: ${error.message}`;
    return answerRestFault(exchange, { ...restFaults.badRequestBody, message });
  }
  if (error instanceof ContentFault)
    return answerRestFault(exchange, restFaults.configurationError, `request body: ${error.message}`);
  if (error instanceof TemplateError)
    return answerRestFault(exchange, restFaults.configurationError, templateFailure("request template", error));
  throw error;
}

type Mapping = (exchange: RestExchange, outgoing: OutgoingRequest) => void;

/** Compiles parameter mappings. */
export function compileMappings(mappings: readonly ParameterMapping[]): Mapping[] {
  return mappings.map(({ in: place, name, source }) => {
    const read = compileSource(source);
    if (place === "header") return mapHeader(name, read);
    return place === "path" ? mapPath(name, read) : mapQuery(name, read);
  });
}

/** A header's values are joined; a missing source adds nothing. */
function mapHeader(name: string, read: ValueReader): Mapping {
  return (exchange, { headers }) => {
    const value = read(exchange);
    if (value !== undefined) headers.push([name, typeof value === "string" ? value : value.join(",")]);
  };
}

function mapPath(name: string, read: ValueReader): Mapping {
  return (exchange, outgoing) => {
    const value = read(exchange);
    if (value !== undefined) setPath(outgoing, name, typeof value === "string" ? value : value.join(","));
  };
}

function setPath(outgoing: OutgoingRequest, name: string, value: string): void {
  outgoing.path ??= new Map();
  outgoing.path.set(name, value);
}

function mapQuery(name: string, read: ValueReader): Mapping {
  return (exchange, { query }) => {
    const value = read(exchange);
    if (typeof value === "string") query.push([name, value]);
    else if (value) for (const one of value) query.push([name, one]);
  };
}

type MakeBody = (exchange: RestExchange, outgoing: OutgoingRequest) => RestFault | null;

/** HTTP_PROXY passes bodies on as they come, unless it is told how to convert them. */
function proxiedBody(contentHandling: RestIntegration["contentHandling"], convert: ConvertContent): MakeBody {
  if (contentHandling === null) return () => null;
  return ({ body, request }, outgoing) => {
    const contentType = request.headers.get("content-type");
    outgoing.body = convert(body, { contentType, accept: null, hasTemplate: false });
    return null;
  };
}

/** The request template for the body's content type; where there is none, passthroughBehavior decides. */
function compileBody(
  { requestTemplates, passthroughBehavior }: RestIntegration,
  convert: ConvertContent,
  textStays: boolean,
): MakeBody {
  const choose: ChooseByContentType<Renderer> = byContentType(
    requestTemplates.map(([type, plan]) => [type, compileRenderer(plan)]),
  );
  const passes =
    passthroughBehavior === "WHEN_NO_MATCH" ||
    (passthroughBehavior === "WHEN_NO_TEMPLATES" && requestTemplates.length === 0);
  return (exchange, outgoing) => {
    const contentType = exchange.request.headers.get("content-type");
    const render = choose(contentType);
    if (!render && !passes) return restFaults.unsupportedMediaType;
    const sent = requestPayload(exchange);
    const isText = textStays && typeof sent === "string";
    const payload = isText ? sent : convert(sent, { contentType, accept: null, hasTemplate: render !== undefined });
    outgoing.body = render ? render(exchange, payload) : payload;
    return null;
  };
}

/** What the template has put into `$context.requestOverride` takes the place of what was mapped under that name. */
function applyOverrides(exchange: RestExchange, outgoing: OutgoingRequest): void {
  const override = exchange.context?.entries.get("requestOverride");
  if (!(override instanceof SilentMap)) return;
  for (const [name, values] of overridesOf(override, "header")) {
    const lower = name.toLowerCase();
    outgoing.headers = outgoing.headers.filter(([mapped]) => mapped.toLowerCase() !== lower);
    outgoing.headers.push([name, values.join(",")]);
  }
  for (const [name, values] of overridesOf(override, "querystring")) {
    outgoing.query = outgoing.query.filter(([mapped]) => mapped !== name);
    for (const value of values) outgoing.query.push([name, value]);
  }
  for (const [name, values] of overridesOf(override, "path")) setPath(outgoing, name, values.join(","));
}
