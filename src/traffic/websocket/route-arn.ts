import type { RestExchange } from "../rest-api/rest-exchange.ts";

/** What a function's resource policy, and an authorizer's policy, is asked about: `…/{stage}/{routeKey}`. */
export function routeArn({ region, accountId, apiId, stage, routeKey }: RestExchange): string {
  return `arn:aws:execute-api:${region}:${accountId}:${apiId}/${stage.name}/${routeKey}`;
}
