import type { HttpHead, HttpRoute } from "../../plan/http-api.ts";
import type { Authorizers } from "../authorizers/authorizers.ts";
import { logFailure } from "../log.ts";
import type { Step } from "../runner.ts";
import { answerHttpFault, httpFaults } from "./faults.ts";
import { functionAuthorizer } from "./function-authorizer.ts";
import { iamAuthorizer } from "./iam-authorizer.ts";
import { jwtAuthorizer } from "./jwt-authorizer.ts";

/** Who may call a route of an HTTP API; null: everybody. What cannot be decided is refused. */
export function authorize(
  head: HttpHead,
  { authorization, routeKey }: HttpRoute,
  authorizers: Authorizers,
): Step | null {
  if (authorization.kind === "none") return null;
  if (authorization.kind === "iam") return iamAuthorizer(pathOf(routeKey), authorizers.signatures);
  const plan = head.authorizers[authorization.authorizerId];
  if (!plan) return undecidable(`the API has no authorizer ${authorization.authorizerId} that works`);
  return plan.kind === "jwt"
    ? jwtAuthorizer(plan, authorization.scopes, authorizers.tokens)
    : functionAuthorizer(plan, pathOf(routeKey), authorizers);
}

function undecidable(reason: string): Step {
  return (exchange) => {
    exchange.authorizerError = reason;
    logFailure("authorizerFailed", exchange, reason);
    return answerHttpFault(exchange, httpFaults.internalServerError);
  };
}

/** A route key's path; null: `$default` has none. */
function pathOf(routeKey: string): string | null {
  const slash = routeKey.indexOf("/");
  return slash === -1 ? null : routeKey.slice(slash);
}
