import type { Rule, Statement } from "@aws-sdk/client-wafv2";
import { describe, expect, it } from "vitest";
import { compileWebAcl } from "../../../src/compiler/waf/web-acl.ts";
import type { WebAclDefinition, WithText } from "../../../src/model/waf.ts";
import type { WebAclParts } from "../../../src/plan/web-acl.ts";
import {
  mockIntegration,
  type RestTraffic,
  restTraffic,
  type RestTrafficOptions,
  TEST_NOW,
} from "../../support/rest-traffic.ts";
import { VisibilityConfig } from "../../support/visibility-config.ts";

type TextStatement = WithText<Statement>;
const ARN = "arn:aws:wafv2:us-east-1:000000000000:regional/ipset/bad/1";

function parts(definition: Partial<WebAclDefinition>): WebAclParts {
  const plan = compileWebAcl({ Name: "acl", DefaultAction: { Allow: {} }, Rules: [], ...definition });
  return { plan, addresses: { [ARN]: ["203.0.113.0/24", "2001:db8::/32"] } };
}

function traffic(definition: Partial<WebAclDefinition>, options: RestTrafficOptions = {}) {
  const webAcls = { acl: parts(definition) };
  return restTraffic({ methods: { "GET /a": {} } }, { webAcls, ...options, plan: { webAclArn: "acl" } });
}

const rule = (Statement: TextStatement, more: Partial<WithText<Rule>> = {}): WithText<Rule> => {
  return { Name: "r", Priority: 0, Statement, Action: { Block: {} }, VisibilityConfig, ...more };
};

type Call = { path?: string } & NonNullable<Parameters<RestTraffic["call"]>[1]>;

/** Whether a request is blocked by a rule of this statement. */
async function blocks(statement: TextStatement, { path = "/test/a", ...init }: Call = {}): Promise<boolean> {
  const answer = await traffic({ Rules: [rule(statement)] }).call(path, init);
  return answer.status === 403 && answer.headers.get("x-amzn-errortype") === "WafFilteredException";
}

const from = (ip: string): Call => ({ headers: { "cf-connecting-ip": ip } });
const NO_CHANGE = [{ Priority: 0, Type: "NONE" as const }];

type Match = NonNullable<TextStatement["ByteMatchStatement"]>;
const text = (SearchString: string, more: Partial<Match>): TextStatement => ({
  ByteMatchStatement: {
    SearchString,
    FieldToMatch: { UriPath: {} },
    TextTransformations: NO_CHANGE,
    PositionalConstraint: "EXACTLY",
    ...more,
  },
});

const yes: TextStatement = text("/test/a", {});
const no: TextStatement = text("/other", {});

describe("an IP set", () => {
  const statement: TextStatement = { IPSetReferenceStatement: { ARN } };
  it.each([
    ["203.0.113.7", true],
    ["203.0.114.7", false],
    ["2001:db8::1", true],
    ["::ffff:203.0.113.7", true],
  ])("with %s: %s", async (ip, expected) => {
    expect(await blocks(statement, from(ip))).toBe(expected);
  });

  it("knows nothing of what the caller claims of itself", async () => {
    expect(await blocks(statement, { headers: { "x-forwarded-for": "203.0.113.7" } })).toBe(false);
  });
});

describe("an IP set and the address that a header claims", () => {
  it.each<["FIRST" | "LAST" | "ANY", "MATCH" | "NO_MATCH", string | null, boolean]>([
    ["FIRST", "NO_MATCH", "203.0.113.7, 192.0.2.1", true],
    ["FIRST", "NO_MATCH", "192.0.2.1, 203.0.113.7", false],
    ["LAST", "NO_MATCH", "192.0.2.1, 203.0.113.7", true],
    ["ANY", "NO_MATCH", "192.0.2.1, 203.0.113.7, 192.0.2.2", true],
    ["ANY", "NO_MATCH", "192.0.2.1, 192.0.2.2", false],
    ["FIRST", "MATCH", "nobody", true],
    ["FIRST", "NO_MATCH", "nobody", false],
    ["FIRST", "MATCH", null, false],
  ])("%s of %s: %s holds %s", async (Position, FallbackBehavior, value, expected) => {
    const IPSetForwardedIPConfig = { HeaderName: "X-Client", FallbackBehavior, Position };
    const headers: Record<string, string> = value === null ? {} : { "x-client": value };
    expect(await blocks({ IPSetReferenceStatement: { ARN, IPSetForwardedIPConfig } }, { headers })).toBe(expected);
  });
});

it.each([
  [["DE", "FR"], "FR", true],
  [["DE"], "US", false],
])("countries %j, a caller from %s: %s", async (codes, country, expected) => {
  const statement = { GeoMatchStatement: { CountryCodes: codes as ["DE"] } };
  expect(await blocks(statement, { cf: { country } })).toBe(expected);
  expect(await blocks(statement)).toBe(false);
});

