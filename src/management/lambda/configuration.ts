import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { environmentRow, functionId, LATEST, type StoredVersion } from "../../model/function.ts";
import type { FunctionTarget } from "../../plan/function-invoker.ts";
import type { Input } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import type { Code } from "./code.ts";
import { arnOf, type NamedFunction } from "./reference.ts";
import { runtimeVersionArn } from "./runtimes.ts";

type Settings = Input<"lambda", "CreateFunction"> | Input<"lambda", "UpdateFunctionConfiguration">;

/** The configuration of a function that is being made, with AWS's defaults. */
export async function newConfiguration(
  call: Call,
  { functionName, region }: NamedFunction,
  input: Input<"lambda", "CreateFunction">,
  code: Code,
): Promise<FunctionConfiguration> {
  return {
    FunctionName: functionName,
    Runtime: input.Runtime,
    Role: input.Role,
    Handler: input.Handler,
    CodeSize: code.zip.byteLength,
    CodeSha256: code.sha256,
    Description: input.Description ?? "",
    Timeout: input.Timeout ?? 3,
    MemorySize: input.MemorySize ?? 128,
    LastModified: lastModified(call),
    Version: LATEST,
    TracingConfig: { Mode: input.TracingConfig?.Mode ?? "PassThrough" },
    RevisionId: call.newUuid(),
    PackageType: "Zip",
    Architectures: input.Architectures ?? ["x86_64"],
    EphemeralStorage: { Size: input.EphemeralStorage?.Size ?? 512 },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    LoggingConfig: loggingConfig(functionName, input.LoggingConfig),
    RuntimeVersionConfig: { RuntimeVersionArn: await runtimeVersionArn(region, input.Runtime ?? "") },
  };
}

/** Lambda's way to write a time: 2026-01-02T03:04:05.000+0000. */
export function lastModified(call: Call): string {
  return call.now().toISOString().replace("Z", "+0000");
}

/** The settings of a function's log, with the defaults of its format. */
export function loggingConfig(
  functionName: string,
  given: Settings["LoggingConfig"],
): NonNullable<FunctionConfiguration["LoggingConfig"]> {
  const LogGroup = given?.LogGroup ?? `/aws/lambda/${functionName}`;
  if (given?.LogFormat !== "JSON") return { LogFormat: "Text", LogGroup };
  const { ApplicationLogLevel = "INFO", SystemLogLevel = "INFO" } = given;
  return { LogFormat: "JSON", ApplicationLogLevel, SystemLogLevel, LogGroup };
}

/** Whose version it is. */
type Owner = Pick<FunctionTarget, "region" | "functionName">;

function rowOf({ region, functionName }: Owner, version: string): string {
  return environmentRow(functionId(region, functionName), version);
}

/** Seals a version's variables. */
export function sealEnvironment(call: Call, owner: Owner, version: string, variables: Record<string, string>): string {
  return call.secrets.seal(rowOf(owner, version), JSON.stringify(variables));
}

/** Opens a version's variables, null where the function was given none. */
export function openEnvironment(
  call: Call,
  owner: Owner,
  { configuration, sealedEnvironment }: StoredVersion,
): Record<string, string> | null {
  if (sealedEnvironment === null) return null;
  const text = call.secrets.open(rowOf(owner, configuration.Version ?? ""), sealedEnvironment);
  // Sealed by sealEnvironment.
  return JSON.parse(text) as Record<string, string>;
}

/** A version as lists show it: without what tells of changes under way. `target`: as it was asked for. */
export function listedConfiguration(call: Call, target: FunctionTarget, version: StoredVersion): FunctionConfiguration {
  const { RuntimeVersionConfig: _unlisted, ...configuration } = version.configuration;
  const variables = openEnvironment(call, target, version);
  return {
    ...configuration,
    FunctionArn: arnOf(call, target),
    ...(variables && { Environment: { Variables: variables } }),
  };
}

/** A version as AWS answers with it to who reads it. */
export function configurationOf(call: Call, target: FunctionTarget, version: StoredVersion): FunctionConfiguration {
  const { RuntimeVersionConfig } = version.configuration;
  return {
    ...listedConfiguration(call, target, version),
    ...(RuntimeVersionConfig && { RuntimeVersionConfig }),
    State: "Active",
    LastUpdateStatus: "Successful",
  };
}

/**
 * The answer of the call that makes a function or a version. AWS gives it before the change is done, and clients wait for "Active": here
 * their first look finds it so.
 */
export function madeConfiguration(call: Call, target: FunctionTarget, version: StoredVersion): FunctionConfiguration {
  const { LastUpdateStatus: _none, ...configuration } = configurationOf(call, target, version);
  return { ...configuration, State: "Pending", StateReason: UNDER_WAY, StateReasonCode: "Creating" };
}

/** The answer of the call that changes `$LATEST`, likewise. AWS gives a change that is done another revision. */
export function changedConfiguration(
  call: Call,
  target: FunctionTarget,
  version: StoredVersion,
): FunctionConfiguration {
  return {
    ...configurationOf(call, target, version),
    RevisionId: call.newUuid(),
    LastUpdateStatus: "InProgress",
    LastUpdateStatusReason: UNDER_WAY,
    LastUpdateStatusReasonCode: CREATING,
  };
}

/** AWS's words for a change of either kind. */
const UNDER_WAY = "The function is being created.";
/** Recorded; the SDK's enum lacks it. */
const CREATING = "Creating" as string as NonNullable<FunctionConfiguration["LastUpdateStatusReasonCode"]>;
