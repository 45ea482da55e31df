import { describe, expect, it } from "vitest";
import { compileDocument, type Identity } from "../../../src/identities/identity.ts";
import { permit } from "../../../src/management/authorization/authorize.ts";
import { allow } from "../../support/iam-documents.ts";
import { v2Call } from "../../support/v2-call.ts";

const ACCESS = { action: "apigateway:GET", resource: "arn:aws:apigateway:us-east-1::/apis" };
const granting = compileDocument(allow("apigateway:*"), "identity");
const silent = compileDocument(allow("s3:*"), "identity");
const denying = compileDocument(allow("apigateway:*", "*", { Effect: "Deny" }), "identity");

function permitted(policies: Identity["policies"]): void {
  const base = v2Call();
  const caller = { ...base.caller, admin: false, arn: "arn:aws:iam::000000000000:user/ann", policies };
  permit({ ...base, caller }, ACCESS);
}

describe("a refusal names the policy that decided", () => {
  it.each<[reason: string, policies: Identity["policies"]]>([
    ["because no identity-based policy allows", { attached: [] }],
    ["because no identity-based policy allows", { attached: [silent] }],
    ["because no identity-based policy allows", { attached: [], boundary: silent, session: [silent] }],
    ["because no permissions boundary allows", { attached: [granting], boundary: silent, session: [silent] }],
    ["because no session policy allows", { attached: [granting], boundary: granting, session: [silent] }],
    ["with an explicit deny in an identity-based policy", { attached: [granting, denying], boundary: silent }],
    ["with an explicit deny in a permissions boundary", { attached: [granting], boundary: denying }],
    ["with an explicit deny in a session policy", { attached: [], boundary: silent, session: [denying] }],
  ])("%s", (reason, policies) => {
    const message = `User: arn:aws:iam::000000000000:user/ann is not authorized to perform: apigateway:GET on resource: ${ACCESS.resource} ${reason}`;
    expect(() => permitted(policies)).toThrow(expect.objectContaining({ message: expect.stringContaining(message) }));
  });

  it("and there is none where each layer allows; a session without policies has no layer of its own", () => {
    expect(() => permitted({ attached: [silent, granting], boundary: granting, session: [] })).not.toThrow();
  });
});