describe("a text", () => {
  it.each<[Match["PositionalConstraint"], string, boolean]>([
    ["EXACTLY", "/test/a", true],
    ["EXACTLY", "/test", false],
    ["STARTS_WITH", "/test", true],
    ["STARTS_WITH", "test", false],
    ["ENDS_WITH", "/a", true],
    ["ENDS_WITH", "/A", false],
    ["CONTAINS", "st/", true],
    ["CONTAINS", "ts/", false],
    ["CONTAINS_WORD", "test", true],
    ["CONTAINS_WORD", "tes", false],
  ])("%s %s in the path: %s", async (PositionalConstraint, search, expected) => {
    expect(await blocks(text(search, { PositionalConstraint }))).toBe(expected);
  });

  it.each<[string, Match["FieldToMatch"], Call, boolean]>([
    ["x", { SingleHeader: { Name: "X-One" } }, { headers: { "x-one": "x" } }, true],
    ["x", { SingleHeader: { Name: "X-One" } }, {}, false],
    ["abcdef1234.execute-api.localhost", { SingleHeader: { Name: "Host" } }, {}, true],
    ["203.0.113.7", { SingleHeader: { Name: "cf-connecting-ip" } }, from("203.0.113.7"), false],
    ["POST", { Method: {} }, { method: "POST" }, true],
    ["a=1&b=%32", { QueryString: {} }, { path: "/test/a?a=1&b=%32" }, true],
    ["%32", { SingleQueryArgument: { Name: "b" } }, { path: "/test/a?a=1&B=%32" }, true],
    ["1", { SingleQueryArgument: { Name: "b" } }, { path: "/test/a?a=1&b=2" }, false],
    ["2", { SingleQueryArgument: { Name: "b" } }, { path: "/test/a?b=1&b=2" }, true],
    ["1", { AllQueryArguments: {} }, { path: "/test/a?a=1&b=2" }, true],
    ["3", { AllQueryArguments: {} }, { path: "/test/a?a=1&b=2" }, false],
  ])("%s in %j of %j: %s", async (search, FieldToMatch, call, expected) => {
    expect(await blocks(text(search, { FieldToMatch }), call)).toBe(expected);
  });

  it("is looked for after the transformations, in the order of their priority", async () => {
    const TextTransformations = [
      { Priority: 2, Type: "LOWERCASE" as const },
      { Priority: 1, Type: "URL_DECODE" as const },
      { Priority: 3, Type: "COMPRESS_WHITE_SPACE" as const },
    ];
    const statement = text("drop table", { FieldToMatch: { QueryString: {} }, TextTransformations });
    const CONTAINS = { ...statement.ByteMatchStatement, PositionalConstraint: "CONTAINS" } as Match;
    expect(await blocks({ ByteMatchStatement: CONTAINS }, { path: "/test/a?q=%44ROP%20%09%20TABLE" })).toBe(true);
  });
});

it.each([
  ["^/test/[a-z]$", true],
  ["TEST", false],
  ["(?i)TEST", true],
])("the pattern %s on /test/a: %s", async (RegexString, expected) => {
  const FieldToMatch = { UriPath: {} };
  const statement = { RegexMatchStatement: { RegexString, FieldToMatch, TextTransformations: NO_CHANGE } };
  expect(await blocks(statement)).toBe(expected);
});

it.each([
  ["EQ", 7, true],
  ["NE", 7, false],
  ["GT", 6, true],
  ["GE", 8, false],
  ["LT", 7, false],
  ["LE", 7, true],
] as const)("the size of /test/a %s %i: %s", async (ComparisonOperator, Size, expected) => {
  const FieldToMatch = { UriPath: {} };
  const inspection = { FieldToMatch, TextTransformations: NO_CHANGE };
  expect(await blocks({ SizeConstraintStatement: { ComparisonOperator, Size, ...inspection } })).toBe(expected);
});

it.each<[string, TextStatement, boolean]>([
  ["all hold", { AndStatement: { Statements: [yes, yes] } }, true],
  ["one of all does not", { AndStatement: { Statements: [yes, no] } }, false],
  ["one of several holds", { OrStatement: { Statements: [no, yes] } }, true],
  ["none holds", { OrStatement: { Statements: [no, no] } }, false],
  ["the opposite does not hold", { NotStatement: { Statement: no } }, true],
])("statements together: %s", async (_name, statement, expected) => {
  expect(await blocks(statement)).toBe(expected);
});

