import { describe, expect, it } from "vitest";
import type { AccessDecision } from "../../src/policies/decide.ts";
import { decideAccess } from "../../src/policies/decide.ts";
import type { Outcome, ResourceOutcome } from "../../src/policies/evaluate.ts";

type Row = readonly [identity: Outcome, resource: ResourceOutcome, access: AccessDecision["access"]];

// The tables of "How API Gateway resource policies affect authorization workflow", row by row.
const TABLE_A: readonly Row[] = [
  ["allow", "allow", "allow"],
  ["allow", "none", "allow"],
  ["allow", "deny", "explicitDeny"],
  ["none", "allow", "allow"],
  ["none", "none", "implicitDeny"],
  ["none", "deny", "explicitDeny"],
  ["deny", "allow", "explicitDeny"],
  ["deny", "none", "explicitDeny"],
  ["deny", "deny", "explicitDeny"],
];
const TABLE_B: readonly Row[] = [
  ["allow", "allow", "allow"],
  ["allow", "none", "implicitDeny"],
  ["allow", "deny", "explicitDeny"],
  ["none", "allow", "implicitDeny"],
  ["none", "none", "implicitDeny"],
  ["none", "deny", "explicitDeny"],
  ["deny", "allow", "explicitDeny"],
  ["deny", "none", "explicitDeny"],
  ["deny", "deny", "explicitDeny"],
];

describe.each(["AWS_IAM", "CUSTOM"] as const)("with %s", (authorization) => {
  it.each(TABLE_A)("in the same account: %s and %s give %s", (identity, resourcePolicy, access) => {
    const decision = decideAccess({ authorization, identity, resourcePolicy, sameAccount: true });
    expect(decision.access).toBe(access);
  });

  it.each(TABLE_B)("from another account: %s and %s give %s", (identity, resourcePolicy, access) => {
    const decision = decideAccess({ authorization, identity, resourcePolicy, sameAccount: false });
    expect(decision.access).toBe(access);
  });

  it("an API without a resource policy leaves it to the caller's own account", () => {
    const ask = (identity: Outcome, sameAccount: boolean) =>
      decideAccess({ authorization, identity, resourcePolicy: undefined, sameAccount });
    expect(ask("allow", true)).toEqual({ access: "allow" });
    expect(ask("none", true)).toEqual({ access: "implicitDeny", by: "identity-based" });
    expect(ask("deny", true)).toEqual({ access: "explicitDeny", by: "identity-based" });
    expect(ask("allow", false)).toEqual({ access: "implicitDeny", by: "resource-based" });
  });

  it("a resource policy that names the account hands the decision to the caller's policies", () => {
    const ask = (identity: Outcome, sameAccount: boolean) =>
      decideAccess({ authorization, identity, resourcePolicy: "delegate", sameAccount }).access;
    expect([ask("allow", true), ask("none", true)]).toEqual(["allow", "implicitDeny"]);
    expect([ask("allow", false), ask("none", false)]).toEqual(["allow", "implicitDeny"]);
  });
});

describe.each(["NONE", "COGNITO_USER_POOLS"] as const)("with %s", (authorization) => {
  it.each<[ResourceOutcome | undefined, AccessDecision]>([
    [undefined, { access: "allow" }],
    ["allow", { access: "allow" }],
    ["none", { access: "implicitDeny", by: "resource-based" }],
    ["delegate", { access: "implicitDeny", by: "resource-based" }],
    ["deny", { access: "explicitDeny", by: "resource-based" }],
  ])("the resource policy counts alone: %s", (resourcePolicy, decision) => {
    expect(decideAccess({ authorization, identity: "none", resourcePolicy, sameAccount: true })).toEqual(decision);
  });
});
