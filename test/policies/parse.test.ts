import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePolicy } from "../../src/policies/compile.ts";
import type { PolicyKind } from "../../src/policies/document.ts";
import { evaluate } from "../../src/policies/evaluate.ts";
import { OPERATORS } from "../../src/policies/operators.ts";
import { parsePolicy } from "../../src/policies/parse.ts";
import { policy, request, statement } from "./policy.ts";

function refused(document: unknown, kind: PolicyKind = "identity") {
  const parsed = parsePolicy(document, kind);
  return parsed.ok ? [] : parsed.problems.map(({ pointer, message }) => `${pointer} ${message}`);
}

describe("a policy document", () => {
  it("becomes plain data with every default filled in", () => {
    const document = {
      Statement: {
        Effect: "Allow",
        Principal: { AWS: ["123456789012"], Service: "apigateway.amazonaws.com" },
        NotAction: "iam:*",
        Resource: ["*"],
        Condition: { "ForAnyValue:StringLikeIfExists": { "aws:TagKeys": "a*" }, Bool: { "aws:SecureTransport": true } },
      },
    };
    expect(parsePolicy(JSON.stringify(document), "resource")).toEqual({
      ok: true,
      policy: {
        version: "2008-10-17",
        statements: [
          {
            sid: undefined,
            effect: "Allow",
            principal: {
              negated: false,
              names: [
                { type: "AWS", name: "123456789012" },
                { type: "Service", name: "apigateway.amazonaws.com" },
              ],
            },
            action: { negated: true, patterns: ["iam:*"] },
            resource: { negated: false, patterns: ["*"] },
            conditions: [
              { qualifier: "ForAnyValue", operator: "StringLike", ifExists: true, key: "aws:tagkeys", values: ["a*"] },
              { qualifier: undefined, operator: "Bool", ifExists: false, key: "aws:securetransport", values: ["true"] },
            ],
          },
        ],
      },
    });
  });

  it.each<[string, unknown, string[]]>([
    ["no object", [], [" A policy must be a JSON object"]],
    ["no statement", { Version: "2012-10-17" }, [" Missing required field Statement"]],
    [
      "another version",
      { Version: "2020-01-01", Statement: [] },
      ['/Version The policy must contain a valid version string, not "2020-01-01"'],
    ],
    ["an unknown field", { ...policy(), Statements: [] }, ["/Statements Unknown field Statements"]],
    [
      "an unknown field in a statement",
      policy(statement({ "No/t~": 1 })),
      ["/Statement/0/No~1t~0 Unknown field No/t~"],
    ],
    ["no effect", policy({ Action: "*", Resource: "*" }), ["/Statement/0 Missing required field Effect"]],
    [
      "a wrong effect",
      policy(statement({ Effect: "allow" })),
      ['/Statement/0/Effect Invalid effect: "allow", must be "Allow" or "Deny"'],
    ],
    [
      "neither action nor resource",
      policy({ Effect: "Allow" }),
      ["/Statement/0 Policy statement must contain resources.", "/Statement/0 Policy statement must contain actions."],
    ],
    [
      "both Action and NotAction",
      policy(statement({ Action: "*", NotAction: "a:b" })),
      ["/Statement/0/NotAction Statement must not contain both Action and NotAction"],
    ],
    [
      "an action without a service",
      policy(statement({ Action: "Invoke" })),
      ["/Statement/0/Action Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."],
    ],
    [
      "an action that is no text",
      policy(statement({ Action: ["a:b", 1] })),
      ["/Statement/0/Action/1 must be a string"],
    ],
    [
      "a resource that is no ARN",
      policy(statement({ Resource: "bucket" })),
      ['/Statement/0/Resource Resource bucket must be in ARN format or "*".'],
    ],
    [
      "a principal",
      policy(statement({ Principal: "*" })),
      ["/Statement/0/Principal Policy document should not specify a principal."],
    ],
    [
      "the same Sid twice",
      policy(statement({ Sid: "a" }), statement({ Sid: "a" })),
      ["/Statement/1/Sid Statement IDs (SID) in a single policy must be unique."],
    ],
    [
      "an unknown operator",
      policy(statement({ Condition: { StringIs: { "a:b": "c" } } })),
      ["/Statement/0/Condition/StringIs Invalid Condition type : StringIs"],
    ],
    [
      "NullIfExists",
      policy(statement({ Condition: { NullIfExists: { "a:b": "true" } } })),
      ["/Statement/0/Condition/NullIfExists Invalid Condition type : NullIfExists"],
    ],
    [
      "a wrong range",
      policy(statement({ Condition: { IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "10/8"] } } })),
      ["/Statement/0/Condition/IpAddress/aws:SourceIp/1 IpAddress cannot take the value 10/8"],
    ],
    [
      "a wrong date",
      policy(statement({ Condition: { DateLessThan: { "aws:CurrentTime": "soon" } } })),
      ["/Statement/0/Condition/DateLessThan/aws:CurrentTime DateLessThan cannot take the value soon"],
    ],
    ...["234-13", "2019-02-29T00:00", "2020-01-01T24:00", "2020-01-01T2:00+1", "9223372036854775808"].map(
      (date): [string, unknown, string[]] => [
        `the date ${date}`,
        policy(statement({ Condition: { DateLessThan: { "aws:CurrentTime": date } } })),
        [`/Statement/0/Condition/DateLessThan/aws:CurrentTime DateLessThan cannot take the value ${date}`],
      ],
    ),
    [
      "a wrong number",
      policy(statement({ Condition: { NumericEquals: { "s3:max-keys": "" } } })),
      ["/Statement/0/Condition/NumericEquals/s3:max-keys NumericEquals cannot take the value "],
    ],
    [
      "an action of several services",
      policy(statement({ Action: "a:b:c" })),
      ["/Statement/0/Action Actions/Condition can contain only one colon."],
    ],
    ["an id that is no text", { ...policy(statement()), Id: 1 }, ["/Id must be a string"]],
  ])("is refused with %s", (_name, document, problems) => {
    expect(refused(document)).toEqual(problems);
  });

  it.each<[string, Record<string, unknown>]>([
    ["an action of any service", { Action: ["new.service:Any_Thing-at all"] }],
    ["null in a list", { Resource: ["arn:aws:s3:::a", null] }],
    ["a key without a service", { Condition: { Bool: { Mfa: "true" } } }],
    ["an unknown operator that asks for nothing", { Condition: { StringIs: {} } }],
  ])("may hold %s, as at AWS", (_name, over) => {
    expect(refused(policy(statement(over)))).toEqual([]);
  });

  it("is refused with all its problems at once", () => {
    expect(refused(policy(statement({ Effect: 1 }), statement({ Action: "x" }), 7))).toHaveLength(3);
  });

  it("is refused when it is no JSON", () => {
    expect(refused("{")[0]).toMatch(/^ Syntax errors in policy: /);
  });

  it("of a resource needs a principal that can exist", () => {
    expect(refused(policy(statement()), "resource")).toEqual(["/Statement/0 Missing required field Principal"]);
    expect(refused(policy(statement({ Principal: { AWS: "arn:aws:iam::123456789012:user/*" } })), "resource")).toEqual([
      '/Statement/0/Principal/AWS Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:user/*"',
    ]);
    expect(refused(policy(statement({ Principal: { User: "x" } })), "resource")[0]).toContain(
      "Unknown principal type User",
    );
    expect(refused(policy(statement({ Principal: "x" })), "resource")).toEqual([
      '/Statement/0/Principal must be "*" or an object of principals by type',
    ]);
  });

  it("of a role names no resource, and no NotPrincipal", () => {
    expect(refused(policy(statement({ Principal: "*" })), "trust")).toEqual([
      "/Statement/0 Has prohibited field Resource",
    ]);
    const not = policy({ Effect: "Deny", NotPrincipal: "*", Action: "sts:AssumeRole" });
    expect(refused(not, "trust")).toEqual([
      "/Statement/0/NotPrincipal AssumeRole policy must not contain NotPrincipal field.",
    ]);
  });

  it("that is read can be compiled and evaluated, whatever operators and values it has", () => {
    const names = fc.constantFrom(...Object.keys(OPERATORS), "Null", "constructor", "__proto__");
    const prefixes = fc.constantFrom("", "ForAnyValue:", "ForAllValues:", "ForSome:");
    const values = fc.oneof(
      fc.constantFrom("1", "true", "192.0.2.0/24", "2020", "${aws:x, 'y'}", "arn:a:b:c:d:*"),
      fc.string(),
    );
    const suffix = fc.constantFrom("", "IfExists");
    fc.assert(
      fc.property(prefixes, names, suffix, fc.array(values), values, (prefix, name, suffix, list, given) => {
        const condition = { [`${prefix}${name}${suffix}`]: { "x:key": list } };
        const parsed = parsePolicy(policy(statement({ Condition: condition })), "identity");
        if (!parsed.ok) return;
        expect(["allow", "none"]).toContain(evaluate([compilePolicy(parsed.policy)], request({ "x:key": given })));
      }),
      { numRuns: 500 },
    );
  });

  it("of any shape is read or refused, never a crash", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom<PolicyKind>("identity", "resource", "trust"), (value, kind) => {
        expect(typeof parsePolicy(value, kind).ok).toBe("boolean");
        expect(typeof parsePolicy(policy(value), kind).ok).toBe("boolean");
        expect(typeof parsePolicy(policy(statement({ Condition: value, Principal: value })), kind).ok).toBe("boolean");
      }),
      { numRuns: 200 },
    );
  });
});
