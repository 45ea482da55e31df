import type { Rule, Statement } from "@aws-sdk/client-wafv2";
import { expect, it } from "vitest";
import { capacityOf } from "../../../src/compiler/waf/capacity.ts";
import { compileWebAcl } from "../../../src/compiler/waf/web-acl.ts";
import type { WebAclDefinition, WithText } from "../../../src/model/waf.ts";
import { VisibilityConfig } from "../../support/visibility-config.ts";

const rule = (Statement: object, more: object = {}): WithText<Rule> => {
  return { Name: "r", Priority: 0, Statement, Action: { Block: {} }, VisibilityConfig, ...more };
};
const compile = (more: Partial<WebAclDefinition>) => () =>
  compileWebAcl({ Name: "acl", DefaultAction: { Allow: {} }, Rules: [], ...more });

const geo = { GeoMatchStatement: { CountryCodes: ["DE"] } };
const TextTransformations = [{ Priority: 0, Type: "NONE" }];
const UriPath = { FieldToMatch: { UriPath: {} }, TextTransformations };
const bytes = { SearchString: "x", PositionalConstraint: "CONTAINS", ...UriPath };
const rate = { Limit: 10, AggregateKeyType: "IP" };

it.each<[string, object, object?]>([
  ["Statement.ManagedRuleGroupStatement", { ManagedRuleGroupStatement: { VendorName: "AWS", Name: "Core" } }],
  ["Statement.RuleGroupReferenceStatement", { RuleGroupReferenceStatement: { ARN: "arn" } }],
  ["Statement.SqliMatchStatement", { NotStatement: { Statement: { SqliMatchStatement: UriPath } } }],
  ["Statement.LabelMatchStatement", { LabelMatchStatement: { Scope: "LABEL", Key: "a" } }],
  ["GeoMatchStatement.ForwardedIPConfig", { GeoMatchStatement: { CountryCodes: ["DE"], ForwardedIPConfig: {} } }],
  ["FieldToMatch.Body", { ByteMatchStatement: { ...bytes, FieldToMatch: { Body: {} } } }],
  ["TextTransformation.MD5", { ByteMatchStatement: { ...bytes, TextTransformations: [{ Priority: 0, Type: "MD5" }] } }],
  [
    "ByteMatchStatement.PreParseTextTransformations",
    { ByteMatchStatement: { ...bytes, PreParseTextTransformations: [] } },
  ],
  [
    "RateBasedStatement.AggregateKeyType.CUSTOM_KEYS",
    { RateBasedStatement: { ...rate, AggregateKeyType: "CUSTOM_KEYS" } },
  ],
  ["RuleAction.Captcha", geo, { Action: { Captcha: {} } }],
  ["AllowAction.CustomRequestHandling", geo, { Action: { Allow: { CustomRequestHandling: {} } } }],
  ["Rule.RuleLabels", geo, { RuleLabels: [{ Name: "a" }] }],
  ["Rule.OverrideAction", geo, { OverrideAction: { None: {} } }],
])("%s is not built, and named", (what, statement, more) => {
  expect(compile({ Rules: [rule(statement, more)] })).toThrow(expect.objectContaining({ what }));
});

it.each<[string, string, object, object?]>([
  ["STATEMENT", "two statements in one", { ...geo, ByteMatchStatement: bytes }],
  ["STATEMENT", "no statement", {}],
  ["RULE_ACTION", "no action", geo, { Action: {} }],
  ["RULE_ACTION", "two actions", geo, { Action: { Allow: {}, Block: {} } }],
  ["AND_STATEMENT", "a single statement in And", { AndStatement: { Statements: [geo] } }],
  ["RATE_BASED_STATEMENT", "a nested rate", { NotStatement: { Statement: { RateBasedStatement: rate } } }],
  ["RATE_BASED_STATEMENT", "a window of its own", { RateBasedStatement: { ...rate, EvaluationWindowSec: 61 } }],
  [
    "SINGLE_HEADER",
    "what can be no header's name",
    { ByteMatchStatement: { ...bytes, FieldToMatch: { SingleHeader: { Name: "a b" } } } },
  ],
  [
    "CUSTOM_RESPONSE",
    "what no header can have as its value",
    geo,
    { Action: { Block: { CustomResponse: { ResponseCode: 403, ResponseHeaders: [{ Name: "a", Value: "☃" }] } } } },
  ],
  ["FORWARDED_IP_CONFIG", "a header without use", { RateBasedStatement: { ...rate, ForwardedIPConfig: {} } }],
  ["FORWARDED_IP_CONFIG", "no header", { RateBasedStatement: { ...rate, AggregateKeyType: "FORWARDED_IP" } }],
  ["SCOPE_DOWN", "a constant rate of everything", { RateBasedStatement: { ...rate, AggregateKeyType: "CONSTANT" } }],
  ["RESOURCE_ARN", "an ARN of something else", { IPSetReferenceStatement: { ARN: "arn:aws:s3:::b" } }],
  [
    "BYTE_MATCH_STATEMENT",
    "a word of two words",
    { ByteMatchStatement: { ...bytes, SearchString: "a b", PositionalConstraint: "CONTAINS_WORD" } },
  ],
  ["STATEMENT", "a broken pattern", { RegexMatchStatement: { RegexString: "(", ...UriPath } }],
  [
    "CUSTOM_RESPONSE_BODY",
    "a body that is not there",
    geo,
    { Action: { Block: { CustomResponse: { ResponseCode: 403, CustomResponseBodyKey: "k" } } } },
  ],
])("%s: %s is refused as at AWS", (field, _what, statement, more) => {
  expect(compile({ Rules: [rule(statement, more)] })).toThrow(expect.objectContaining({ field }));
});

it("two rules of one name or priority are refused, and an ACL without a default action", () => {
  const one = rule(geo);
  expect(compile({ Rules: [one, { ...one, Priority: 1 }] })).toThrow(expect.objectContaining({ field: "RULE" }));
  expect(compile({ Rules: [one, { ...one, Name: "s" }] })).toThrow(expect.objectContaining({ field: "RULE" }));
  expect(compile({ DefaultAction: {} })).toThrow(expect.objectContaining({ field: "DEFAULT_ACTION" }));
});

it.each<[number, object]>([
  [1, geo],
  [10, { ByteMatchStatement: bytes }],
  [
    12,
    {
      ByteMatchStatement: {
        ...bytes,
        PositionalConstraint: "EXACTLY",
        TextTransformations: [{ Priority: 0, Type: "LOWERCASE" }],
      },
    },
  ],
  [13, { RegexMatchStatement: { RegexString: "x", ...UriPath, FieldToMatch: { AllQueryArguments: {} } } }],
  [3, { RateBasedStatement: { ...rate, ScopeDownStatement: geo } }],
  [11, { AndStatement: { Statements: [geo, { NotStatement: { Statement: { ByteMatchStatement: bytes } } }] } }],
])("%i capacity units: %j", (units, statement) => {
  expect(capacityOf([rule(statement as Statement)])).toBe(units);
});
