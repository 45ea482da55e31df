import { evaluate, evaluateIdentity } from "../../policies/evaluate.ts";
import type { WebSocketAuthorizerPlan } from "../../plan/websocket-api.ts";
import type { Authorizers } from "../authorizers/authorizers.ts";
import { conditionKeysOf } from "../authorizers/condition-keys.ts";
import type { FunctionVerdict, NoVerdict } from "../authorizers/function/verdict.ts";
import { signedBy } from "../authorizers/iam/signature.ts";
import { compileUri } from "../rest-api/integrations/target.ts";
import { type RestFault, restFaults } from "../rest-api/faults.ts";
import { answerRestFault } from "../rest-api/gateway-response.ts";
import { restTraceHeader } from "../rest-api/trace.ts";
import { compileSource } from "../rest-api/values.ts";
import { contextOf, requestParts } from "./event.ts";
import type { WebSocketParts, WebSocketPorts, WebSocketStep } from "./parts.ts";
import { routeArn } from "./route-arn.ts";
import type { WebSocketExchange } from "./websocket-exchange.ts";

/** Who may connect: the authorization of the `$connect` route. Null: everybody. */
export function authorizeConnection(ports: WebSocketPorts): (parts: WebSocketParts) => WebSocketStep | null {
  return ({ head, route }) => {
    const { authorization } = route;
    switch (authorization.kind) {
      case "none":
        return null;
      case "iam":
        return iamAuthorizer(ports.authorizers);
      case "authorizer": {
        const plan = head.authorizers[authorization.authorizerId];
        return plan ? functionAuthorizer(plan, ports) : refuse(restFaults.authorizerConfigurationError);
      }
    }
  };
}

function refuse(fault: RestFault): WebSocketStep {
  return (exchange) => answerRestFault(exchange, fault, "the API has no such authorizer that works");
}

/** A signed upgrade request, and policies of the caller that allow execute-api:Invoke on `…/{stage}/$connect`. */
function iamAuthorizer({ signatures }: Authorizers): WebSocketStep {
  return async (exchange) => {
    const signed = await signedBy(exchange, signatures);
    if (signed === "tooLarge") return answerRestFault(exchange, restFaults.requestTooLarge);
    if (!signed.ok) return answerRestFault(exchange, restFaults.missingAuthenticationToken, signed.code);
    const { identity } = signed;
    const verdict = evaluateIdentity(identity.policies, {
      principal: identity.principal,
      action: "execute-api:Invoke",
      resource: routeArn(exchange),
      keys: conditionKeysOf(exchange, identity.keys),
    });
    if (verdict !== "allow") return answerRestFault(exchange, restFaults.accessDenied);
    const { accountId, arn, userId } = identity;
    const accessKey = exchange.caller?.kind === "iam" ? exchange.caller.accessKey : "";
    exchange.connection.iam = { accountId, userArn: arn, userId, accessKey };
    return null;
  };
}

/**
 * A Lambda authorizer (developer guide, "Use API Gateway Lambda authorizers" for WebSocket APIs): every identity source must be there,
 * or it is 401 without a call. Verdicts are not kept: a connection is asked about once.
 */
function functionAuthorizer(plan: WebSocketAuthorizerPlan, ports: WebSocketPorts): WebSocketStep {
  const arnOf = compileUri(plan.functionArn);
  const sources = plan.identitySources.map(compileSource);
  return async (exchange) => {
    const present = sources.every((read) => typeof read(exchange) === "string" && read(exchange) !== "");
    if (!present) return answerRestFault(exchange, restFaults.unauthorized);
    const event = {
      type: "REQUEST",
      methodArn: routeArn(exchange),
      ...requestParts(exchange, ports),
      stageVariables: exchange.variables,
      requestContext: contextOf(exchange),
    };
    const verdict = await ports.authorizers.verdicts.ask(
      null,
      {
        authorizerId: plan.id,
        functionArn: arnOf({ stageVariables: exchange.variables, outgoing: null }),
        credentialsArn: plan.credentialsArn,
        form: "policy",
        traceHeader: restTraceHeader(exchange, ports),
        event: () => JSON.stringify(event),
        ttlSeconds: 0,
      },
      exchange,
    );
    return decide(exchange, verdict);
  };
}

function decide(exchange: WebSocketExchange, verdict: FunctionVerdict | NoVerdict): Response | null {
  switch (verdict.kind) {
    case "unauthorized":
      return answerRestFault(exchange, restFaults.unauthorized);
    case "failed":
    case "misconfigured":
      return answerRestFault(exchange, restFaults.authorizerConfigurationError, verdict.reason);
    case "simple":
      return answerRestFault(exchange, restFaults.authorizerConfigurationError, "a simple response is no policy");
    case "policy": {
      const outcome = evaluate([verdict.policy], {
        principal: { type: "anonymous" },
        action: "execute-api:Invoke",
        resource: routeArn(exchange),
        keys: conditionKeysOf(exchange, null),
      });
      if (outcome !== "allow") return answerRestFault(exchange, restFaults.accessDenied);
      const { principalId, context, usageIdentifierKey } = verdict;
      exchange.connection.authorizer = { ...context, ...(principalId !== null && { principalId }) };
      exchange.usageIdentifierKey = usageIdentifierKey;
      return null;
    }
  }
}
