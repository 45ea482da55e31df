import type { AccessLogSettings, RouteSettings, Stage } from "@aws-sdk/client-apigatewayv2";
import type { DefinitionReader } from "../../storage/definitions.ts";
import { badRequest, notFound } from "../../wire/faults.ts";
import { checkLogDestination, checkLogFormat, checkVariables } from "../stage-checks.ts";
import { routeByKey } from "./route-rows.ts";

type Protocol = "HTTP" | "WEBSOCKET";

/** AWS's page on stages of HTTP APIs: letters, digits, hyphens and underscores, or `$default`; at most 128. */
const STAGE_NAME = /^(?:\$default|[A-Za-z0-9_-]{1,128})$/;
const MAX_DESCRIPTION = 1024;

/** A new stage with AWS's defaults. */
export function newStage(protocol: Protocol, members: Partial<Stage> & { StageName: string }, now: Date): Stage {
  return {
    ...members,
    CreatedDate: now,
    LastUpdatedDate: now,
    DefaultRouteSettings: { ...defaultRouteSettings(protocol), ...members.DefaultRouteSettings },
    RouteSettings: members.RouteSettings ?? {},
    StageVariables: members.StageVariables ?? {},
    Tags: members.Tags ?? {},
  };
}

function defaultRouteSettings(protocol: Protocol): RouteSettings {
  return protocol === "HTTP"
    ? { DetailedMetricsEnabled: false }
    : { DataTraceEnabled: false, DetailedMetricsEnabled: false, LoggingLevel: "OFF" };
}

/** Refuses a stage that AWS refuses, in its words. */
export function checkStage(protocol: Protocol, stage: Stage): void {
  // AWS's sentence leaves out the hyphen, which it allows.
  if (!STAGE_NAME.test(stage.StageName ?? "") || (protocol === "WEBSOCKET" && stage.StageName === "$default"))
    throw badRequest("Stage name only allows a-zA-Z0-9_");
  if ((stage.Description ?? "").length > MAX_DESCRIPTION)
    throw badRequest(`Description can have at most ${MAX_DESCRIPTION} characters`);
  if (stage.ClientCertificateId !== undefined && protocol === "HTTP")
    throw badRequest("ClientCertificateId is supported only for APIs with a protocol type of WEBSOCKET");
  checkVariables(stage.StageVariables ?? {});
  for (const settings of [stage.DefaultRouteSettings ?? {}, ...Object.values(stage.RouteSettings ?? {})])
    checkRouteSettings(protocol, settings);
  if (stage.AccessLogSettings) checkAccessLog(stage.AccessLogSettings);
}

function checkRouteSettings(protocol: Protocol, settings: RouteSettings): void {
  const executionLogs = settings.DataTraceEnabled || (settings.LoggingLevel ?? "OFF") !== "OFF";
  if (protocol === "HTTP" && executionLogs) throw badRequest("Execution logs are not supported on protocolType HTTP");
  const { ThrottlingBurstLimit: burst = 0, ThrottlingRateLimit: rate = 0 } = settings;
  if (burst < 0 || rate < 0) throw badRequest("Throttling limits must not be negative");
}

function checkAccessLog({ DestinationArn: arn = "", Format: format = "" }: AccessLogSettings): void {
  if (arn === "" || format === "") throw badRequest("Access Log value missing. Expected destinationArn and format.");
  checkLogDestination(arn);
  checkLogFormat(format);
}

/** The routes that AWS takes settings for before they are made (recorded in AWS, for APIs of both protocols). */
const NAMED_BY_AWS: ReadonlySet<string> = new Set(["$connect", "$disconnect", "$default"]);

/** Route settings must name routes of the API, or those that every API may have. */
export async function checkSettingsKeys(api: DefinitionReader, settings: Stage["RouteSettings"]): Promise<void> {
  for (const key of Object.keys(settings ?? {})) {
    if (!NAMED_BY_AWS.has(key) && !(await routeByKey(api, key))) throw unknownSettings(key);
  }
}

/** AWS's answer for route settings of a route that does not exist. */
export function unknownSettings(key: string): Error {
  return notFound(`Unable to find Route by key ${key} within the provided RouteSettings`);
}
