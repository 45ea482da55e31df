import { evaluateIdentity } from "../../policies/evaluate.ts";
import { conditionKeysOf } from "../authorizers/condition-keys.ts";
import { signedBy, type Signed, type SignaturePorts } from "../authorizers/iam/signature.ts";
import { compileInvokedArn } from "../authorizers/invoked-arn.ts";
import type { Exchange } from "../exchange.ts";
import type { Step } from "../runner.ts";
import { answerHttpFault, httpFaults } from "./faults.ts";

/** AWS_IAM on a route of an HTTP API: a good signature, and policies of the caller that allow execute-api:Invoke. */
export function iamAuthorizer(template: string | null, ports: SignaturePorts): Step {
  const arnOf = compileInvokedArn(template);
  const decide = (exchange: Exchange, signed: Signed): Response | null => {
    if (signed === "tooLarge") return answerHttpFault(exchange, httpFaults.requestTooLarge);
    if (!signed.ok) return refuse(exchange, signed.code);
    const { identity } = signed;
    const verdict = evaluateIdentity(identity.policies, {
      principal: identity.principal,
      action: "execute-api:Invoke",
      resource: arnOf(exchange),
      keys: conditionKeysOf(exchange, identity.keys),
    });
    return verdict === "allow" ? null : refuse(exchange, "AccessDeniedException");
  };
  return (exchange) => {
    const signed = signedBy(exchange, ports);
    return signed instanceof Promise ? signed.then((one) => decide(exchange, one)) : decide(exchange, signed);
  };
}

/** HTTP APIs tell the caller nothing more. */
function refuse(exchange: Exchange, error: string): Response {
  exchange.authorizerError = error;
  return answerHttpFault(exchange, httpFaults.forbidden);
}
