import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate, evaluateIdentity, evaluateResourcePolicies } from "../../src/policies/evaluate.ts";
import type { Principal } from "../../src/policies/request.ts";
import { compiled, METHOD, policy, request, statement } from "./policy.ts";

const outcome = (...statements: readonly unknown[]) => evaluate([compiled(policy(...statements))], request());

describe("identity policies", () => {
  it("say nothing about what they do not name", () => {
    expect(evaluate([], request())).toBe("none");
    expect(outcome(statement({ Action: "s3:*" }))).toBe("none");
    expect(outcome(statement({ Resource: "arn:aws:s3:::*" }))).toBe("none");
  });

  it("compare actions without case, resources with", () => {
    expect(outcome(statement({ Action: "EXECUTE-API:invoke" }))).toBe("allow");
    expect(outcome(statement({ Action: "execute-api:Inv*" }))).toBe("allow");
    expect(outcome(statement({ Resource: METHOD }))).toBe("allow");
    expect(outcome(statement({ Resource: METHOD.replace("pets", "Pets") }))).toBe("none");
  });

  it("deny before they allow, whatever the order and whichever policy says so", () => {
    expect(outcome(statement(), statement({ Effect: "Deny" }))).toBe("deny");
    const allow = compiled(policy(statement()));
    const deny = compiled(policy(statement({ Effect: "Deny" })));
    expect(evaluate([allow, deny], request())).toBe("deny");
    expect(evaluate([deny, allow], request())).toBe("deny");
  });

  it("cover everything but what NotAction and NotResource name", () => {
    expect(outcome(statement({ NotAction: "iam:*" }))).toBe("allow");
    expect(outcome(statement({ NotAction: ["iam:*", "execute-api:*"] }))).toBe("none");
    expect(outcome(statement({ NotResource: "arn:aws:s3:::*" }))).toBe("allow");
    expect(outcome(statement({ NotResource: [METHOD, "arn:aws:s3:::*"] }))).toBe("none");
  });
});

describe("the policies of an identity", () => {
  const allow = compiled(policy(statement()));
  const deny = compiled(policy(statement({ Effect: "Deny" })));
  const silent = compiled(policy(statement({ Action: "s3:*" })));

  it("must allow in every layer", () => {
    expect(evaluateIdentity({ attached: [silent, allow] }, request())).toBe("allow");
    expect(evaluateIdentity({ attached: [allow], boundary: allow, session: [silent, allow] }, request())).toBe("allow");
    expect(evaluateIdentity({ attached: [allow], boundary: silent }, request())).toBe("none");
    expect(evaluateIdentity({ attached: [allow], session: [silent] }, request())).toBe("none");
    expect(evaluateIdentity({ attached: [], boundary: allow, session: [allow] }, request())).toBe("none");
    expect(evaluateIdentity({ attached: [allow], session: [] }, request())).toBe("allow");
  });

  it("deny in any layer", () => {
    expect(evaluateIdentity({ attached: [allow], boundary: deny }, request())).toBe("deny");
    expect(evaluateIdentity({ attached: [silent], session: [deny] }, request())).toBe("deny");
  });
});

