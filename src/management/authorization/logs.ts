import type { Call } from "../call.ts";
import { type AnyInput, type ServiceRule, textOf, textsOf } from "./access.ts";

/**
 * CloudWatch Logs' actions are its operations; what they are about is a log group with a stream, which may be empty:
 * `arn:aws:logs:{region}:{account}:log-group:{name}:log-stream:{stream}`, as AWS's refusals name it.
 */
export const logsRule: ServiceRule = (call, { operation }, input) =>
  resourcesOf(call, input).map((resource) => ({ action: `logs:${operation.name}`, resource }));

const GROUP_MEMBERS = ["logGroupName", "logGroupIdentifier", "logGroupNamePrefix"];
const GROUP_LIST_MEMBERS = ["logGroupNames", "logGroupIdentifiers"];

function resourcesOf(call: Call, input: AnyInput): string[] {
  const stream = textOf(input, "logStreamName") ?? "";
  const single = GROUP_MEMBERS.map((member) => textOf(input, member)).filter((name) => name !== undefined);
  const groups = [...single, ...GROUP_LIST_MEMBERS.flatMap((member) => textsOf(input, member))];
  if (groups.length > 0) return groups.map((group) => groupArn(call, group, stream));
  const arn = textOf(input, "resourceArn") ?? textOf(input, "resourceIdentifier");
  return [arn === undefined ? "*" : arn];
}

/** A group that was named by its name or its ARN. */
function groupArn(call: Call, group: string, stream: string): string {
  const name = /^arn:aws[\w-]*:logs:[^:]*:[^:]*:log-group:([^:]*)/.exec(group)?.[1] ?? group;
  return `arn:aws:logs:${call.region}:${call.accountId}:log-group:${name}:log-stream:${stream}`;
}
