import { describe, expect, it } from "vitest";
import { evaluate } from "../../src/policies/evaluate.ts";
import { OPERATORS } from "../../src/policies/operators.ts";
import { compiled, policy, request, statement } from "./policy.ts";

type Keys = Readonly<Record<string, string | readonly string[]>>;

/** Whether a condition holds, seen through a policy that allows everything under it. */
function holds(condition: unknown, keys: Keys = {}): boolean {
  return evaluate([compiled(policy(statement({ Condition: condition })))], request(keys)) === "allow";
}

describe("a condition operator", () => {
  it.each<[string, string | readonly string[], string, boolean]>([
    ["StringEquals", "ada", "ada", true],
    ["StringEquals", "ada", "Ada", false],
    ["StringEquals", "a*", "ada", false],
    ["StringEquals", ["bob", "ada"], "ada", true],
    ["StringNotEquals", "ada", "bob", true],
    ["StringNotEquals", ["bob", "ada"], "ada", false],
    ["StringEqualsIgnoreCase", "ADA", "ada", true],
    ["StringNotEqualsIgnoreCase", "ADA", "ada", false],
    ["StringLike", "a?a*", "ada lovelace", true],
    ["StringLike", "A*", "ada", false],
    ["StringNotLike", "a*", "ada", false],
    ["StringNotLike", ["b*", "c*"], "ada", true],
    ["NumericEquals", "10", "10.0", true],
    ["NumericNotEquals", "10", "11", true],
    ["NumericNotEquals", "10", "1e1", false],
    ["NumericLessThan", "10", "9.5", true],
    ["NumericLessThan", "10", "10", false],
    ["NumericLessThanEquals", "10", "10", true],
    ["NumericGreaterThan", "-2", "-1", true],
    ["NumericGreaterThanEquals", "10", "9", false],
    ["NumericLessThan", "10", "many", false],
    ["NumericNotEquals", "10", "many", true],
    ["DateEquals", "2020-01-01T00:00:00Z", "1577836800", true],
    ["DateEquals", "2020-01-01", "2020-01-01T00:00:00Z", true],
    ["DateNotEquals", "2020", "2020-01-01T00:00:00Z", false],
    ["DateLessThan", "2020-01-01T00:00:00Z", "2019-12-31T23:59:59Z", true],
    ["DateLessThanEquals", "2020-01-01T01:00:00+01:00", "2020-01-01T00:00:00Z", true],
    ["DateGreaterThan", "2020-01-01T00:00:00.500Z", "2020-01-01T00:00:01Z", true],
    ["DateGreaterThanEquals", "1577836800", "2019-12-31T23:59:59Z", false],
    ["DateEquals", "2020-01-01T00:00:00", "1577836800", true],
    ["DateEquals", "2020-1-1t2:00:00.5+02", "1577836800.5", true],
    ["DateEquals", "2019-12-31T23-01:00", "2020-01-01T00:00:00Z", true],
    ["DateGreaterThan", "01T", "2020-01-01T00:00:00Z", true],
    ["Bool", "true", "True", true],
    ["Bool", "false", "true", false],
    ["BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "QmluYXJ5VmFsdWVJbkJhc2U2NA", true],
    ["BinaryEquals", "QmluYXJ5", "QmluYXJ6", false],
    ["IpAddress", ["203.0.113.0/24", "2001:DB8::/32"], "2001:db8::1", true],
    ["IpAddress", "203.0.113.0/24", "203.0.114.1", false],
    ["NotIpAddress", ["203.0.113.0/24", "198.51.100.0/24"], "198.51.100.7", false],
    ["NotIpAddress", "203.0.113.0/24", "198.51.100.7", true],
    ["ArnEquals", "arn:aws:sns:*:123456789012:t*", "arn:aws:sns:eu-west-1:123456789012:topic", true],
    ["ArnLike", "arn:aws:sns:*:123456789012:t*", "arn:aws:sns:eu-west-1:1:x:123456789012:t", false],
    ["ArnLike", "arn:aws:sns:*:123456789012", "arn:aws:sns:eu-west-1:123456789012", false],
    ["ArnNotEquals", "arn:aws:sns:*:123456789012:*", "arn:aws:sns:eu-west-1:123456789012:topic", false],
    ["ArnNotLike", "arn:aws:sns:*:999999999999:*", "arn:aws:sns:eu-west-1:123456789012:topic", true],
  ])("%s %j on %j: %s", (operator, values, given, expected) => {
    expect(holds({ [operator]: { "x:Key": values } }, { "x:key": given })).toBe(expected);
  });

  it("takes numbers and booleans of JSON as their texts", () => {
    expect(holds({ NumericEquals: { "x:n": 5 }, Bool: { "x:b": true } }, { "x:n": "5", "x:b": "true" })).toBe(true);
  });

  it("finds its key in any casing", () => {
    expect(holds({ StringEquals: { "AWS:sourceIP": "1" } }, { "aws:SourceIp": "1" })).toBe(true);
  });

  it("needs all operators and all keys, but one value of each", () => {
    const condition = { StringEquals: { "x:a": ["1", "2"], "x:b": "3" }, Bool: { "x:c": "true" } };
    expect(holds(condition, { "x:a": "2", "x:b": "3", "x:c": "true" })).toBe(true);
    expect(holds(condition, { "x:a": "2", "x:b": "4", "x:c": "true" })).toBe(false);
    expect(holds(condition, { "x:a": "2", "x:b": "3", "x:c": "false" })).toBe(false);
  });
});

describe("a key that the request does not have", () => {
  const value = (operator: string) => {
    if (operator.startsWith("Numeric") || operator.startsWith("Date")) return "1";
    if (operator.includes("Ip")) return "192.0.2.1";
    return operator === "Bool" ? "true" : "abcd";
  };

  it.each(Object.entries(OPERATORS))("%s holds only when it is negated", (name, { negated }) => {
    expect(holds({ [name]: { "x:key": value(name) } })).toBe(negated);
  });

  it.each(Object.keys(OPERATORS))("%sIfExists holds", (name) => {
    expect(holds({ [`${name}IfExists`]: { "x:key": value(name) } })).toBe(true);
  });

  it.each(Object.keys(OPERATORS))("ForAllValues:%s holds, ForAnyValue: does not", (name) => {
    expect(holds({ [`ForAllValues:${name}`]: { "x:key": value(name) } })).toBe(true);
    expect(holds({ [`ForAnyValue:${name}`]: { "x:key": value(name) } })).toBe(false);
  });

  it("is the same to set operators as an empty text", () => {
    expect(holds({ "ForAllValues:StringEquals": { "x:key": "a" } }, { "x:key": "" })).toBe(true);
    expect(holds({ "ForAllValues:StringEquals": { "x:key": "a" } }, { "x:key": ["", "a"] })).toBe(true);
    expect(holds({ "ForAnyValue:StringNotEquals": { "x:key": "a" } }, { "x:key": "" })).toBe(false);
  });

  it("is what Null asks for", () => {
    expect(holds({ Null: { "x:key": "true" } })).toBe(true);
    expect(holds({ Null: { "x:key": "false" } })).toBe(false);
    expect(holds({ Null: { "x:key": "true" } }, { "x:key": "v" })).toBe(false);
    expect(holds({ Null: { "x:key": false } }, { "x:key": "v" })).toBe(true);
    expect(holds({ Null: { "x:key": true } }, { "x:key": [] })).toBe(true);
    expect(holds({ "ForAllValues:Null": { "x:key": true } }, { "x:key": ["v"] })).toBe(false);
  });

  it("is checked by IfExists when it is there", () => {
    expect(holds({ StringEqualsIfExists: { "x:key": "a" } }, { "x:key": "b" })).toBe(false);
  });
});

describe("a key with several values", () => {
  const tags = { "x:tags": ["PostDateTime", "UserName"] };

  it("satisfies ForAllValues when each of them matches", () => {
    expect(holds({ "ForAllValues:StringEquals": { "x:tags": ["PostDateTime", "UserName", "Tags"] } }, tags)).toBe(true);
    expect(holds({ "ForAllValues:StringEquals": { "x:tags": ["PostDateTime", "Tags"] } }, tags)).toBe(false);
    expect(holds({ "ForAllValues:StringLike": { "x:tags": "*" } }, { "x:tags": "" })).toBe(true);
  });

  it("satisfies ForAnyValue when one of them matches", () => {
    expect(holds({ "ForAnyValue:StringLike": { "x:tags": ["Post*", "Tags"] } }, tags)).toBe(true);
    expect(holds({ "ForAnyValue:StringEquals": { "x:tags": ["Tags"] } }, tags)).toBe(false);
    expect(holds({ "ForAnyValue:StringLike": { "x:tags": "*" } }, { "x:tags": [] })).toBe(false);
  });

  it("satisfies a negated operator as its qualifier says", () => {
    expect(holds({ "ForAllValues:StringNotEquals": { "x:tags": "UserName" } }, tags)).toBe(false);
    expect(holds({ "ForAnyValue:StringNotEquals": { "x:tags": "UserName" } }, tags)).toBe(true);
    expect(holds({ StringNotEquals: { "x:tags": "UserName" } }, tags)).toBe(false);
  });
});

describe("a policy variable", () => {
  const keys = { "aws:username": "ada", "x:list": ["one", "two"] };

  it("takes the value of its key, in any casing", () => {
    expect(holds({ StringEquals: { "x:key": "home/${AWS:UserName}/" } }, { ...keys, "x:key": "home/ada/" })).toBe(true);
    expect(holds({ StringLike: { "x:key": "${aws:username}/*" } }, { ...keys, "x:key": "ada/x" })).toBe(true);
    expect(
      holds(
        { ArnLike: { "x:key": "arn:aws:iam::*:user/${aws:username}" } },
        { ...keys, "x:key": "arn:aws:iam::1:user/ada" },
      ),
    ).toBe(true);
    expect(holds({ StringEqualsIgnoreCase: { "x:key": "${aws:username}" } }, { ...keys, "x:key": "ADA" })).toBe(true);
  });

  it("brings no wildcards with it", () => {
    const condition = { StringLike: { "x:key": "${aws:username}" } };
    expect(holds(condition, { "aws:username": "a*", "x:key": "ada" })).toBe(false);
    expect(holds(condition, { "aws:username": "a*", "x:key": "a*" })).toBe(true);
  });

  it("falls back to its default", () => {
    const condition = { StringEquals: { "x:key": "u-${aws:userid, 'anonymous'}" } };
    expect(holds(condition, { "x:key": "u-anonymous" })).toBe(true);
    expect(holds(condition, { "x:key": "u-7", "aws:userid": "7" })).toBe(true);
  });

  it("writes the characters * ? $ themselves", () => {
    const condition = { StringLike: { "x:key": "${*}${?}${$}*" } };
    expect(holds(condition, { "x:key": "*?$ and more" })).toBe(true);
    expect(holds(condition, { "x:key": "ab$" })).toBe(false);
  });

  it("is plain text in a policy of 2008", () => {
    const document = { Statement: statement({ Condition: { StringEquals: { "x:key": "${aws:username}" } } }) };
    expect(evaluate([compiled(document)], request({ ...keys, "x:key": "${aws:username}" }))).toBe("allow");
    expect(evaluate([compiled(document)], request({ ...keys, "x:key": "ada" }))).toBe("none");
  });

  it("cannot be a key of several values", () => {
    expect(holds({ StringEquals: { "x:key": "${x:list}" } }, { ...keys, "x:key": "one" })).toBe(false);
  });

  it("without a value matches nothing and grants nothing", () => {
    expect(holds({ StringEquals: { "x:key": "${aws:userid}" } }, { "x:key": "" })).toBe(false);
    expect(holds({ StringNotEquals: { "x:key": "${aws:userid}" } }, { "x:key": "a" })).toBe(false);
    const everything = compiled(policy(statement()));
    const deny = (changes: object) => compiled(policy(statement({ Effect: "Deny", ...changes })));
    const unless = deny({ Condition: { StringNotEquals: { "x:key": "${aws:userid}" } } });
    expect(evaluate([everything, unless], request({ "x:key": "a" }))).toBe("deny");
    expect(evaluate([everything, deny({ NotResource: "${aws:userid}" })], request())).toBe("deny");
    expect(evaluate([compiled(policy(statement({ NotResource: "${aws:userid}" })))], request())).toBe("none");
  });

  it("fills a resource", () => {
    const own = compiled(policy(statement({ Resource: "arn:aws:execute-api:*:*:*/users/${aws:username}" })));
    const at = (user: string) => request(keys, { resource: `arn:aws:execute-api:r:1:api/prod/GET/users/${user}` });
    expect(evaluate([own], at("ada"))).toBe("allow");
    expect(evaluate([own], at("bob"))).toBe("none");
  });
});
