import { functionArn, parseFunctionReference } from "../../model/function.ts";
import type { Call } from "../call.ts";
import { type Access, type AnyInput, type ServiceRule, textOf } from "./access.ts";

/** Operations whose action has another name. */
const ACTIONS: Readonly<Record<string, string>> = {
  Invoke: "InvokeFunction",
  InvokeAsync: "InvokeFunction",
  InvokeWithResponseStream: "InvokeFunction",
  GetLayerVersionByArn: "GetLayerVersion",
};

/** Lambda's actions are its operations (Service Authorization Reference, "AWS Lambda"). */
export const lambdaRule: ServiceRule = (call, { operation }, input) => [
  { action: `lambda:${ACTIONS[operation.name] ?? operation.name}`, resource: resourceOf(call, operation.name, input) },
  ...readObject(input),
];

/** Code in S3 is read for the caller, who must be allowed to. */
function readObject(input: AnyInput): Access[] {
  const { Code: code } = input;
  const source: AnyInput = typeof code === "object" && code !== null ? { ...code } : input;
  const [bucket, key] = [textOf(source, "S3Bucket"), textOf(source, "S3Key")];
  return bucket && key ? [{ action: "s3:GetObject", resource: `arn:aws:s3:::${bucket}/${key}` }] : [];
}

const FUNCTION_ARN = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:/;

/** Members that hold the ARN of what an operation is about. */
const ARN_MEMBERS = ["Resource", "ResourceArn", "DurableExecutionArn", "CodeSigningConfigArn", "Arn"];

function resourceOf(call: Call, operation: string, input: AnyInput): string {
  const own = (kind: string): string => `arn:aws:lambda:${call.region}:${call.accountId}:${kind}`;
  const mapping = textOf(input, "UUID");
  if (mapping !== undefined) return own(`event-source-mapping:${mapping}`);
  // These two name a function only as a condition: lambda:FunctionArn.
  if (operation.endsWith("EventSourceMapping") || operation.endsWith("EventSourceMappings")) return "*";
  const functionName = textOf(input, "FunctionName");
  if (functionName !== undefined) return arnOfFunction(call, functionName, textOf(input, "Qualifier"));
  const layer = textOf(input, "LayerName");
  if (layer !== undefined) {
    const version = input["VersionNumber"];
    const named = layer.startsWith("arn:") ? layer : own(`layer:${layer}`);
    return version === undefined ? named : `${named}:${String(version)}`;
  }
  const provider = textOf(input, "CapacityProviderName");
  if (provider !== undefined) return own(`capacity-provider:${provider}`);
  for (const member of ARN_MEMBERS) {
    const arn = textOf(input, member);
    if (arn !== undefined) return FUNCTION_ARN.test(arn) ? arnOfFunction(call, arn, undefined) : arn;
  }
  return "*";
}

/**
 * The ARN of a function that was named by its name, its ARN, or a part of that; a qualifier may stand in either place. It is read as the
 * handlers read it, which know no function of another region or account: no way of writing a name is a way round a Deny.
 */
function arnOfFunction({ region, accountId }: Call, given: string, qualifier: string | undefined): string {
  const { functionName, qualifier: own } = parseFunctionReference(given) ?? { functionName: given, qualifier: null };
  return functionArn(region, accountId, functionName, own ?? qualifier);
}
