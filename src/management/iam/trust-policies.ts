import type { IdentityKinds } from "../../model/identity.ts";
import { parsePolicy } from "../../policies/parse.ts";
import type { Principal } from "../../policies/request.ts";
import { malformedPolicyDocument } from "../../wire/iam-faults.ts";
import type { Call } from "../call.ts";
import { checkedDocument } from "./documents.ts";
import { arnOf } from "./find.ts";

type Trust = Pick<IdentityKinds["role"], "trustPolicy" | "trusted">;

/**
 * Checks a trust policy and binds the users and roles of this account that it names to their unique ids, so that another one that
 * later takes the name of one that is gone is not trusted (IAM User Guide, "Specifying a principal"). Throws
 * MalformedPolicyDocument, also for a user or role that does not exist.
 */
export async function checkedTrust(call: Call, document: string): Promise<Trust> {
  const trustPolicy = checkedDocument(document, "trust");
  const trusted: Record<string, string> = {};
  for (const arn of principalsOf(trustPolicy)) {
    const [, account, kind, name = ""] = /^arn:aws:iam::(\d+):(user|role)\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
    if (account !== call.accountId || (kind !== "user" && kind !== "role")) continue;
    const found = await call.identities.byName(kind, name);
    if (!found || arnOf(call, found) !== arn)
      throw malformedPolicyDocument(`Invalid principal in policy: "AWS":"${arn}"`);
    trusted[arn] = found.id;
  }
  return { trustPolicy, trusted };
}

function principalsOf(document: string): string[] {
  const parsed = parsePolicy(document, "trust");
  const statements = parsed.ok ? parsed.policy.statements : [];
  return statements.flatMap(({ principal }) =>
    (principal?.names ?? []).flatMap(({ type, name }) => (type === "AWS" ? [name] : [])),
  );
}

type Named = Extract<Principal, { type: "AWS" }>;

/** Who asks, as a role's trust policy knows it: without its name where the policy meant another one of that name. */
export function knownTo({ trusted }: Pick<Trust, "trusted">, principal: Named): Named {
  const name = principal.roleArn ?? principal.arn;
  const bound = trusted[name];
  if (bound === undefined || bound === principal.uniqueId) return principal;
  return { ...principal, arn: principal.uniqueId ?? "", roleArn: undefined };
}
