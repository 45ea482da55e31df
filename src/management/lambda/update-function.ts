import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { LATEST, type StoredVersion } from "../../model/function.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { readCode } from "./code.ts";
import {
  changedConfiguration,
  configurationOf,
  lastModified,
  loggingConfig,
  madeConfiguration,
  sealEnvironment,
} from "./configuration.ts";
import { type NamedFunction, namedFunction } from "./reference.ts";
import { checkRuntime, runtimeVersionArn } from "./runtimes.ts";
import { checkEnvironment, checkLogging, refuseSettings } from "./settings.ts";
import { checkRevision } from "./revisions.ts";
import { editFunction, latestOf } from "./stored.ts";
import { publish } from "./versions.ts";

type CodeInput = Input<"lambda", "UpdateFunctionCode">;
type ConfigurationInput = Input<"lambda", "UpdateFunctionConfiguration">;

export async function updateFunctionCode(
  call: Call,
  input: CodeInput,
): Promise<Output<"lambda", "UpdateFunctionCode">> {
  const named = namedFunction(call, input.FunctionName);
  const code = await readCode(call, input);
  return editFunction(call, named, async (edit) => {
    const before = await latestOf(edit);
    checkRevision(before, input.RevisionId);
    const latest: StoredVersion = {
      ...before,
      configuration: {
        ...before.configuration,
        CodeSha256: code.sha256,
        CodeSize: code.zip.byteLength,
        Architectures: input.Architectures ?? before.configuration.Architectures,
        LastModified: lastModified(call),
        RevisionId: call.newUuid(),
      },
      codeRevision: call.newUuid(),
    };
    if (input.DryRun) return configurationOf(call, named, latest);
    const { statements } = edit.documents;
    statements.push(...(await call.functionCode.upload(code.sha256, code.zip)));
    statements.push(call.functionCode.removal(before.configuration.CodeSha256 ?? ""));
    edit.putVersion(latest);
    if (!input.Publish) return changedConfiguration(call, named, latest);
    const version = publish(call, edit, latest);
    return madeConfiguration(call, { ...named, qualifier: version.configuration.Version ?? null }, version);
  });
}

export async function updateFunctionConfiguration(
  call: Call,
  input: ConfigurationInput,
): Promise<Output<"lambda", "UpdateFunctionConfiguration">> {
  const named = namedFunction(call, input.FunctionName);
  refuseSettings(input);
  if (input.Runtime !== undefined) checkRuntime(call, named, input.Runtime);
  const variables = input.Environment && (input.Environment.Variables ?? {});
  if (variables) checkEnvironment(variables);
  const latest = await editFunction(call, named, async (edit) => {
    const before = await latestOf(edit);
    checkRevision(before, input.RevisionId);
    checkLogging({ LogFormat: before.configuration.LoggingConfig?.LogFormat, ...input.LoggingConfig });
    const after: StoredVersion = {
      configuration: { ...before.configuration, ...(await changes(call, named, before.configuration, input)) },
      sealedEnvironment: variables ? sealEnvironment(call, named, LATEST, variables) : before.sealedEnvironment,
    };
    edit.putVersion(after);
    return after;
  });
  return changedConfiguration(call, named, latest);
}

/** The members that a call changes; what it does not name stays. */
async function changes(
  call: Call,
  { functionName, region }: NamedFunction,
  before: FunctionConfiguration,
  input: ConfigurationInput,
): Promise<FunctionConfiguration> {
  const { Role, Handler, Description, Timeout, MemorySize, Runtime, TracingConfig, EphemeralStorage } = input;
  return {
    LastModified: lastModified(call),
    RevisionId: call.newUuid(),
    ...(Role !== undefined && { Role }),
    ...(Handler !== undefined && { Handler }),
    ...(Description !== undefined && { Description }),
    ...(Timeout !== undefined && { Timeout }),
    ...(MemorySize !== undefined && { MemorySize }),
    ...(Runtime !== undefined && {
      Runtime,
      RuntimeVersionConfig: { RuntimeVersionArn: await runtimeVersionArn(region, Runtime) },
    }),
    ...(TracingConfig?.Mode !== undefined && { TracingConfig: { Mode: TracingConfig.Mode } }),
    ...(EphemeralStorage !== undefined && { EphemeralStorage: { Size: EphemeralStorage.Size } }),
    ...(input.LoggingConfig && {
      LoggingConfig: loggingConfig(functionName, { ...before.LoggingConfig, ...input.LoggingConfig }),
    }),
  };
}
