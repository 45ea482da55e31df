import type { Caller } from "../caller.ts";
import type { Exchange } from "../exchange.ts";

/**
 * Who calls, as far as the gateway knows: no two callers have the same. Where nobody was asked who calls, the request's credentials
 * tell. Null: only the authorizer's function knows what tells its callers apart.
 */
export function callerKey({ caller, apiKey, request }: Exchange): string | null {
  const who = caller ? namedBy(caller) : [request.headers.get("authorization"), request.headers.get("cookie")];
  return who && JSON.stringify([caller?.kind ?? "nobody", ...who, apiKey?.id ?? null]);
}

function namedBy(caller: Caller): readonly unknown[] | null {
  switch (caller.kind) {
    case "jwt": {
      const { iss, sub } = caller.claims;
      return typeof sub === "string" ? [iss, sub] : [caller.claims];
    }
    case "function": {
      // How long the authorizer took is not of the caller.
      const { integrationLatency: _latency, ...context } = caller.context ?? {};
      if (caller.principalId !== null) return [caller.principalId, context];
      return caller.identity.length === 0 ? null : [null, context, caller.identity];
    }
    case "iam":
      return [caller.userArn];
  }
}
