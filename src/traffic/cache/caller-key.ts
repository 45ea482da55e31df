import type { Exchange } from "../exchange.ts";

/**
 * Who calls, as far as the gateway knows: no two callers have the same. Where an authorizer has named nobody, the credentials
 * themselves tell.
 */
export function callerKey({ caller, apiKey, request }: Exchange): string {
  const credentials = request.headers.get("authorization") ?? "";
  const who = (): readonly unknown[] => {
    switch (caller?.kind) {
      case "jwt":
        return typeof caller.claims["sub"] === "string" ? [caller.claims["iss"], caller.claims["sub"]] : [credentials];
      case "function":
        return [caller.principalId ?? credentials, caller.context];
      case "iam":
        return [caller.userArn];
      default:
        return [credentials];
    }
  };
  return JSON.stringify([caller?.kind ?? "nobody", ...who(), apiKey?.id ?? null]);
}
