import type { NamedPrincipal, PrincipalSelection } from "./document.ts";
import type { Principal } from "./request.ts";

/**
 * How a Principal element covers who makes a request: by name (or `*`), only through the account (which hands the
 * decision to the account's own policies), or not at all.
 */
export type PrincipalMatch = "named" | "account" | "none";

const ACCOUNT = /^[0-9]{12}$/;
const ROOT = /^arn:[^:]*:iam::([0-9]{12}):root$/;

/** The account that a name stands for: a number, or the ARN of its root. */
function accountOf(name: string): string | undefined {
  return ACCOUNT.test(name) ? name : ROOT.exec(name)?.[1];
}

function matchAws(name: string, principal: Principal): PrincipalMatch {
  if (principal.type !== "AWS") return "none";
  const { arn, roleArn, uniqueId, account } = principal;
  if (name === arn || (roleArn !== undefined && name === roleArn) || (uniqueId !== undefined && name === uniqueId)) {
    return "named";
  }
  const named = accountOf(name);
  if (named === undefined || named !== account) return "none";
  return ROOT.test(arn) ? "named" : "account";
}

function matchName(named: NamedPrincipal, principal: Principal): PrincipalMatch {
  if (named.name === "*" && named.type === "AWS") return "named";
  switch (named.type) {
    case "AWS":
      return matchAws(named.name, principal);
    case "Service":
      return principal.type === "Service" && principal.name === named.name ? "named" : "none";
    case "Federated":
      return principal.type === "Federated" && principal.provider === named.name ? "named" : "none";
    case "CanonicalUser":
      return "none";
  }
}

/**
 * Matches a Principal or NotPrincipal element. NotPrincipal excepts only whom it names: naming an account excepts its
 * root user, not everybody in it (IAM User Guide, "JSON policy elements: NotPrincipal").
 */
export function matchPrincipal(selection: PrincipalSelection, principal: Principal): PrincipalMatch {
  let best: PrincipalMatch = "none";
  for (const named of selection.names) {
    const match = matchName(named, principal);
    if (match === "named") return selection.negated ? "none" : "named";
    if (match === "account") best = "account";
  }
  return selection.negated ? "named" : best;
}
