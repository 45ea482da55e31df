import { wellKnownCase } from "../../languages/http/header-case.ts";
import type { InputParameters } from "../../languages/vtl/input-object.ts";
import { isHiddenHeader } from "./headers.ts";
import type { RestExchange } from "./rest-exchange.ts";
import { queryOf } from "./values.ts";

/** The parameters of a request as `$input.params()` shows them, each map made when a template needs it. */
export class RequestParameters implements InputParameters {
  readonly #exchange: RestExchange;
  #querystring: ReadonlyMap<string, string> | undefined;
  #header: ReadonlyMap<string, string> | undefined;

  constructor(exchange: RestExchange) {
    this.#exchange = exchange;
  }

  /** Raw values: paths are never decoded (recorded). */
  get path(): ReadonlyMap<string, string> {
    return new Map(Object.entries(this.#exchange.pathParameters ?? {}));
  }

  /** Of a name that comes more than once the last value (recorded). */
  get querystring(): ReadonlyMap<string, string> {
    this.#querystring ??= new Map(queryOf(this.#exchange).map(({ name, value }) => [name, value]));
    return this.#querystring;
  }

  get header(): ReadonlyMap<string, string> {
    this.#header ??= headerMap(this.#exchange.request.headers);
    return this.#header;
  }
}

function headerMap(headers: Headers): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const [name, value] of headers) if (!isHiddenHeader(name)) map.set(wellKnownCase(name), value);
  return map;
}
