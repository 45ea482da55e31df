// What STS requires of its inputs beside their types, after AWS's API model.

import type { Constraint, ServiceConstraints } from "./constraint.ts";

const arnType: Constraint = {
  maxLength: 2048,
  minLength: 20,
  pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+",
};
const contextAssertionType: Constraint = { maxLength: 2048, minLength: 4 };
const durationSecondsType: Constraint = { min: 900, max: 129600, integer: true };
const externalIdType: Constraint = { maxLength: 1224, minLength: 2, pattern: "[\\w+=,.@:\\/-]*" };
const roleDurationSecondsType: Constraint = { min: 900, max: 43200, integer: true };
const roleSessionNameType: Constraint = { maxLength: 64, minLength: 2, pattern: "[\\w+=,.@-]*" };
const serialNumberType: Constraint = { maxLength: 256, minLength: 9, pattern: "[\\w+=/:,.@-]*" };
const sourceIdentityType: Constraint = { maxLength: 64, minLength: 2, pattern: "[\\w+=,.@-]*" };
const tagKeyType: Constraint = { maxLength: 128, minLength: 1, pattern: "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+" };
const tagValueType: Constraint = { maxLength: 256, pattern: "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*" };
const tokenCodeType: Constraint = { maxLength: 6, minLength: 6, pattern: "[\\d]*" };
const unrestrictedSessionPolicyDocumentType: Constraint = {
  minLength: 1,
  pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
};

export const stsConstraints: ServiceConstraints = {
  everywhere: {
    RoleArn: arnType,
    RoleSessionName: roleSessionNameType,
    SerialNumber: serialNumberType,
    Tags: { maxLength: 50 },
    TokenCode: tokenCodeType,
  },
  structures: {
    AssumeRoleRequest: {
      Policy: unrestrictedSessionPolicyDocumentType,
      DurationSeconds: roleDurationSecondsType,
      TransitiveTagKeys: { maxLength: 50, item: tagKeyType },
      ExternalId: externalIdType,
      SourceIdentity: sourceIdentityType,
      ProvidedContexts: { minLength: 1, maxLength: 5 },
    },
    GetSessionTokenRequest: { DurationSeconds: durationSecondsType },
    PolicyDescriptorType: { arn: arnType },
    ProvidedContext: { ProviderArn: arnType, ContextAssertion: contextAssertionType },
    Tag: { Key: tagKeyType, Value: tagValueType },
  },
};
