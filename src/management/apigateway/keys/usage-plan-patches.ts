import type { ApiStage, QuotaSettings, ThrottleSettings } from "@aws-sdk/client-api-gateway";
import type { StoredUsagePlan } from "../../../model/document.ts";
import { badRequest, notFound } from "../../../wire/faults.ts";
import { type PatchPath, type PatchTable, listingRefusals, unescapePointer } from "../../patch.ts";
import { textRow } from "../../patch-rows.ts";
import { invalidStage } from "./usage-plan-rules.ts";

type Row = PatchPath<StoredUsagePlan>;

/** A number of a patch: not a number is refused. */
function numberOf(value: string | undefined, path: string): number {
  const number = Number(value);
  if (value === undefined || value.trim() === "" || !Number.isFinite(number)) {
    throw badRequest(`Invalid value '${value ?? null}' specified for path ${path}: it must be a number`);
  }
  return number;
}

function stageNamed(
  plan: StoredUsagePlan,
  name: string | undefined,
): { apiId: string; stage: string; found: ApiStage | undefined } {
  const [, apiId, stage] = /^([^:]+):(.+)$/.exec(name ?? "") ?? [];
  if (apiId === undefined || stage === undefined) throw badRequest("Invalid API Stage specified");
  return { apiId, stage, found: plan.apiStages?.find((one) => one.apiId === apiId && one.stage === stage) };
}

const apiStages: Row = {
  path: "/apiStages",
  ops: ["add", "remove"],
  apply(plan, { op, value }) {
    const { apiId, stage, found } = stageNamed(plan, value);
    if (op === "add") {
      if (!found) plan.apiStages = [...(plan.apiStages ?? []), { apiId, stage }];
      return;
    }
    if (!found) throw notFound(invalidStage(plan, apiId, stage));
    plan.apiStages = plan.apiStages?.filter((one) => one !== found);
  },
};

/**
 * `/apiStages/{apiId:stage}/throttle`: of all methods, the value is JSON; below it `/{resourcePath}/{METHOD}`, with slashes as they
 * are (as Terraform writes them) or as `~1`, and `/rateLimit` or `/burstLimit` at the end.
 */
const stageThrottle: Row = {
  path: "/apiStages/{name+}",
  ops: ["add", "replace", "remove"],
  apply(plan, { op, path, value }) {
    const match = /^\/apiStages\/([^/]+)\/throttle(?:\/(.+?)(?:\/(rateLimit|burstLimit))?)?$/.exec(path);
    if (!match) throw badRequest(`Invalid patch path  '${path}' specified for op '${op}'.`);
    const [, name = "", method, limit] = match;
    const { apiId, stage, found } = stageNamed(plan, unescapePointer(name));
    if (!found) throw notFound(invalidStage(plan, apiId, stage));
    const all = { ...found.throttle };
    if (method === undefined) {
      if (op === "remove") delete found.throttle;
      else found.throttle = parsedThrottles(value, path);
      return;
    }
    const key = methodKey(unescapePointer(method));
    const { [key]: before, ...others } = all;
    if (op === "remove" && limit === undefined) found.throttle = others;
    else found.throttle = { ...others, [key]: changed(before, op, limit, value, path) };
    if (Object.keys(found.throttle).length === 0) delete found.throttle;
  },
};

/** `/pets/GET`, with one slash at its beginning. */
function methodKey(text: string): string {
  return `/${text.replace(/^\/+/, "")}`;
}

function changed(
  before: ThrottleSettings | undefined,
  op: string,
  limit: string | undefined,
  value: string | undefined,
  path: string,
): ThrottleSettings {
  if (limit === undefined) return oneThrottle(parsedJson(value, path), path);
  return { rateLimit: 0, burstLimit: 0, ...before, [limit]: op === "remove" ? 0 : numberOf(value, path) };
}

function parsedJson(value: string | undefined, path: string): unknown {
  try {
    return JSON.parse(value ?? "");
  } catch {
    throw badRequest(`Invalid value '${value ?? null}' specified for path ${path}: it must be JSON`);
  }
}

function parsedThrottles(value: string | undefined, path: string): Record<string, ThrottleSettings> {
  const parsed = parsedJson(value, path);
  if (typeof parsed !== "object" || parsed === null) throw badRequest(`Invalid value specified for path ${path}`);
  return Object.fromEntries(Object.entries(parsed).map(([key, one]) => [methodKey(key), oneThrottle(one, path)]));
}

function oneThrottle(value: unknown, path: string): ThrottleSettings {
  const { rateLimit, burstLimit } = (typeof value === "object" && value !== null ? value : {}) as ThrottleSettings;
  if (typeof rateLimit !== "number" || typeof burstLimit !== "number") {
    throw badRequest(`Invalid value specified for path ${path}: rateLimit and burstLimit must be numbers`);
  }
  return { rateLimit, burstLimit };
}

const throttle: Row = {
  path: "/throttle",
  ops: ["remove"],
  apply: (plan) => delete plan.throttle,
};

const quota: Row = {
  path: "/quota",
  ops: ["remove"],
  apply: (plan) => delete plan.quota,
};

function throttleRow(member: keyof ThrottleSettings): Row {
  return {
    path: `/throttle/${member}`,
    ops: ["add", "replace"],
    apply(plan, { path, value }) {
      plan.throttle = { burstLimit: 0, rateLimit: 0, ...plan.throttle, [member]: numberOf(value, path) };
    },
  };
}

function quotaRow(member: keyof QuotaSettings): Row {
  return {
    path: `/quota/${member}`,
    ops: ["add", "replace"],
    apply(plan, { path, value }) {
      plan.quota = { ...plan.quota, [member]: member === "period" ? value : numberOf(value, path) };
    },
  };
}

/** What UpdateUsagePlan may patch (API reference, "Patch Operations"). */
export const usagePlanPatches: PatchTable<StoredUsagePlan> = {
  refusals: listingRefusals,
  paths: [
    textRow("name"),
    textRow("description"),
    textRow("productCode", ["add", "replace", "remove"]),
    apiStages,
    stageThrottle,
    throttle,
    throttleRow("rateLimit"),
    throttleRow("burstLimit"),
    quota,
    quotaRow("limit"),
    quotaRow("offset"),
    quotaRow("period"),
  ],
};
