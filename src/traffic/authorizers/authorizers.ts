import type { IssuerKeysPorts } from "./jwt/issuer-keys.ts";
import { Tokens } from "./jwt/tokens.ts";

/** What authorizers need of the rest of the worker. */
export type AuthorizerPorts = IssuerKeysPorts;

/** What this isolate knows of callers, shared by the API types: each verdict is bounded in number and in time. */
export interface Authorizers {
  tokens: Tokens;
}

/** Made once per isolate. */
export function createAuthorizers(ports: AuthorizerPorts): Authorizers {
  return { tokens: new Tokens(ports) };
}
