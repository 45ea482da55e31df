import { expandResources } from "../../policies/executeapi.ts";
import { parsePolicy } from "../../policies/parse.ts";
import { badRequest } from "../../wire/faults.ts";
import type { Call } from "../call.ts";

/** Whose policy it is: what the short form of its resources stands for. */
export interface PolicyOwner {
  apiId: string;
  region: string;
}

/** The members of a statement whose lists of one AWS stores as the one. */
const COLLAPSED = ["Action", "NotAction", "Resource", "NotResource"];

/**
 * A resource policy as AWS stores it: `execute-api:/stage/GET/path` becomes the whole ARN (developer guide, "API Gateway resource policy
 * examples"), and a list of one becomes the one.
 *
 * @throws BadRequestException for what is no policy
 */
export function storedPolicy(call: Call, text: string, { apiId, region }: PolicyOwner): string {
  const parsed = parsePolicy(text, "resource");
  if (!parsed.ok) {
    const problems = parsed.problems.map(({ pointer, message }) => `${pointer} ${message}`.trim()).join("; ");
    throw badRequest(
      `Invalid policy document. Please check the policy syntax and ensure that Principals are valid. ${problems}`,
    );
  }
  return policyText(expandResources(JSON.parse(text), { region, account: call.accountId, apiId }));
}

/** A policy as text, in which a list of one is the one. */
export function policyText(policy: unknown): string {
  return JSON.stringify(policy, (key, value: unknown) =>
    COLLAPSED.includes(key) && Array.isArray(value) && value.length === 1 ? value[0] : value,
  );
}

/** A policy as AWS answers it: JSON text whose quotes and slashes are escaped once more. */
export function policyAnswer(policy: string): string {
  return JSON.stringify(policy).slice(1, -1).replaceAll("/", "\\/");
}
