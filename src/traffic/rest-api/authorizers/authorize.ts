import { restFaults } from "../faults.ts";
import { answerRestFault } from "../gateway-response.ts";
import type { RestMethodParts, RestStep, RestStepFactory } from "../parts.ts";
import { Access, ANONYMOUS } from "./access.ts";
import { functionAuthorizer, type RestAuthorizerPorts } from "./function.ts";
import { iamAuthorizer } from "./iam.ts";
import { userPoolAuthorizer } from "./user-pool.ts";

/** Who may call a method: its authorization together with the API's resource policy. Null: everybody. What cannot be decided is refused. */
export function authorize(ports: RestAuthorizerPorts): RestStepFactory {
  return (parts) => {
    const { authorization } = parts.method;
    switch (authorization.kind) {
      case "none":
        return byPolicyAlone(new Access(parts, "NONE"));
      case "iam":
        return iamAuthorizer(new Access(parts, "AWS_IAM"), ports.authorizers.signatures);
      case "authorizer":
        return byAuthorizer(parts, authorization, ports);
    }
  };
}

function byPolicyAlone(access: Access): RestStep | null {
  if (!access.hasPolicy) return null;
  return (exchange) => access.decide(exchange, access.request(exchange, ANONYMOUS), "none");
}

function byAuthorizer(
  parts: RestMethodParts,
  { authorizerId, scopes }: { authorizerId: string; scopes: string[] },
  ports: RestAuthorizerPorts,
): RestStep {
  const plan = parts.head.authorizers[authorizerId];
  if (!plan) {
    const reason = `the API has no authorizer ${authorizerId} that works`;
    return (exchange) => answerRestFault(exchange, restFaults.authorizerConfigurationError, reason);
  }
  return plan.kind === "cognito"
    ? userPoolAuthorizer(plan, scopes, new Access(parts, "COGNITO_USER_POOLS"), ports.authorizers)
    : functionAuthorizer(plan, parts.method, new Access(parts, "CUSTOM"), ports);
}
