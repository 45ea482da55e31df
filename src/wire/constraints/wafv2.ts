// What AWS WAF requires of its inputs beside their types, after AWS's API model: IP sets, web ACLs, their rules and tags.

import type { Constraint, ServiceConstraints } from "./constraint.ts";

const customResponseBodyKey: Constraint = { maxLength: 128, minLength: 1, pattern: "[\\w\\-]+" };
const countryCode: Constraint = { pattern: "[A-Z]{2}" };
const entityDescription: Constraint = {
  maxLength: 256,
  minLength: 1,
  pattern: "[\\w+=:#@/\\-,\\.][\\w+=:#@/\\-,\\.\\s]+[\\w+=:#@/\\-,\\.]",
};
const entityId: Constraint = { maxLength: 36, minLength: 1, pattern: "[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}" };
const entityName: Constraint = { maxLength: 128, minLength: 1, pattern: "[\\w\\-]+" };
const fallbackBehavior: Constraint = { enum: ["MATCH", "NO_MATCH"] };
const forwardedHeaderName: Constraint = { maxLength: 255, minLength: 1, pattern: "[a-zA-Z0-9-]+" };
const fieldName: Constraint = { maxLength: 64, minLength: 1, pattern: ".*\\S.*" };
const integer: Constraint = { integer: true };
const ipAddress: Constraint = { maxLength: 50, minLength: 1, pattern: ".*\\S.*" };
const lockToken: Constraint = { maxLength: 36, minLength: 1, pattern: "[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}" };
const metricName: Constraint = { maxLength: 255, minLength: 1, pattern: "[\\w#:\\.\\-/]+" };
const nextMarker: Constraint = { maxLength: 256, minLength: 1, pattern: ".*\\S.*" };
const pageLimit: Constraint = { min: 1, max: 100, integer: true };
const rateLimit: Constraint = { min: 10, max: 2_000_000_000, integer: true };
const resourceArn: Constraint = { maxLength: 2048, minLength: 20, pattern: ".*\\S.*" };
const resourceType: Constraint = {
  enum: [
    "APPLICATION_LOAD_BALANCER",
    "API_GATEWAY",
    "APPSYNC",
    "COGNITO_USER_POOL",
    "APP_RUNNER_SERVICE",
    "VERIFIED_ACCESS_INSTANCE",
    "AMPLIFY",
  ],
};
const responseStatusCode: Constraint = { min: 200, max: 599, integer: true };
const tagKey: Constraint = { maxLength: 128, minLength: 1 };
const tagValue: Constraint = { maxLength: 256 };
const textTransformationType: Constraint = {
  enum: [
    "NONE",
    "COMPRESS_WHITE_SPACE",
    "HTML_ENTITY_DECODE",
    "LOWERCASE",
    "CMD_LINE",
    "URL_DECODE",
    "BASE64_DECODE",
    "HEX_DECODE",
    "MD5",
    "REPLACE_COMMENTS",
    "ESCAPE_SEQ_DECODE",
    "SQL_HEX_DECODE",
    "CSS_DECODE",
    "JS_DECODE",
    "NORMALIZE_PATH",
    "NORMALIZE_PATH_WIN",
    "REMOVE_NULLS",
    "REPLACE_NULLS",
    "BASE64_DECODE_EXT",
    "URL_DECODE_UNI",
    "UTF8_TO_UNICODE",
  ],
};

export const wafv2Constraints: ServiceConstraints = {
  everywhere: {
    Description: entityDescription,
    IPAddressVersion: { enum: ["IPV4", "IPV6"] },
    Id: entityId,
    LockToken: lockToken,
    NextMarker: nextMarker,
    ResourceARN: resourceArn,
    ResourceArn: resourceArn,
    Scope: { enum: ["CLOUDFRONT", "REGIONAL"] },
    TagKeys: { minLength: 1, item: tagKey },
    Tags: { minLength: 1 },
    TextTransformations: { minLength: 1 },
    WebACLArn: resourceArn,
  },
  structures: {
    ByteMatchStatement: {
      PositionalConstraint: { enum: ["EXACTLY", "STARTS_WITH", "ENDS_WITH", "CONTAINS", "CONTAINS_WORD"] },
    },
    CreateIPSetRequest: { Name: entityName, Addresses: { item: ipAddress } },
    CreateWebACLRequest: { Name: entityName },
    CustomResponse: {
      ResponseCode: responseStatusCode,
      CustomResponseBodyKey: customResponseBodyKey,
      ResponseHeaders: { minLength: 1 },
    },
    CustomResponseBody: {
      ContentType: { enum: ["TEXT_PLAIN", "TEXT_HTML", "APPLICATION_JSON"] },
      Content: { maxLength: 10240, minLength: 1 },
    },
    CustomHTTPHeader: {
      Name: { maxLength: 64, minLength: 1, pattern: "[a-zA-Z0-9._$-]+" },
      Value: { maxLength: 255, minLength: 1, pattern: ".*" },
    },
    DeleteIPSetRequest: { Name: entityName },
    DeleteWebACLRequest: { Name: entityName },
    ForwardedIPConfig: { HeaderName: forwardedHeaderName, FallbackBehavior: fallbackBehavior },
    GeoMatchStatement: { CountryCodes: { minLength: 1, item: countryCode } },
    GetIPSetRequest: { Name: entityName },
    GetWebACLRequest: { Name: entityName },
    IPSetForwardedIPConfig: {
      HeaderName: forwardedHeaderName,
      FallbackBehavior: fallbackBehavior,
      Position: { enum: ["FIRST", "LAST", "ANY"] },
    },
    IPSetReferenceStatement: { ARN: resourceArn },
    ListIPSetsRequest: { Limit: pageLimit },
    ListResourcesForWebACLRequest: { ResourceType: resourceType },
    ListTagsForResourceRequest: { Limit: pageLimit },
    ListWebACLsRequest: { Limit: pageLimit },
    RateBasedStatement: {
      Limit: rateLimit,
      EvaluationWindowSec: integer,
      AggregateKeyType: { enum: ["IP", "FORWARDED_IP", "CUSTOM_KEYS", "CONSTANT"] },
    },
    RegexMatchStatement: { RegexString: { maxLength: 512, minLength: 1 } },
    Rule: { Name: entityName, Priority: { min: 0, integer: true } },
    SingleHeader: { Name: fieldName },
    SingleQueryArgument: { Name: fieldName },
    SizeConstraintStatement: {
      ComparisonOperator: { enum: ["EQ", "NE", "LE", "LT", "GE", "GT"] },
      Size: { min: 0, max: 21_474_836_480, integer: true },
    },
    Tag: { Key: tagKey, Value: tagValue },
    TextTransformation: { Priority: { min: 0, integer: true }, Type: textTransformationType },
    UpdateIPSetRequest: { Name: entityName, Addresses: { item: ipAddress } },
    UpdateWebACLRequest: { Name: entityName },
    VisibilityConfig: { MetricName: metricName },
  },
};
