import type { InputParameters } from "../../languages/vtl/input-object.ts";
import { allHeaders, headerReader } from "./request-headers.ts";
import type { RestExchange } from "./rest-exchange.ts";
import { lastOf, queryOf } from "./values.ts";

/** The parameters of a request as `$input.params` shows them. */
export class RequestParameters implements InputParameters {
  readonly #exchange: RestExchange;

  constructor(exchange: RestExchange) {
    this.#exchange = exchange;
  }

  /** Values of paths are raw: they are never decoded (recorded). Of a name that comes more than once in the query the last one stands. */
  all(place: "path" | "querystring" | "header"): ReadonlyMap<string, string> {
    const exchange = this.#exchange;
    if (place === "path") return new Map(Object.entries(exchange.pathParameters ?? {}));
    if (place === "header") return allHeaders(exchange);
    return new Map(queryOf(exchange).map(({ name, value }) => [name, value]));
  }

  find(name: string): string | undefined {
    const exchange = this.#exchange;
    const { pathParameters } = exchange;
    if (pathParameters !== null && Object.hasOwn(pathParameters, name)) return pathParameters[name];
    return lastOf(exchange, name) ?? headerReader(name)(exchange);
  }
}
