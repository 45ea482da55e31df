import { evaluateIdentity } from "../../policies/evaluate.ts";
import { conditionKeysOf } from "../authorizers/condition-keys.ts";
import { compileInvokedArn } from "../authorizers/invoked-arn.ts";
import type { Exchange } from "../exchange.ts";

/**
 * Whether the caller may replace an entry of the cache: who signed the request, and whose policies allow
 * `execute-api:InvalidateCache` on the method (developer guide, "Invalidate an API Gateway cache entry").
 */
export function mayInvalidate(exchange: Exchange, resourcePath: string | null): boolean {
  const { identity } = exchange;
  if (identity === null) return false;
  const verdict = evaluateIdentity(identity.policies, {
    principal: identity.principal,
    action: "execute-api:InvalidateCache",
    resource: compileInvokedArn(resourcePath)(exchange),
    keys: conditionKeysOf(exchange, identity.keys),
  });
  return verdict === "allow";
}
