import type { QueryPair } from "../../languages/http/query.ts";
import type { RestMethod } from "../../plan/rest-api.ts";
import { Exchange, type ExchangeStart } from "../exchange.ts";
import type { LazyMap } from "./lazy-map.ts";

/** A body between client and backend: text where a template made it or a function returned it, else bytes. */
export type Payload = string | Uint8Array<ArrayBuffer>;

/** What a backend is sent, after mapping: made by the step that maps the request, read by the integrations. */
export interface OutgoingRequest {
  /** values for the `{name}` parts of the integration's URI, raw as mapped; null: none, as mostly */
  path: Map<string, string> | null;
  /** mapped query parameters in order, values not yet encoded */
  query: [name: string, value: string][];
  /** mapped headers in order; names as the definition writes them */
  headers: [name: string, value: string][];
  /** null: none */
  body: Payload | null;
}

/** What a non-proxy integration got back: the step that maps the response makes the client's answer of it. */
export interface BackendAnswer {
  /** of HTTP and AWS services the backend's, of Lambda 200, of MOCK what its request template said */
  status: number;
  /** null: the backend has none (MOCK, Lambda) */
  headers: Headers | null;
  body: Payload | null;
  /** what selection patterns are matched on: the status for HTTP and AWS services, the error message of a function, empty on success */
  selector: string;
}

/** Where an exchange has its ids from. */
export interface RestExchangePorts {
  /** milliseconds since the epoch */
  now(): number;
  /** `$context.requestId` */
  uuid(): string;
  /** `$context.extendedRequestId`: 16 characters of base64 */
  requestId(): string;
  /** so many random hexadecimal digits, at most 24 */
  randomHex(digits: number): string;
}

/** The exchange of a REST API's request, with what only they have. */
export class RestExchange extends Exchange {
  readonly ports: RestExchangePorts;
  /** `$context.extendedRequestId`, `x-amz-apigw-id` */
  readonly extendedRequestId: string;
  /** the matched method; null before the match */
  restMethod: RestMethod | null = null;
  /** the API key that the authorizer counts the request for, where the API's keys come from authorizers */
  usageIdentifierKey: string | null = null;
  /** the mapped request; null until the request has been mapped (proxies of functions never map) */
  outgoing: OutgoingRequest | null = null;
  /** null until the integration has answered (proxies answer the client themselves) */
  backend: BackendAnswer | null = null;
  /** the request's body where it was read as text, for a template; `body` is null then */
  bodyText: string | null = null;
  /** `$context` as templates see it, once one asked: what templates put into requestOverride and responseOverride stands there */
  context: LazyMap<RestExchange> | null = null;
  /** what is wrong with the request's body, for `$context.error.validationErrorString` */
  validationError: string | null = null;
  /** the decoded query, once something asked for it */
  queryPairs: readonly QueryPair[] | null = null;

  constructor(start: ExchangeStart, ports: RestExchangePorts, requestId = ports.uuid(), extended = ports.requestId()) {
    super(start, requestId);
    this.ports = ports;
    this.extendedRequestId = extended;
  }

  /** What `$context` holds where the API is of a type with variables of its own; null: those of REST APIs. */
  ownContext(): LazyMap<RestExchange> | null {
    return null;
  }
}
