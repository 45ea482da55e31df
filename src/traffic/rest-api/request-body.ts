import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { appliedCodings, type ContentCoding } from "../../languages/http/compression.ts";
import { holdBody } from "../body.ts";
import { byContentType, type ChooseByContentType } from "./choose.ts";
import { restFaults } from "./faults.ts";
import { answerRestFault } from "./gateway-response.ts";
import type { RestApiPorts, RestMethodParts, RestStep, RestStepFactory } from "./parts.ts";
import type { RestExchange } from "./rest-exchange.ts";

/**
 * Reads the request's body whole, as templates, mappings, models and functions need it; that of HTTP_PROXY streams on where it can. Where
 * the API compresses payloads, a body that comes compressed is decoded (developer guide, "Call an API method with a compressed
 * payload").
 */
export function readRequestBody({ heldBodyBytes }: RestApiPorts): RestStepFactory {
  return (parts) => {
    const asText = templatesOnly(parts);
    const read: RestStep = (exchange) => {
      // Where there is no body, this tells it for less than headers do.
      if (exchange.method === "GET" && exchange.request.body === null) return null;
      return asText?.(exchange.request.headers.get("content-type")) === true
        ? readText(exchange, heldBodyBytes)
        : readBody(exchange, heldBodyBytes);
    };
    const streams = streamsOn(parts);
    if (parts.head.minimumCompressionSize === null) return streams ? null : read;
    const decoded = readDecoded(read, heldBodyBytes);
    return streams ? (exchange) => (isEncoded(exchange) ? decoded(exchange) : null) : decoded;
  };
}

function streamsOn({ method, integration }: RestMethodParts): boolean {
  const { kind, contentHandling, requestParameters } = integration;
  const mapped = requestParameters.some(({ source }) => source.kind === "requestBody");
  return kind === "http_proxy" && contentHandling === null && method.bodyModels === null && !mapped;
}

/**
 * Tells by the content type whether nothing but templates, mappings and models will see the body: then it is read as text at once, which
 * costs less than bytes and a decoder. Null: never.
 */
function templatesOnly({ head, integration }: RestMethodParts): ChooseByContentType<boolean> | null {
  const { requestTemplates, contentHandling, kind } = integration;
  const isText = head.binaryMediaTypes.length === 0 && contentHandling !== "CONVERT_TO_BINARY";
  const isMapped = kind !== "http_proxy" && kind !== "lambda_proxy" && requestTemplates.length > 0;
  if (!isText || !isMapped || head.minimumCompressionSize !== null) return null;
  return byContentType(requestTemplates.map(([type]) => [type, true]));
}

/**
 * Where the length is known; the platform's decoder puts U+FFFD where bytes are no UTF-8, as AWS does. The stream itself is not
 * touched: to have it made costs more than to read the text.
 */
function readText(exchange: RestExchange, limit: number): Promise<Response | null> | null {
  const { request } = exchange;
  const length = request.headers.get("content-length");
  if (length === null || Number(length) > limit || exchange.body !== null) return readBody(exchange, limit);
  return request.text().then((text) => {
    exchange.bodyText = text;
    return null;
  });
}

function isEncoded({ request }: RestExchange): boolean {
  return request.headers.has("content-encoding");
}

function readBody(exchange: RestExchange, limit: number): Promise<Response | null> | null {
  return holdBody(exchange, limit, (one) => answerRestFault(one, restFaults.requestTooLarge));
}

/** Each coding may make the held size of what was almost nothing. */
const MOST_CODINGS = 3;

function readDecoded(read: RestStep, limit: number): RestStep {
  return (exchange) => {
    const codings = appliedCodings(exchange.request.headers.get("content-encoding"));
    if (codings === undefined || codings.length > MOST_CODINGS)
      return answerRestFault(exchange, restFaults.unsupportedMediaType);
    const answer = read(exchange);
    if (codings.length === 0) return answer;
    // A signed body was read before, to be hashed as it was sent.
    return answer instanceof Promise
      ? answer.then((fault) => fault ?? decode(exchange, codings, limit))
      : decode(exchange, codings, limit);
  };
}

const DECODERS: Readonly<Record<ContentCoding, (bytes: Uint8Array, options: { maxOutputLength: number }) => Buffer>> = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

function decode(exchange: RestExchange, codings: readonly ContentCoding[], limit: number): Response | null {
  let bytes: Uint8Array = exchange.body ?? new Uint8Array();
  if (bytes.length === 0) return null;
  try {
    for (const coding of codings.toReversed()) bytes = DECODERS[coding](bytes, { maxOutputLength: limit });
  } catch (error) {
    // The decoders' way to say that the output grows past its limit.
    if (error instanceof RangeError) return answerRestFault(exchange, restFaults.requestTooLarge);
    const message = "Could not decompress the request body";
    return answerRestFault(exchange, { ...restFaults.badRequestBody, message });
  }
  exchange.body = new Uint8Array(bytes);
  return null;
}