describe("principals of a resource policy", () => {
  const ada: Principal = { type: "AWS", arn: "arn:aws:iam::123456789012:user/ada", account: "123456789012" };
  const root: Principal = { ...ada, arn: "arn:aws:iam::123456789012:root" };
  const session: Principal = {
    type: "AWS",
    arn: "arn:aws:sts::123456789012:assumed-role/dev/s1",
    account: "123456789012",
    roleArn: "arn:aws:iam::123456789012:role/team/dev",
    uniqueId: "AROAIOSFODNN7EXAMPLE1",
  };
  const anonymous: Principal = { type: "anonymous" };
  const service: Principal = { type: "Service", name: "apigateway.amazonaws.com" };
  const federated: Principal = { type: "Federated", provider: "cognito-identity.amazonaws.com" };

  const by = (principal: Principal, element: unknown, effect = "Allow", field = "Principal") =>
    evaluateResourcePolicies(
      [compiled(policy(statement({ Effect: effect, [field]: element })), "resource")],
      request({}, { principal }),
    );

  it.each<[string, Principal, unknown, string]>([
    ["everybody", anonymous, "*", "allow"],
    ["everybody, the long way", anonymous, { AWS: "*" }, "allow"],
    ["a user by ARN", ada, { AWS: ada.type === "AWS" ? ada.arn : "" }, "allow"],
    ["another user", ada, { AWS: "arn:aws:iam::123456789012:user/Ada" }, "none"],
    ["one of a list", ada, { AWS: ["999999999999", "arn:aws:iam::123456789012:user/ada"] }, "allow"],
    ["the caller's account by number", ada, { AWS: "123456789012" }, "delegate"],
    ["the caller's account by ARN", ada, { AWS: "arn:aws:iam::123456789012:root" }, "delegate"],
    ["the root user itself", root, { AWS: "123456789012" }, "allow"],
    ["another account", ada, { AWS: "999999999999" }, "none"],
    ["a role, for its session", session, { AWS: "arn:aws:iam::123456789012:role/team/dev" }, "allow"],
    ["a session by ARN", session, { AWS: "arn:aws:sts::123456789012:assumed-role/dev/s1" }, "allow"],
    ["another session", session, { AWS: "arn:aws:sts::123456789012:assumed-role/dev/s2" }, "none"],
    ["a unique id", session, { AWS: "AROAIOSFODNN7EXAMPLE1" }, "allow"],
    ["a service", service, { Service: "apigateway.amazonaws.com" }, "allow"],
    ["another service", service, { Service: ["lambda.amazonaws.com"] }, "none"],
    ["a service, when a user calls", ada, { Service: "apigateway.amazonaws.com" }, "none"],
    ["an identity provider", federated, { Federated: "cognito-identity.amazonaws.com" }, "allow"],
    ["an account, when nobody in particular calls", anonymous, { AWS: "123456789012" }, "none"],
  ])("%s", (_name, principal, element, expected) => {
    expect(by(principal, element)).toBe(expected);
  });

  it("are denied through their account, too", () => {
    expect(by(ada, { AWS: "123456789012" }, "Deny")).toBe("deny");
  });

  it("are excepted by NotPrincipal only by name", () => {
    expect(by(ada, { AWS: ["arn:aws:iam::123456789012:user/ada", "123456789012"] }, "Deny", "NotPrincipal")).toBe(
      "none",
    );
    expect(by(ada, { AWS: "123456789012" }, "Deny", "NotPrincipal")).toBe("deny");
    expect(by(session, { AWS: "arn:aws:iam::123456789012:role/team/dev" }, "Deny", "NotPrincipal")).toBe("none");
    expect(by(anonymous, { AWS: "123456789012" }, "Deny", "NotPrincipal")).toBe("deny");
    expect(by(ada, { AWS: "123456789012" }, "Allow", "NotPrincipal")).toBe("allow");
    expect(by(root, { AWS: "123456789012" }, "Allow", "NotPrincipal")).toBe("none");
  });

  it("of a trust policy assume a role", () => {
    const trust = { Effect: "Allow", Principal: { Service: "apigateway.amazonaws.com" }, Action: "sts:AssumeRole" };
    const assume = request({}, { principal: service, action: "sts:AssumeRole", resource: "arn:aws:iam::1:role/r" });
    expect(evaluateResourcePolicies([compiled(policy(trust), "trust")], assume)).toBe("allow");
  });
});

describe("any policy", () => {
  const action = fc.constantFrom("*", "execute-api:*", "execute-api:Invoke", "s3:Get*");
  const resource = fc.constantFrom("*", METHOD, "arn:aws:execute-api:*:*:*/prod/*", "arn:aws:s3:::b/${aws:username}");
  const condition = fc.constantFrom(
    {},
    { StringEquals: { "aws:username": "ada" } },
    { StringNotLike: { "aws:username": "a*" } },
    { "ForAllValues:StringEquals": { "x:tags": ["1"] } },
    { NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
    { StringNotEquals: { "aws:username": "${aws:userid}" } },
  );
  const statements = fc
    .record({
      effect: fc.constantFrom("Allow", "Deny"),
      action,
      resource,
      condition,
      negate: fc.record({ action: fc.boolean(), resource: fc.boolean() }),
    })
    .map(({ effect, action, resource, condition, negate }) => ({
      Effect: effect,
      [negate.action ? "NotAction" : "Action"]: action,
      [negate.resource ? "NotResource" : "Resource"]: resource,
      Condition: condition,
    }));
  const requests = fc
    .record(
      {
        "aws:username": fc.constantFrom("ada", "bob"),
        "aws:SourceIp": fc.constantFrom("10.1.2.3", "192.0.2.1"),
        "x:tags": fc.array(fc.constantFrom("1", "2")),
      },
      { requiredKeys: [] },
    )
    .map((keys) => request(keys));

  it("never grants more once a Deny is added", () => {
    fc.assert(
      fc.property(fc.array(statements), statements, requests, (list, added, request) => {
        const before = evaluate([compiled(policy(...list))], request);
        const after = evaluate([compiled(policy(...list, { ...added, Effect: "Deny" }))], request);
        expect([before, "deny"]).toContain(after);
      }),
      { numRuns: 300 },
    );
  });

  it("never grants less once an Allow is added, and never overrules a Deny", () => {
    fc.assert(
      fc.property(fc.array(statements), statements, requests, (list, added, request) => {
        const before = evaluate([compiled(policy(...list))], request);
        const after = evaluate([compiled(policy(...list, { ...added, Effect: "Allow" }))], request);
        expect(before === "none" ? ["none", "allow"] : [before]).toContain(after);
      }),
      { numRuns: 300 },
    );
  });

  it("says the same whatever the order of its statements, and whether they stand in one policy or in many", () => {
    fc.assert(
      fc.property(fc.array(statements, { minLength: 1 }), requests, (list, request) => {
        const together = evaluate([compiled(policy(...list))], request);
        expect(evaluate([compiled(policy(...list.toReversed()))], request)).toBe(together);
        expect(
          evaluate(
            list.map((one) => compiled(policy(one))),
            request,
          ),
        ).toBe(together);
      }),
      { numRuns: 200 },
    );
  });
});
