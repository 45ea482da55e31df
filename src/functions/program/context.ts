import type { InvocationRequest } from "../modules/protocol.ts";

/** The members of the context object that tell about the invocation (Lambda's developer guide, "Node.js context object"). */
export function contextFields(request: InvocationRequest, deadline: number): Record<string, unknown> {
  const { env } = process;
  return {
    functionVersion: env["AWS_LAMBDA_FUNCTION_VERSION"],
    functionName: env["AWS_LAMBDA_FUNCTION_NAME"],
    memoryLimitInMB: env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
    logGroupName: env["AWS_LAMBDA_LOG_GROUP_NAME"],
    logStreamName: env["AWS_LAMBDA_LOG_STREAM_NAME"],
    clientContext: parsed(request.clientContext, "ClientContext"),
    identity: parsed(request.identity, "CognitoIdentity"),
    invokedFunctionArn: request.functionArn,
    awsRequestId: request.requestId,
    tenantId: undefined,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

function parsed(text: string | undefined, name: string): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new Error(`Cannot parse ${name} as json: ${String(thrown)}`, { cause: thrown });
  }
}
