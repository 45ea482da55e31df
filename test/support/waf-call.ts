/** WAF's handlers, called as the wire calls them. */
import type { Call } from "../../src/management/call.ts";
import { wafv2Handlers } from "../../src/management/wafv2/handlers.ts";
import { VisibilityConfig } from "./visibility-config.ts";

export { wafv2Handlers as wafv2 };

const Scope = "REGIONAL";

/** What names a resource in the operations on it. */
export interface Named {
  Id: string;
  Name: string;
  ARN: string;
  LockToken: string;
  Scope: typeof Scope;
}

const named = ({ Id = "", Name = "", ARN = "", LockToken = "" }: Partial<Named> = {}): Named => {
  return { Id, Name, ARN, LockToken, Scope };
};

export async function newIpSet(call: Call, Addresses: string[] = ["192.0.2.0/24"]): Promise<Named> {
  const input = { Name: `set-${crypto.randomUUID()}`, Scope, IPAddressVersion: "IPV4", Addresses } as const;
  return named((await wafv2Handlers.CreateIPSet(call, input)).Summary as Partial<Named>);
}

/** A web ACL that blocks queries that are `blocked`, and the addresses of a set. */
export async function newWebAcl(call: Call): Promise<{ acl: Named; ipSet: Named }> {
  const ipSet = await newIpSet(call);
  const query = {
    ByteMatchStatement: {
      SearchString: new TextEncoder().encode("blocked"),
      FieldToMatch: { QueryString: {} },
      TextTransformations: [{ Priority: 0, Type: "NONE" as const }],
      PositionalConstraint: "EXACTLY" as const,
    },
  };
  const Statement = { OrStatement: { Statements: [query, { IPSetReferenceStatement: { ARN: ipSet.ARN } }] } };
  const rule = { Name: "block", Priority: 0, Statement, Action: { Block: {} }, VisibilityConfig };
  const input = { Name: `acl-${crypto.randomUUID()}`, Scope, DefaultAction: { Allow: {} }, VisibilityConfig } as const;
  return {
    ipSet,
    acl: named((await wafv2Handlers.CreateWebACL(call, { ...input, Rules: [rule] })).Summary as Partial<Named>),
  };
}
