import type { FunctionInvocation } from "../plan/function-invoker.ts";
import { evaluateResourcePolicies } from "../policies/evaluate.ts";
import type { HeldFunction } from "./held-functions.ts";

const API_GATEWAY = "apigateway.amazonaws.com";

/**
 * Why API Gateway may not call a function, null where it may: a call with a role is the role's matter, any other needs a statement
 * in the resource policy of the qualifier that is called.
 */
export function refusalOf(held: HeldFunction, { credentialsArn, sourceArn }: FunctionInvocation): string | null {
  if (credentialsArn !== null) return null;
  if (held.policy && isAllowed(held, sourceArn)) return null;
  return (
    `no statement of the function's resource policy lets ${API_GATEWAY} call ${held.arn} for ${sourceArn}. To allow it: ` +
    `aws lambda add-permission --function-name ${held.arn} --statement-id apigateway --action lambda:InvokeFunction ` +
    `--principal ${API_GATEWAY} --source-arn '${apiPattern(sourceArn)}'`
  );
}

function isAllowed({ policy, arn }: HeldFunction, sourceArn: string): boolean {
  if (!policy) return false;
  const account = sourceArn.split(":")[4];
  const outcome = evaluateResourcePolicies([policy], {
    principal: { type: "Service", name: API_GATEWAY },
    action: "lambda:InvokeFunction",
    resource: arn,
    keys: (key) => (key === "aws:sourcearn" ? sourceArn : key === "aws:sourceaccount" ? account : undefined),
  });
  return outcome === "allow";
}

/** All methods and stages of the API that an ARN speaks of. */
function apiPattern(sourceArn: string): string {
  const slash = sourceArn.indexOf("/");
  return `${slash === -1 ? sourceArn : sourceArn.slice(0, slash)}/*`;
}
