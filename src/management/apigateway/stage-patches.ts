import type { AccessLogSettings, CanarySettings, Stage } from "@aws-sdk/client-api-gateway";
import type { Fault } from "../../wire/fault.ts";
import { badRequest } from "../../wire/faults.ts";
import { type PatchOperation, type PatchPath, type PatchRefusals, type PatchTable, applyPatches } from "../patch.ts";
import { entryRow, flagRow, textRow } from "../patch-rows.ts";
import { changeSetting, methodKey, settingPath } from "./method-settings.ts";

/** AWS's list of a stage's paths, with the commas that it lacks in places; the canary's paths are not in it. */
const LISTED_PATHS = listedPaths();

function listedPaths(): string {
  const settings = (method: string, noComma: string): string =>
    [
      `${method}/metrics/enabled, ${method}/logging/dataTrace, ${method}/logging/loglevel, `,
      `${method}/throttling/burstLimit${noComma}${method}/throttling/rateLimit${noComma}${method}/caching/ttlInSeconds, `,
      `${method}/caching/enabled, ${method}/caching/dataEncrypted, ${method}/caching/requireAuthorizationForCacheControl, `,
      `${method}/caching/unauthorizedCacheControlHeaderStrategy, `,
    ].join("");
  const own = "/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId";
  const log = "/accessLogSettings, /accessLogSettings/destinationArn, /accessLogSettings/format";
  const method = settings("/{resourcePath}/{httpMethod}", "");
  return `[${own}, ${log}, ${method}${settings("/*/*", " ")}/variables/{variable_name}, /tracingEnabled]`;
}

const refusals: PatchRefusals = {
  operation: ({ op }) =>
    badRequest(`Invalid patch operation specified: ${op}. Must be one of: [add, remove, replace, copy]`),
  path({ op, path = "" }, _table, others) {
    if (op === "remove") return nothingToRemove(path);
    if (path.startsWith("/accessLogSettings"))
      return badRequest(
        "Invalid accessLogSettings path. Must be one of : [/accessLogSettings/destinationArn, /accessLogSettings/format]",
      );
    if (op === "add" && others.length > 0) return badRequest(`Invalid add operation with path: ${path}`);
    return badRequest(`Invalid method setting path: ${path}. Must be one of: ${LISTED_PATHS}`);
  },
};

/** AWS's answer to every removal of what is not there, whatever it is. */
function nothingToRemove(path: string): Fault {
  return badRequest(
    `Cannot remove method setting ${path.slice(1)} because there is no method setting for this method `,
  );
}

/** Changes the canary, and makes one of the stage's own deployment where there is none. */
function canaryRow(end: string, change: (canary: CanarySettings, value: string) => void): PatchPath<Stage> {
  return {
    path: `/canarySettings/${end}`,
    ops: ["replace"],
    apply(stage, { value = "" }) {
      const canary = { ...newCanary(stage), ...stage.canarySettings };
      change(canary, value);
      stage.canarySettings = canary;
    },
  };
}

/** A canary with AWS's defaults: it takes no traffic yet. */
export function newCanary({ deploymentId }: Pick<Stage, "deploymentId">): CanarySettings {
  return { deploymentId, percentTraffic: 0, useStageCache: false };
}

const canaryVariable: PatchPath<Stage> = {
  path: "/canarySettings/stageVariableOverrides/{name}",
  ops: ["add", "replace", "remove"],
  apply(stage, { op, path, names: [name = ""], value = "" }) {
    const canary = { ...newCanary(stage), ...stage.canarySettings };
    const { [name]: before, ...others } = canary.stageVariableOverrides ?? {};
    if (op === "remove" && before === undefined) throw nothingToRemove(path);
    canary.stageVariableOverrides = op === "remove" ? others : { ...others, [name]: value };
    stage.canarySettings = canary;
  },
};

const canary: PatchPath<Stage> = {
  path: "/canarySettings",
  ops: ["remove"],
  apply(stage) {
    delete stage.canarySettings;
  },
};

function logRow(member: keyof AccessLogSettings): PatchPath<Stage> {
  return {
    path: `/accessLogSettings/${member}`,
    ops: ["add", "replace"],
    apply(stage, { value }) {
      if (value === undefined || value === "") throw badRequest("Access Log value must not be empty");
      stage.accessLogSettings = { ...stage.accessLogSettings, [member]: value };
    },
  };
}

const log: PatchPath<Stage> = {
  path: "/accessLogSettings",
  ops: ["remove"],
  apply(stage) {
    delete stage.accessLogSettings;
  },
};

/** In gigabytes. */
const CACHE_SIZES = ["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"];

const cacheClusterSize: PatchPath<Stage> = {
  path: "/cacheClusterSize",
  ops: ["replace"],
  apply(stage, { value = "" }) {
    if (!CACHE_SIZES.includes(value))
      throw badRequest(`Invalid cache cluster size ${value}. Must be one of: [${CACHE_SIZES.join(", ")}]`);
    // Just looked up in AWS's list.
    stage.cacheClusterSize = value as NonNullable<Stage["cacheClusterSize"]>;
  },
};

/** What UpdateStage may patch beside the settings of methods (API reference, "Patch Operations"). */
const stagePatches: PatchTable<Stage> = {
  refusals,
  paths: [
    textRow("deploymentId"),
    textRow("description"),
    flagRow("cacheClusterEnabled"),
    cacheClusterSize,
    textRow("clientCertificateId", ["replace", "remove"]),
    textRow("documentationVersion", ["replace", "remove"]),
    log,
    logRow("destinationArn"),
    logRow("format"),
    entryRow("variables"),
    flagRow("tracingEnabled"),
    canary,
    canaryRow("deploymentId", (settings, value) => (settings.deploymentId = value)),
    canaryRow("percentTraffic", (settings, value) => (settings.percentTraffic = Number(value))),
    canaryRow("useStageCache", (settings, value) => (settings.useStageCache = value.toLowerCase() === "true")),
    canaryVariable,
  ],
};

/** Changes a stage by UpdateStage's operations, one after the other; what they name is not looked up yet. */
export function patchStage(stage: Stage, operations: readonly PatchOperation[]): void {
  for (const operation of operations) {
    const { op, path = "", value = "" } = operation;
    if (op === "copy") promote(stage, operation);
    else if (op === "remove" && Object.hasOwn(stage.methodSettings ?? {}, methodKey(path))) {
      const { [methodKey(path)]: _gone, ...others } = stage.methodSettings ?? {};
      stage.methodSettings = others;
    } else {
      const setting = op === "add" || op === "replace" ? settingPath(path) : null;
      if (setting) changeSetting(stage, setting, value);
      else applyPatches(stage, [operation], stagePatches);
    }
  }
}

const COPIES = new Map([
  ["/canarySettings/deploymentId", "/deploymentId"],
  ["/canarySettings/stageVariableOverrides", "/variables"],
]);

/** Makes what the canary has the stage's own: the only copies that there are. The canary stays. */
function promote(stage: Stage, { path = "", from = "" }: PatchOperation): void {
  if (COPIES.get(from) !== path) {
    throw badRequest(
      `Invalid copy operation with path: ${path} and from ${from}. Valid copy:path are [${[...COPIES.values()].join(", ")}] and valid copy:from are [${[...COPIES.keys()].join(", ")}]`,
    );
  }
  const { canarySettings } = stage;
  if (!canarySettings) throw badRequest("Promotion not available. Canary does not exist.");
  if (path === "/deploymentId") stage.deploymentId = canarySettings.deploymentId;
  else stage.variables = { ...stage.variables, ...canarySettings.stageVariableOverrides };
}
