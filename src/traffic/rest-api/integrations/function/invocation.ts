import type { FunctionInvocation } from "../../../../plan/function-invoker.ts";
import type { RestIntegration } from "../../../../plan/rest-api.ts";
import type { RestApiPorts, RestMethodParts } from "../../parts.ts";
import type { RestExchange } from "../../rest-exchange.ts";
import { restTraceHeader } from "../../trace.ts";
import { compileStageText, compileUri } from "../target.ts";

export type FunctionPlan = Extract<RestIntegration, { kind: "lambda" | "lambda_proxy" }>;

/** A call of a function on behalf of a method. */
export interface FunctionCall {
  arn: string;
  invocation: FunctionInvocation;
}

/** Makes a call's address and what goes with it. */
export type CallMaker = (exchange: RestExchange, type: FunctionInvocation["type"]) => FunctionCall;

/** What the calls of one method's function have in common, decided once. */
export function compileCall(
  integration: FunctionPlan,
  sourceArn: (exchange: RestExchange) => string,
  ports: Pick<RestApiPorts, "now" | "randomHex">,
): CallMaker {
  const fillArn = compileUri(integration.functionArn);
  const roleOf = integration.credentialsArn === null ? () => null : compileStageText(integration.credentialsArn);
  return (exchange, type) => {
    const now = ports.now();
    exchange.integrationStartedAt = now;
    return {
      arn: fillArn({ stageVariables: exchange.variables, outgoing: null }),
      invocation: {
        requestId: exchange.requestId,
        deadline: now + integration.timeoutMillis,
        type,
        sourceArn: sourceArn(exchange),
        credentialsArn: roleOf(exchange.variables),
        traceHeader: restTraceHeader(exchange, ports),
      },
    };
  };
}

/** What the function's resource policy is asked about; the path stands with its variables, as the permissions name them. */
export function methodArn({ method: { resourcePath } }: RestMethodParts): (exchange: RestExchange) => string {
  return ({ region, accountId, apiId, stage, method }) =>
    `arn:aws:execute-api:${region}:${accountId}:${apiId}/${stage.name}/${method}${resourcePath}`;
}

/** Lambda is called by POST: with any other integrationHttpMethod the call fails (recorded). Null: it is POST. */
export function wrongMethod(planned: string | null, exchange: RestExchange): string | null {
  const method = planned ?? exchange.method;
  return method === "POST" ? null : `functions are called by POST, the integration's method is ${method}`;
}
