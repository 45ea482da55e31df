import type { CustomDomain } from "../../model/domain.ts";
import { expandNames } from "../../policies/executeapi.ts";
import { parsePolicy } from "../../policies/parse.ts";
import { badRequest } from "../../wire/faults.ts";
import { policyText } from "../apigateway/rest-api-policy.ts";
import type { Call } from "../call.ts";

/** What tells a domain from others of its kind; private ones have an id in their ARN, and are named by it in policies. */
export function identityOf(
  call: Call,
  domainName: string,
  endpointType: string,
): Pick<CustomDomain, "endpointType" | "domainNameId" | "arn"> {
  if (endpointType !== "PRIVATE") {
    return { endpointType: endpointType === "REGIONAL" ? "REGIONAL" : "EDGE", domainNameId: null };
  }
  const domainNameId = call.newId(10);
  const arn = `arn:aws:execute-api:${call.region}:${call.accountId}:/domainnames/${domainName}+${domainNameId}`;
  return { endpointType, domainNameId, arn };
}

/** The ARN by which the management APIs name a domain; only a private one's names the account (examples of AWS's CLI reference). */
export function domainNameArnOf(call: Call, { region, domainName, domainNameId }: CustomDomain): string {
  const [account, id] = domainNameId === null ? ["", ""] : [call.accountId, `+${domainNameId}`];
  return `arn:aws:apigateway:${region}:${account}:/domainnames/${domainName}${id}`;
}

/**
 * A domain's policy as AWS stores it: `execute-api:/` and whatever follows stands for the domain, and a list of one becomes the one
 * (examples of AWS's CLI reference).
 *
 * @throws BadRequestException for a policy that nobody would ask, or that is none
 */
export function storedDomainPolicy(
  { endpointType, arn = "" }: Pick<CustomDomain, "endpointType" | "arn">,
  policy: string,
): string {
  if (endpointType !== "PRIVATE") throw badRequest("A policy is supported for private custom domain names only");
  const parsed = parsePolicy(policy, "resource");
  if (!parsed.ok) {
    throw badRequest(`Invalid policy document: ${parsed.problems.map(({ message }) => message).join("; ")}`);
  }
  return policyText(expandNames(JSON.parse(policy), () => arn));
}
