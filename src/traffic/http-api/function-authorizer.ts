import type { HttpAuthorizerPlan } from "../../plan/http-api.ts";
import { evaluate } from "../../policies/evaluate.ts";
import { conditionKeysOf } from "../authorizers/condition-keys.ts";
import type { FunctionVerdict, NoVerdict } from "../authorizers/function/verdict.ts";
import { type FunctionVerdicts, verdictKey } from "../authorizers/function/verdicts.ts";
import { compileInvokedArn, type InvokedArn } from "../authorizers/invoked-arn.ts";
import { traceHeader } from "../client.ts";
import type { Exchange } from "../exchange.ts";
import { logFailure } from "../log.ts";
import type { Step } from "../runner.ts";
import { answerHttpFault, httpFaults } from "./faults.ts";
import { authorizerEventV1, authorizerEventV2 } from "./function/authorizer-event.ts";
import { compileExpression } from "./values.ts";

type RequestPlan = Extract<HttpAuthorizerPlan, { kind: "request" }>;

export interface FunctionAuthorizerPorts {
  verdicts: FunctionVerdicts;
  traceRoot(now: number): string;
}

/**
 * A Lambda authorizer of an HTTP API (developer guide, "Control access to HTTP APIs with AWS Lambda authorizers"). Each identity source must
 * be there, or it is 401 without a call. A verdict is kept for all routes: a policy is evaluated for each, a simple response
 * stands for all.
 */
export function functionAuthorizer(plan: RequestPlan, template: string | null, ports: FunctionAuthorizerPorts): Step {
  const readers = plan.identitySource.map((source) => compileExpression(source, "text"));
  const functionArnOf = compileExpression(plan.functionArn, "text");
  const arnOf = compileInvokedArn(template);
  const form = plan.simpleResponses ? "simple" : "httpPolicy";
  const writeEvent = plan.payloadFormat === "2.0" ? authorizerEventV2 : authorizerEventV1;
  const { id: authorizerId, credentialsArn, ttlSeconds } = plan;

  return (exchange) => {
    const identity: string[] = [];
    for (const read of readers) {
      const value = read(exchange, null);
      if (value === undefined || value === "") return answerHttpFault(exchange, httpFaults.unauthorized);
      identity.push(value);
    }
    const functionArn = functionArnOf(exchange, null) ?? "";
    const key = verdictKey(exchange, { authorizerId, functionArn, ttlSeconds }, identity);
    const held = ports.verdicts.held(key);
    if (held) return decide(exchange, held, identity, arnOf);
    const question = {
      ...({ authorizerId, functionArn, credentialsArn, form, ttlSeconds } as const),
      traceHeader: traceHeader(exchange, ports.traceRoot),
      event: () => JSON.stringify(writeEvent(exchange, identity, arnOf(exchange), ports.traceRoot)),
    };
    return ports.verdicts.ask(key, question, exchange).then((verdict) => decide(exchange, verdict, identity, arnOf));
  };
}

function decide(
  exchange: Exchange,
  verdict: FunctionVerdict | NoVerdict,
  identity: readonly string[],
  arnOf: InvokedArn,
): Response | null {
  switch (verdict.kind) {
    case "unauthorized":
      return answerHttpFault(exchange, httpFaults.unauthorized);
    case "failed":
    case "misconfigured":
      exchange.authorizerError = verdict.reason;
      logFailure("authorizerFailed", exchange, verdict.reason);
      return answerHttpFault(exchange, httpFaults.internalServerError);
    case "simple":
      if (!verdict.isAuthorized) return answerHttpFault(exchange, httpFaults.forbidden);
      exchange.caller = { kind: "function", principalId: null, identity, context: verdict.context };
      return null;
    case "policy":
      if (!allows(exchange, verdict, arnOf)) return answerHttpFault(exchange, httpFaults.forbidden);
      exchange.caller = { kind: "function", principalId: verdict.principalId, identity, context: verdict.context };
      return null;
  }
}

function allows(
  exchange: Exchange,
  { policy }: Extract<FunctionVerdict, { kind: "policy" }>,
  arnOf: InvokedArn,
): boolean {
  const outcome = evaluate([policy], {
    principal: { type: "anonymous" },
    action: "execute-api:Invoke",
    resource: arnOf(exchange),
    keys: conditionKeysOf(exchange, null),
  });
  return outcome === "allow";
}
