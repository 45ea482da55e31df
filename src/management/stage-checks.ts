import { badRequest } from "../wire/faults.ts";

// What stages of all API types require of their parts.

const VARIABLE_NAME = /^[A-Za-z0-9_]+$/;
const VARIABLE_VALUE = /^[A-Za-z0-9\-._~:/?#&=, ]*$/;
const LOG_DESTINATION = /^arn:aws[\w-]*:(?:logs:[^:]*:[^:]*:log-group:([^:*]+)(?::\*)?|firehose:[^:]*:[^:]*:(.+))$/;
const LOG_GROUP_NAME = /^[a-zA-Z0-9_\-/.#]+$/;

/** Names of letters, digits and underscores; values of AWS's list of characters. */
export function checkVariables(variables: Record<string, string>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (!VARIABLE_NAME.test(name))
      throw badRequest(`Invalid stage variable name: ${name}.  Please use names with only word characters.`);
    if (!VARIABLE_VALUE.test(value))
      throw badRequest(
        `Invalid stage variable value of key ${name}.  Please use values with alphanumeric characters and the symbols ' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.`,
      );
  }
}

/** Access logs of REST APIs may go to Firehose streams whose names begin so (developer guide, "Logging API calls to Amazon Data Firehose"). */
const FIREHOSE_STREAM = /^arn:aws[\w-]*:firehose:[^:]+:[^:]+:deliverystream\/amazon-apigateway-[\w.-]+$/;

/** Access logs go to a CloudWatch Logs group, those of REST APIs also to a Firehose stream. */
export function checkLogDestination(arn: string, mayBeStream = false): void {
  if (mayBeStream && FIREHOSE_STREAM.test(arn)) return;
  const destination = LOG_DESTINATION.exec(arn);
  if (!destination) {
    throw badRequest(
      /^arn:[^:]*:(?!logs:|firehose:)[^:]+:[^:]*:[^:]*:./.test(arn)
        ? "The ARN must be a valid CloudWatch Logs log group or Kinesis Data Firehose delivery stream"
        : "Invalid ARN specified in the request",
    );
  }
  const [, group, stream] = destination;
  if (mayBeStream && stream?.startsWith("deliverystream/") && !stream.startsWith("deliverystream/amazon-apigateway-")) {
    throw badRequest("Kinesis Firehose delivery stream name must begin with the characters 'amazon-apigateway-'");
  }
  if (group === undefined || !LOG_GROUP_NAME.test(group))
    throw badRequest(
      `Access log destination must only contain characters a-z, A-Z, 0-9, '_', '-', '/', '.': '${group ?? stream}'`,
    );
}

/** A request's id must be in each line of an access log. */
export function checkLogFormat(format: string): void {
  if (!/\$context\.(?:requestId|extendedRequestId)\b/.test(format))
    throw badRequest(
      `The following errors are found in Access Log Format: Access Log format must include either $context.requestId or $context.extendedRequestId : '${format}'`,
    );
}

/** A cache's first generation: a stage that is made anew under the name of another one finds nothing of that one's cache. */
export function firstGeneration(createdDate: Date | string | undefined): number {
  return createdDate === undefined ? 0 : new Date(createdDate).getTime();
}
