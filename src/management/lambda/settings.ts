import { invalidParameterValue } from "../../wire/lambda-faults.ts";
import type { Input } from "../../wire/handlers.ts";

type Given = Input<"lambda", "CreateFunction">;
/** What CreateFunction and UpdateFunctionConfiguration have in common, and what only the former has. */
type Settings = { [K in keyof Given]?: Given[K] | undefined };

/** Settings that would have no effect here: each with what it would take, and whether a call asks for it. */
const REFUSED: readonly [reason: string, asked: (settings: Settings) => boolean][] = [
  ["PackageType Image: container images are not run here", ({ PackageType }) => PackageType === "Image"],
  ["Layers: put what a layer holds into the function's archive", ({ Layers }) => (Layers?.length ?? 0) > 0],
  [
    "VpcConfig: functions run at the edge and can join no VPC",
    ({ VpcConfig }) => [...(VpcConfig?.SubnetIds ?? []), ...(VpcConfig?.SecurityGroupIds ?? [])].length > 0,
  ],
  [
    "FileSystemConfigs: there are no file systems to mount",
    ({ FileSystemConfigs }) => (FileSystemConfigs?.length ?? 0) > 0,
  ],
  [
    "DeadLetterConfig: events that failed are only logged",
    ({ DeadLetterConfig }) => (DeadLetterConfig?.TargetArn ?? "") !== "",
  ],
  [
    "KMSKeyArn: environments are encrypted with the gateway's ENCRYPTION_KEY",
    ({ KMSKeyArn }) => (KMSKeyArn ?? "") !== "",
  ],
  ["SnapStart: there are no snapshots of environments", ({ SnapStart }) => SnapStart?.ApplyOn === "PublishedVersions"],
  [
    "CodeSigningConfigArn: signatures of code are not checked",
    ({ CodeSigningConfigArn }) => CodeSigningConfigArn !== undefined,
  ],
  ["ImageConfig: container images are not run here", ({ ImageConfig }) => ImageConfig !== undefined],
  ["DurableConfig: durable executions are not run here", ({ DurableConfig }) => DurableConfig !== undefined],
  [
    "CapacityProviderConfig: there are no capacity providers",
    (settings) => settings.CapacityProviderConfig !== undefined,
  ],
  ["TenancyConfig: environments are not kept apart by tenant", ({ TenancyConfig }) => TenancyConfig !== undefined],
];

/** Refuses settings that would have no effect here, so that nothing pretends. */
export function refuseSettings(settings: Settings): void {
  for (const [reason, asked] of REFUSED) {
    if (asked(settings)) throw invalidParameterValue(`Not supported: ${reason}`);
  }
}

/** Lambda's own variables (developer guide, "Defined runtime environment variables"). */
const RESERVED =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_(DEFAULT_REGION|REGION|EXECUTION_ENV|LAMBDA_\w+|ACCESS_KEY|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/;
/** Lambda's own limit is 4 KB; a Worker's environment takes far more. */
const MOST_ENVIRONMENT_BYTES = 128 * 1024;

/** Checks a function's variables. */
export function checkEnvironment(variables: Readonly<Record<string, string>>): void {
  const failed =
    "Lambda was unable to configure your environment variables because the environment variables you have provided";
  const reserved = Object.keys(variables).filter((name) => RESERVED.test(name));
  if (reserved.length > 0) {
    throw invalidParameterValue(
      `${failed} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  }
  const size = new TextEncoder().encode(JSON.stringify(variables)).byteLength;
  if (size > MOST_ENVIRONMENT_BYTES) {
    throw invalidParameterValue(`${failed} exceeded the ${MOST_ENVIRONMENT_BYTES / 1024}KB limit.`);
  }
}

/** Refuses what Lambda refuses of a function's log (measured in AWS). */
export function checkLogging(given: Settings["LoggingConfig"]): void {
  const { LogFormat = "Text", LogGroup = "", ApplicationLogLevel, SystemLogLevel } = given ?? {};
  if (/^aws\//i.test(LogGroup)) {
    throw invalidParameterValue(
      "Log groups starting with AWS/ are reserved for AWS. Update the LogGroup value and try again.",
    );
  }
  if (LogFormat === "Text" && (ApplicationLogLevel ?? SystemLogLevel) !== undefined) {
    throw invalidParameterValue(
      'LogLevel is not supported when LogFormat is set to "Text". Remove LogLevel from your request or change the LogFormat to "JSON" and try again.',
    );
  }
}
