import { contextReader as commonReader } from "../http-api/context.ts";
import { contextReader } from "./context.ts";
import type { RestExchange } from "./rest-exchange.ts";
import { textOf } from "./values.ts";

/** Names that templates do not see: of the integration and of what the authorizer said wrong. */
const LOGGED_ONLY = /^(?:integration|authorizer\.error$)/;

/** Reads a variable for an access log: what templates see, and some that only logs have. */
export function loggedVariable(name: string): (exchange: RestExchange) => string | undefined {
  if (LOGGED_ONLY.test(name)) return commonReader(name);
  const read = contextReader(name);
  return (exchange) => {
    const value = read(exchange);
    return value === undefined || value === null ? undefined : textOf(value);
  };
}
