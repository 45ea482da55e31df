// What CloudWatch Logs requires of its inputs beside their types, after AWS's API model: groups, streams, events.

import type { Constraint, ServiceConstraints } from "./constraint.ts";

const accountId: Constraint = { maxLength: 12, minLength: 12, pattern: "^\\d{12}$" };
const amazonResourceName: Constraint = { maxLength: 1011, minLength: 1, pattern: "[\\w+=/:,.@-]*" };
const describeLimit: Constraint = { min: 1, max: 50, integer: true };
const entityAttributesKey: Constraint = { maxLength: 256, minLength: 1 };
const entityAttributesValue: Constraint = { maxLength: 512, minLength: 1 };
const entityKeyAttributesKey: Constraint = { maxLength: 32, minLength: 1 };
const entityKeyAttributesValue: Constraint = { maxLength: 512, minLength: 1 };
const eventMessage: Constraint = { minLength: 1 };
const eventsLimit: Constraint = { min: 1, max: 10000, integer: true };
const expectedRevisionId: Constraint = { minLength: 1 };
const filterPattern: Constraint = { maxLength: 1024 };
const integer: Constraint = { integer: true };
const kmsKeyId: Constraint = { maxLength: 256 };
const logGroupClass: Constraint = { enum: ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"] };
const logGroupIdentifier: Constraint = { maxLength: 2048, minLength: 1, pattern: "[\\w#+=/:,.@-]*" };
const logGroupName: Constraint = { maxLength: 512, minLength: 1, pattern: "[\\.\\-_/#A-Za-z0-9]+" };
const logGroupNamePattern: Constraint = { maxLength: 512, pattern: "[\\.\\-_/#A-Za-z0-9]*" };
const logStreamName: Constraint = { maxLength: 512, minLength: 1, pattern: "[^:*]*" };
const nextToken: Constraint = { minLength: 1 };
const orderBy: Constraint = { enum: ["LogStreamName", "LastEventTime"] };
const policyDocument: Constraint = { maxLength: 51200, minLength: 1 };
const policyScope: Constraint = { enum: ["ACCOUNT", "RESOURCE"] };
const resourceIdentifier: Constraint = { maxLength: 2048, minLength: 1, pattern: "[\\w+=/:,.@\\-\\*]*" };
const sequenceToken: Constraint = { minLength: 1 };
const tagKey: Constraint = { maxLength: 128, minLength: 1, pattern: "^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+)$" };
const tagValue: Constraint = { maxLength: 256, pattern: "^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$" };
const timestamp: Constraint = { min: 0, integer: true };

export const logsConstraints: ServiceConstraints = {
  everywhere: {
    endTime: timestamp,
    expectedRevisionId,
    logGroupClass,
    logGroupIdentifier,
    logGroupName,
    logStreamName,
    logStreamNamePrefix: logStreamName,
    resourceIdentifier,
    startTime: timestamp,
  },
  structures: {
    AssociateKmsKeyRequest: { kmsKeyId },
    CreateLogGroupRequest: { kmsKeyId, tags: { key: tagKey, value: tagValue } },
    DescribeLogGroupsRequest: {
      accountIdentifiers: { maxLength: 20, item: accountId },
      logGroupNamePrefix: logGroupName,
      logGroupNamePattern,
      nextToken,
      limit: describeLimit,
      logGroupIdentifiers: { minLength: 1, maxLength: 50, item: logGroupIdentifier },
    },
    DescribeLogStreamsRequest: { orderBy, nextToken, limit: describeLimit },
    DescribeResourcePoliciesRequest: { nextToken, limit: describeLimit, policyScope },
    Entity: {
      keyAttributes: { key: entityKeyAttributesKey, value: entityKeyAttributesValue },
      attributes: { key: entityAttributesKey, value: entityAttributesValue },
    },
    FilterLogEventsRequest: {
      logStreamNames: { minLength: 1, maxLength: 100, item: logStreamName },
      filterPattern,
      nextToken,
      limit: eventsLimit,
    },
    GetLogEventsRequest: { nextToken, limit: eventsLimit },
    InputLogEvent: { timestamp, message: eventMessage },
    ListTagsForResourceRequest: { resourceArn: amazonResourceName },
    PutLogEventsRequest: { logEvents: { minLength: 1, maxLength: 10000 }, sequenceToken },
    PutResourcePolicyRequest: { policyDocument },
    PutRetentionPolicyRequest: { retentionInDays: integer },
    TagLogGroupRequest: { tags: { key: tagKey, value: tagValue } },
    TagResourceRequest: { resourceArn: amazonResourceName, tags: { key: tagKey, value: tagValue } },
    UntagLogGroupRequest: { tags: { minLength: 1, item: tagKey } },
    UntagResourceRequest: { resourceArn: amazonResourceName, tagKeys: { maxLength: 50, item: tagKey } },
  },
};
