import type { Integration } from "@aws-sdk/client-apigatewayv2";
import { badRequest } from "../../wire/faults.ts";

/**
 * The first-class integrations of HTTP APIs with AWS services, each with the parameters that it cannot do without (API Gateway
 * developer guide, "Integration subtype reference").
 */
const REQUIRED_PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  "EventBridge-PutEvents": ["Detail", "DetailType", "Source"],
  "SQS-SendMessage": ["QueueUrl", "MessageBody"],
  "SQS-ReceiveMessage": ["QueueUrl"],
  "SQS-DeleteMessage": ["ReceiptHandle", "QueueUrl"],
  "SQS-PurgeQueue": ["QueueUrl"],
  "AppConfig-GetConfiguration": ["Application", "Environment", "Configuration", "ClientId"],
  "Kinesis-PutRecord": ["StreamName", "Data", "PartitionKey"],
  "StepFunctions-StartExecution": ["StateMachineArn"],
  "StepFunctions-StartSyncExecution": ["StateMachineArn"],
  "StepFunctions-StopExecution": ["ExecutionArn"],
};

/** Refuses an integration with an AWS service that AWS refuses, in its words. */
export function checkServiceIntegration(subtype: string, integration: Integration): void {
  const required = Object.hasOwn(REQUIRED_PARAMETERS, subtype) ? REQUIRED_PARAMETERS[subtype] : undefined;
  if (integration.IntegrationType !== "AWS_PROXY" || !required || integration.PayloadFormatVersion !== "1.0")
    throw badRequest(`Operation: ${subtype} is not supported.`);
  if (integration.CredentialsArn === undefined)
    throw badRequest(`Role ARN must be specified for AWS integration configuration with Subtype: ${subtype}`);
  const given = integration.RequestParameters ?? {};
  if (required.some((name) => !given[name]))
    throw badRequest(
      `Operation: ${subtype} requires enabling passthrough, or defining all of the following parameters in the parameter mapping: [${required.join(", ")}]`,
    );
}
