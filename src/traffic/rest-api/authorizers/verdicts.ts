import { evaluate } from "../../../policies/evaluate.ts";
import type { FunctionVerdict, NoVerdict } from "../../authorizers/function/verdict.ts";
import { restFaults } from "../faults.ts";
import { answerRestFault } from "../gateway-response.ts";
import type { RestExchange } from "../rest-exchange.ts";
import { type AccessDecisions, ANONYMOUS } from "./access.ts";

/**
 * What a Lambda authorizer's verdict means for a request: its policy is evaluated together with the API's resource policy. `latency`: milliseconds
 * that the call took, 0 where the verdict was kept.
 */
export function decideVerdict(
  exchange: RestExchange,
  verdict: FunctionVerdict | NoVerdict,
  identity: readonly string[],
  access: AccessDecisions,
  latency: number,
): Response | null {
  switch (verdict.kind) {
    case "unauthorized":
      return answerRestFault(exchange, restFaults.unauthorized);
    case "failed":
      exchange.authorizerError = verdict.reason;
      return answerRestFault(exchange, restFaults.authorizerFailure, verdict.reason);
    case "misconfigured":
      exchange.authorizerError = verdict.reason;
      return answerRestFault(exchange, restFaults.authorizerConfigurationError, verdict.reason);
    case "simple":
      throw new Error("authorizers of REST APIs have no simple responses");
    case "policy": {
      const { principalId, context, usageIdentifierKey } = verdict;
      const told = { ...context, integrationLatency: latency };
      exchange.caller = { kind: "function", principalId, identity, context: told };
      exchange.usageIdentifierKey = usageIdentifierKey;
      const request = access.request(exchange, ANONYMOUS);
      return access.decide(exchange, request, evaluate([verdict.policy], request));
    }
  }
}
