import type { HttpAuthorizerPlan } from "../../plan/http-api.ts";
import type { TokenFault, Tokens, VerifiedToken } from "../authorizers/jwt/tokens.ts";
import type { Exchange } from "../exchange.ts";
import type { Step } from "../runner.ts";
import { answerHttpFault, type HttpFault, httpFaults } from "./faults.ts";
import { compileExpression } from "./values.ts";

type JwtPlan = Extract<HttpAuthorizerPlan, { kind: "jwt" }>;

/**
 * A JWT authorizer (developer guide, "Control access to HTTP APIs with JWT authorizers"): the token's signature, issuer, times and
 * audience, then at least one of the route's scopes. Refusals say why in WWW-Authenticate, as AWS writes it.
 */
export function jwtAuthorizer(plan: JwtPlan, scopes: readonly string[], tokens: Tokens): Step {
  const read = compileExpression(plan.identitySource, "text");
  const keys = tokens.issuer(plan.issuer);
  const challenge = `Bearer scope="${scopes.join(" ")}"`;

  const refuse = (exchange: Exchange, fault: HttpFault, error: string, description: string): Response => {
    exchange.authorizerError = `${error}: ${description}`;
    return challenged(exchange, fault, `${challenge} error="${error}" error_description="${description}"`);
  };

  const decide = (exchange: Exchange, token: VerifiedToken | TokenFault): Response | null => {
    if (!token.ok) return refuse(exchange, httpFaults.unauthorized, "invalid_token", token.description);
    if (token.acceptedBy !== decide) {
      if (!intersect(plan.audience, token.audience))
        return refuse(exchange, httpFaults.unauthorized, "invalid_token", "the token does not have a valid audience");
      if (scopes.length > 0 && !intersect(scopes, token.scopes))
        return refuse(exchange, httpFaults.forbidden, "insufficient_scope", "the token does not have a required scope");
      token.acceptedBy = decide;
    }
    exchange.caller = scopes.length > 0 ? token.scopedCaller : token.caller;
    return null;
  };

  return (exchange) => {
    const given = read(exchange, null);
    if (given === undefined || given === "") return challenged(exchange, httpFaults.unauthorized, "Bearer");
    const held = tokens.held(given, exchange.later, exchange.startedAt);
    if (held && held.issuer === plan.issuer) return decide(exchange, held);
    return tokens.verify(given, keys, exchange.later).then((outcome) => decide(exchange, outcome));
  };
}

function challenged(exchange: Exchange, fault: HttpFault, challenge: string): Response {
  const answer = answerHttpFault(exchange, fault);
  answer.headers.set("www-authenticate", challenge);
  return answer;
}

function intersect(wanted: readonly string[], given: readonly string[]): boolean {
  for (const one of given) if (wanted.includes(one)) return true;
  return false;
}
