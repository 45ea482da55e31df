import { cachedPattern } from "../../../languages/regex/pattern-cache.ts";
import type { RestAuthorizerPlan, RestMethod } from "../../../plan/rest-api.ts";
import type { Authorizers } from "../../authorizers/authorizers.ts";
import { type Question, verdictKey } from "../../authorizers/function/verdicts.ts";
import { compileExpression } from "../../http-api/values.ts";
import { restFaults } from "../faults.ts";
import { answerRestFault } from "../gateway-response.ts";
import type { RestStep } from "../parts.ts";
import type { RestExchange, RestExchangePorts } from "../rest-exchange.ts";
import { restTraceHeader } from "../trace.ts";
import { compileSource } from "../values.ts";
import { matchesWhole } from "../whole-match.ts";
import type { AccessDecisions } from "./access.ts";
import { requestEvent, tokenEvent } from "./event.ts";
import { decideVerdict } from "./verdicts.ts";

export type FunctionPlan = Extract<RestAuthorizerPlan, { kind: "token" | "request" }>;

/** What authorizers of REST APIs need of the rest of the worker. */
export interface RestAuthorizerPorts extends Pick<RestExchangePorts, "now" | "randomHex"> {
  authorizers: Authorizers;
}

/** The values that a caller is known by; null: one is missing that must be there. */
type Identity = (exchange: RestExchange) => string[] | null;

/**
 * A Lambda authorizer of a REST API (developer guide, "Use API Gateway Lambda authorizers"). The API's resource policy may deny before it is
 * asked. Its verdict is kept for the identity and holds for other methods of the stage as far as its policy goes.
 */
export function functionAuthorizer(
  plan: FunctionPlan,
  method: RestMethod,
  access: AccessDecisions,
  ports: RestAuthorizerPorts,
): RestStep {
  const identityOf = plan.kind === "token" ? tokenIdentity(plan) : requestIdentity(plan);
  const arnOf = compileExpression(plan.functionArn, "text");
  const { id: authorizerId, credentialsArn, ttlSeconds } = plan;
  const { now } = ports;
  const { verdicts } = ports.authorizers;

  return (exchange) => {
    const denied = access.denied(exchange);
    if (denied) return denied;
    const identity = identityOf(exchange);
    if (!identity) return answerRestFault(exchange, restFaults.unauthorized);
    const functionArn = arnOf(exchange, null) ?? "";
    const key = verdictKey(exchange, { authorizerId, functionArn, ttlSeconds }, identity);
    const held = verdicts.held(key);
    if (held) return decideVerdict(exchange, held, identity, access, 0);
    const trace = restTraceHeader(exchange, ports);
    const question: Question = {
      authorizerId,
      functionArn,
      credentialsArn,
      ttlSeconds,
      form: "policy",
      traceHeader: trace,
      event: () =>
        JSON.stringify(
          plan.kind === "token"
            ? tokenEvent(exchange, method, identity[0] ?? "")
            : requestEvent(exchange, method, trace),
        ),
    };
    const askedAt = now();
    return verdicts
      .ask(key, question, exchange)
      .then((verdict) => decideVerdict(exchange, verdict, identity, access, now() - askedAt));
  };
}

/** A token in one header, which must match the validation expression as a whole: else it is 401 without a call. */
function tokenIdentity({ identitySources, validationExpression }: FunctionPlan): Identity {
  const [source] = identitySources;
  const read = source ? compileSource(source) : () => undefined;
  const pattern = validationExpression === null ? null : cachedPattern(validationExpression);
  return (exchange) => {
    const token = read(exchange);
    if (typeof token !== "string" || token === "") return null;
    if (pattern && !(pattern.ok && matchesWhole(pattern.pattern, token))) return null;
    return [token];
  };
}

/** The parameters that AWS calls identity sources: where verdicts are kept each must be there. */
function requestIdentity({ identitySources, ttlSeconds }: FunctionPlan): Identity {
  const readers = identitySources.map(compileSource);
  return (exchange) => {
    const values = readers.map((read) => {
      const value = read(exchange);
      return typeof value === "object" ? value.join(",") : (value ?? "");
    });
    return ttlSeconds > 0 && values.includes("") ? null : values;
  };
}
