import { cachedPattern } from "../../../languages/regex/pattern-cache.ts";
import type { RestAuthorizerPlan } from "../../../plan/rest-api.ts";
import type { Authorizers } from "../../authorizers/authorizers.ts";
import type { IssuerKeys } from "../../authorizers/jwt/issuer-keys.ts";
import { claimedIssuer, type TokenFault, type VerifiedToken } from "../../authorizers/jwt/tokens.ts";
import { restFaults } from "../faults.ts";
import { answerRestFault } from "../gateway-response.ts";
import type { RestStep } from "../parts.ts";
import type { RestExchange } from "../rest-exchange.ts";
import { compileSource } from "../values.ts";
import { matchesWhole } from "../whole-match.ts";
import { type AccessDecisions, ANONYMOUS } from "./access.ts";
import { userPoolCaller } from "./user-pool-claims.ts";

type UserPoolPlan = Extract<RestAuthorizerPlan, { kind: "cognito" }>;

const POOL_ARN = /^arn:[\w-]+:cognito-idp:([\w-]+):\d*:userpool\/([\w-]+)$/;

/**
 * Cognito user pools (developer guide, "Control access to REST APIs using Amazon Cognito user pools as an authorizer"): a token of one of the
 * pools. Where the method has scopes it is an access token with one of them, else an identity token.
 */
export function userPoolAuthorizer(
  plan: UserPoolPlan,
  scopes: readonly string[],
  access: AccessDecisions,
  { tokens, userPoolIssuer }: Authorizers,
): RestStep {
  const read = compileSource(plan.identitySource);
  const pools = plan.userPoolArns.flatMap((arn) => {
    const [, region, poolId] = POOL_ARN.exec(arn) ?? [];
    return region === undefined || poolId === undefined ? [] : [tokens.issuer(userPoolIssuer(region, poolId))];
  });
  const audience = plan.validationExpression === null ? null : cachedPattern(plan.validationExpression);

  const isAccepted = (token: VerifiedToken): boolean => {
    const { token_use: use } = token.claims;
    if (scopes.length > 0) return use === "access" && token.scopes.some((scope) => scopes.includes(scope));
    if (use !== "id") return false;
    return !audience || (audience.ok && token.audience.some((one) => matchesWhole(audience.pattern, one)));
  };

  const decide = (exchange: RestExchange, token: VerifiedToken | TokenFault): Response | null => {
    if (!token.ok) return refuse(exchange, token);
    if (!isAccepted(token)) return answerRestFault(exchange, restFaults.unauthorized);
    exchange.caller = userPoolCaller(token);
    return access.hasPolicy ? access.decide(exchange, access.request(exchange, ANONYMOUS), "none") : null;
  };

  return (exchange) => {
    const given = read(exchange);
    if (typeof given !== "string" || given === "") return answerRestFault(exchange, restFaults.unauthorized);
    const held = tokens.held(given, exchange.later, exchange.startedAt);
    if (held && pools.some(({ issuer }) => issuer === held.issuer)) return decide(exchange, held);
    const keys = poolOf(given, pools);
    if (!keys) return answerRestFault(exchange, restFaults.unauthorized);
    return tokens.verify(given, keys, exchange.later).then((outcome) => decide(exchange, outcome));
  };
}

/** The pool that the token says it is from: not yet believed. */
function poolOf(token: string, pools: readonly IssuerKeys[]): IssuerKeys | undefined {
  const issuer = claimedIssuer(token);
  return pools.find((pool) => pool.issuer === issuer);
}

function refuse(exchange: RestExchange, { description }: TokenFault): Response {
  exchange.authorizerError = description;
  // AWS's words for this one case.
  const message = description === "the token has expired" ? "The incoming token has expired" : "Unauthorized";
  return answerRestFault(exchange, { ...restFaults.unauthorized, message });
}
