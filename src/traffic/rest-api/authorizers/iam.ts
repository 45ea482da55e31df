import { evaluateIdentity } from "../../../policies/evaluate.ts";
import type { SignatureFault } from "../../../sigv4/faults.ts";
import { type Signed, signedBy, type SignaturePorts } from "../../authorizers/iam/signature.ts";
import { type RestFault, restFaults } from "../faults.ts";
import { answerRestFault } from "../gateway-response.ts";
import type { RestStep } from "../parts.ts";
import type { RestExchange } from "../rest-exchange.ts";
import type { Access } from "./access.ts";

/** AWS_IAM on a method: a good signature, then the caller's policies together with the API's resource policy. */
export function iamAuthorizer(access: Access, ports: SignaturePorts): RestStep {
  const decide = (exchange: RestExchange, signed: Signed): Response | null => {
    if (signed === "tooLarge") return answerRestFault(exchange, restFaults.requestTooLarge);
    if (!signed.ok) return answerRestFault(exchange, signatureFault(signed));
    const { principal, keys, policies } = signed.identity;
    const request = access.request(exchange, { principal, keys });
    return access.decide(exchange, request, evaluateIdentity(policies, request));
  };
  return (exchange) => {
    const signed = signedBy(exchange, ports);
    return signed instanceof Promise ? signed.then((one) => decide(exchange, one)) : decide(exchange, signed);
  };
}

/** What is wrong with a signature, as API Gateway answers it. */
function signatureFault({ code, message, detail }: SignatureFault): RestFault {
  switch (code) {
    case "MissingAuthenticationTokenException":
      return restFaults.missingAuthenticationToken;
    case "ExpiredTokenException":
      return restFaults.expiredToken;
    default: {
      const text = detail === undefined ? message : `${message}\n\n${detail}`;
      return { ...restFaults.invalidSignature, message: text, errorType: code };
    }
  }
}
