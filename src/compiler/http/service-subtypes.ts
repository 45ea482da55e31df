import type { ParameterShape, ServiceCall } from "../../plan/service-call.ts";

interface SubtypeParameter {
  /** as the service names it */
  member: string;
  shape: ParameterShape;
  required: boolean;
}

/** A first-class integration of HTTP APIs with an AWS service. */
export interface Subtype extends Pick<ServiceCall, "service" | "hostPrefix" | "action" | "request"> {
  /** by name as integrations have it */
  parameters: Readonly<Record<string, SubtypeParameter>>;
}

/** The parameter that every subtype has: where the service is called, if not in the API's region. */
export const REGION = "Region";

const needs = (member: string): SubtypeParameter => ({ member, shape: "text", required: true });
const takes = (member: string, shape: ParameterShape = "text"): SubtypeParameter => ({
  member,
  shape,
  required: false,
});

const BY_ACTION: ServiceCall["request"] = { kind: "action", entries: null };
/** SQS is called by its query protocol, where lists and maps are spread over members that are counted. */
const SQS = { service: "sqs", hostPrefix: "", request: BY_ACTION };
const STATES = { service: "states", hostPrefix: "", request: BY_ACTION };
const EXECUTION = { StateMachineArn: needs("stateMachineArn"), Name: takes("name"), Input: takes("input") };

/** Each with its parameters (API Gateway developer guide, "Integration subtype reference"). */
const SUBTYPES: Readonly<Record<string, Subtype>> = {
  "EventBridge-PutEvents": {
    service: "events",
    hostPrefix: "",
    action: "PutEvents",
    request: { kind: "action", entries: "Entries" },
    parameters: {
      Detail: needs("Detail"),
      DetailType: needs("DetailType"),
      Source: needs("Source"),
      Time: takes("Time", "time"),
      EventBusName: takes("EventBusName"),
      Resources: takes("Resources", "texts"),
      TraceHeader: takes("TraceHeader"),
    },
  },
  "SQS-SendMessage": {
    ...SQS,
    action: "SendMessage",
    parameters: {
      QueueUrl: needs("QueueUrl"),
      MessageBody: needs("MessageBody"),
      DelaySeconds: takes("DelaySeconds"),
      MessageAttributes: takes("MessageAttribute", "attributes"),
      MessageDeduplicationId: takes("MessageDeduplicationId"),
      MessageGroupId: takes("MessageGroupId"),
      MessageSystemAttributes: takes("MessageSystemAttribute", "attributes"),
    },
  },
  "SQS-ReceiveMessage": {
    ...SQS,
    action: "ReceiveMessage",
    parameters: {
      QueueUrl: needs("QueueUrl"),
      AttributeNames: takes("AttributeName", "texts"),
      MaxNumberOfMessages: takes("MaxNumberOfMessages"),
      MessageAttributeNames: takes("MessageAttributeName", "texts"),
      ReceiveRequestAttemptId: takes("ReceiveRequestAttemptId"),
      VisibilityTimeout: takes("VisibilityTimeout"),
      WaitTimeSeconds: takes("WaitTimeSeconds"),
    },
  },
  "SQS-DeleteMessage": {
    ...SQS,
    action: "DeleteMessage",
    parameters: { ReceiptHandle: needs("ReceiptHandle"), QueueUrl: needs("QueueUrl") },
  },
  "SQS-PurgeQueue": { ...SQS, action: "PurgeQueue", parameters: { QueueUrl: needs("QueueUrl") } },
  "AppConfig-GetConfiguration": {
    service: "appconfig",
    hostPrefix: "",
    action: "GetConfiguration",
    request: {
      kind: "get",
      path: "/applications/{Application}/environments/{Environment}/configurations/{Configuration}",
    },
    parameters: {
      Application: needs("Application"),
      Environment: needs("Environment"),
      Configuration: needs("Configuration"),
      ClientId: needs("client_id"),
      ClientConfigurationVersion: takes("client_configuration_version"),
    },
  },
  "Kinesis-PutRecord": {
    service: "kinesis",
    hostPrefix: "",
    action: "PutRecord",
    request: BY_ACTION,
    parameters: {
      StreamName: needs("StreamName"),
      Data: needs("Data"),
      PartitionKey: needs("PartitionKey"),
      SequenceNumberForOrdering: takes("SequenceNumberForOrdering"),
      ExplicitHashKey: takes("ExplicitHashKey"),
    },
  },
  "StepFunctions-StartExecution": { ...STATES, action: "StartExecution", parameters: EXECUTION },
  "StepFunctions-StartSyncExecution": {
    ...STATES,
    hostPrefix: "sync-",
    action: "StartSyncExecution",
    parameters: { ...EXECUTION, TraceHeader: takes("traceHeader") },
  },
  "StepFunctions-StopExecution": {
    ...STATES,
    action: "StopExecution",
    parameters: { ExecutionArn: needs("executionArn"), Cause: takes("cause"), Error: takes("error") },
  },
};

/** A subtype by its name; undefined: AWS has none of that name. */
export function subtypeNamed(name: string): Subtype | undefined {
  return Object.hasOwn(SUBTYPES, name) ? SUBTYPES[name] : undefined;
}
