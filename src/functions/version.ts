/** A published version of a function, or $LATEST, as far as running it needs to know. Plain data. */
export interface FunctionVersion {
  readonly functionName: string;
  /** "$LATEST" or the version's number. */
  readonly version: string;
  /** The ARN that the function was invoked by, with its qualifier if it had one. */
  readonly arn: string;
  readonly region: string;
  /** E.g. "nodejs22.x". */
  readonly runtime: string;
  /** E.g. "index.handler". */
  readonly handler: string;
  /** Base64 SHA-256 of the zip archive; what code is known by. */
  readonly codeSha256: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** Whether the function's code may reach the network; closed for all where the runtime has no way out. */
  readonly networkAllowed: boolean;
  /** Lambda's LoggingConfig, where it is not the default. */
  readonly logFormat?: "Text" | "JSON";
  readonly logLevel?: string;
  readonly logGroup?: string;
}

/** The name of a function's log stream as its environment shows it; the date is that of the environment's start. */
export function logStreamName(version: string, startedAt: number, id: string): string {
  return `${new Date(startedAt).toISOString().slice(0, 10).replaceAll("-", "/")}/[${version}]${id}`;
}

/**
 * The variables that a function's code sees: its own, and those that Lambda sets (Lambda's developer guide, "Defined runtime environment
 * variables"), which win. Those of Lambda's own machinery and its credentials are not there.
 */
export function environmentOf(version: FunctionVersion, logStream: string): Record<string, string> {
  const { logFormat, logLevel } = version;
  return {
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    PATH: "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
    NODE_PATH: "/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task",
    ...version.environment,
    _HANDLER: version.handler,
    AWS_REGION: version.region,
    AWS_DEFAULT_REGION: version.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${version.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: version.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: version.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(version.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: version.logGroup ?? `/aws/lambda/${version.functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    ...(logFormat === "JSON" ? { AWS_LAMBDA_LOG_FORMAT: "JSON" } : {}),
    ...(logLevel === undefined ? {} : { AWS_LAMBDA_LOG_LEVEL: logLevel }),
    LAMBDA_TASK_ROOT: "/var/task",
    LAMBDA_RUNTIME_DIR: "/var/runtime",
  };
}