describe("rules", () => {
  it("decide in the order of their priority; the first that allows or blocks ends it", async () => {
    const allow = rule(yes, { Name: "allow", Priority: 1, Action: { Allow: {} } });
    const block = rule(yes, { Name: "block", Priority: 2 });
    expect((await traffic({ Rules: [block, allow] }).call("/test/a")).status).toBe(200);
    expect((await traffic({ Rules: [{ ...allow, Priority: 3 }, block] }).call("/test/a")).status).toBe(403);
  });

  it("that count let the request go on to the next one", async () => {
    const count = rule(yes, { Name: "count", Action: { Count: {} } });
    expect((await traffic({ Rules: [count] }).call("/test/a")).status).toBe(200);
    const answer = await traffic({ Rules: [count], DefaultAction: { Block: {} } }).call("/test/a");
    expect(answer.status).toBe(403);
  });

  it("that hold for nothing leave it to the default action", async () => {
    expect((await traffic({ Rules: [rule(no)] }).call("/test/a")).status).toBe(200);
    const blocked = traffic({ Rules: [rule(no)], DefaultAction: { Block: {} } });
    expect((await blocked.call("/test/a")).status).toBe(403);
  });

  it("come before everything else of the method, but not before the endpoint", async () => {
    const options = { webAcls: { acl: parts({ DefaultAction: { Block: {} } }) }, plan: { webAclArn: "acl" } };
    const guarded = restTraffic({ methods: { "GET /a": { authorizationType: "AWS_IAM" } } }, options);
    expect((await guarded.call("/test/a")).headers.get("x-amzn-errortype")).toBe("WafFilteredException");
    expect((await guarded.call("/test/unknown")).headers.get("x-amzn-errortype")).toBe("WafFilteredException");
    expect(guarded.sent).toEqual([]);
  });
});

describe("a rate", () => {
  const limit = (more: object = {}): TextStatement => ({
    RateBasedStatement: { Limit: 10, AggregateKeyType: "IP", EvaluationWindowSec: 60, ...more },
  });
  const statuses = async (call: () => Promise<Response>, times: number): Promise<number[]> => {
    const seen: number[] = [];
    for (let nth = 0; nth < times; nth++) seen.push((await call()).status);
    return seen;
  };
  const TEN = Array.from({ length: 10 }, () => 200);

  it("lets each address make as many requests as the limit says in the window", async () => {
    let now = TEST_NOW;
    const ports = { now: () => now };
    const { call } = traffic({ Rules: [rule(limit())] }, { ports });
    expect(await statuses(() => call("/test/a", from("192.0.2.1")), 12)).toEqual([...TEN, 403, 403]);
    expect((await call("/test/a", from("192.0.2.2"))).status).toBe(200);
    now += 60_000;
    expect((await call("/test/a", from("192.0.2.1"))).status).toBe(200);
  });

  it("counts only what is in its scope", async () => {
    const { call } = traffic({ Rules: [rule(limit({ ScopeDownStatement: no }))] });
    expect(await statuses(() => call("/test/a"), 12)).toEqual([...TEN, 200, 200]);
  });

  it("counts by the address that a header claims; a request without the header is not limited", async () => {
    const ForwardedIPConfig = { HeaderName: "X-Client", FallbackBehavior: "MATCH" as const };
    const { call } = traffic({ Rules: [rule(limit({ AggregateKeyType: "FORWARDED_IP", ForwardedIPConfig }))] });
    const by = (value: string) => () => call("/test/a", { headers: { "x-client": value } });
    expect(await statuses(by("192.0.2.1, 10.0.0.1"), 11)).toEqual([...TEN, 403]);
    expect(await statuses(by("192.0.2.2"), 1)).toEqual([200]);
    expect(await statuses(by("nobody"), 1)).toEqual([403]);
    expect(await statuses(() => call("/test/a"), 12)).toEqual([...TEN, 200, 200]);
  });

  it("counts all callers together where it is constant", async () => {
    const { call } = traffic({ Rules: [rule(limit({ AggregateKeyType: "CONSTANT", ScopeDownStatement: yes }))] });
    let nth = 0;
    expect(await statuses(() => call("/test/a", from(`192.0.2.${++nth}`)), 11)).toEqual([...TEN, 403]);
  });
});

it("tells templates and gateway responses what it said, and which web ACL it was", async () => {
  const said = '{"said":"$context.wafResponseCode","by":"$context.webaclArn"}';
  const definition = {
    methods: { "GET /a": { integration: mockIntegration(said) } },
    gatewayResponses: { WAF_FILTERED: { responseTemplates: { "application/json": said } } },
  };
  const answer = async (acl: WebAclParts | null, webAclArn: string | null): Promise<unknown> => {
    const webAcls = acl ? { arn: acl } : {};
    return (await restTraffic(definition, { webAcls, plan: { webAclArn } }).call("/test/a")).json();
  };
  expect(await answer(parts({}), "arn")).toEqual({ said: "WAF_ALLOW", by: "arn" });
  expect(await answer(parts({ DefaultAction: { Block: {} } }), "arn")).toEqual({ said: "WAF_BLOCK", by: "arn" });
  expect(await answer(null, null)).toEqual({ said: "", by: "" });
});

describe("a response of the rule's own", () => {
  it("takes the place of the API's gateway response", async () => {
    const custom = {
      ResponseCode: 302,
      ResponseHeaders: [{ Name: "Location", Value: "https://example.com/" }],
    };
    const answer = await traffic({ DefaultAction: { Block: { CustomResponse: custom } } }).call("/test/a");
    expect([answer.status, answer.headers.get("location"), await answer.text()]).toEqual([
      302,
      "https://example.com/",
      "",
    ]);
    expect(answer.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
  });
});
