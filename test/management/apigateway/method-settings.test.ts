import type { Stage } from "@aws-sdk/client-api-gateway";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { settingsPlan } from "../../../src/management/apigateway/method-settings.ts";
import { patchStage } from "../../../src/management/apigateway/stage-patches.ts";

/** Both spellings of a setting's path, with a value and the member that it becomes. */
const SETTINGS = [
  ["metrics/enabled", "metricsEnabled", "true", true],
  ["logging/dataTrace", "dataTraceEnabled", "true", true],
  ["logging/loglevel", "loggingLevel", "ERROR", "ERROR"],
  ["throttling/burstLimit", "throttlingBurstLimit", "7", 7],
  ["throttling/rateLimit", "throttlingRateLimit", "0.5", 0.5],
  ["caching/ttlInSeconds", "cacheTtlInSeconds", "60", 60],
  ["caching/enabled", "cachingEnabled", "true", true],
  ["caching/dataEncrypted", "cacheDataEncrypted", "true", true],
  ["caching/requireAuthorizationForCacheControl", "requireAuthorizationForCacheControl", "false", false],
  [
    "caching/unauthorizedCacheControlHeaderStrategy",
    "unauthorizedCacheControlHeaderStrategy",
    "FAIL_WITH_403",
    "FAIL_WITH_403",
  ],
] as const;

const segment = fc.stringMatching(/^(?:[a-z][a-z0-9._-]{0,8}|\{[a-z]{1,5}\+?\})$/);
const method = fc.constantFrom("GET", "POST", "ANY", "OPTIONS");

function patched(operations: { op: string; path: string; value?: string }[]): Stage {
  const stage: Stage = { stageName: "prod", deploymentId: "d" };
  patchStage(stage, operations);
  return stage;
}

describe("the settings of a method", () => {
  it("are set by both spellings of their path, and found by the method's route key however its path is escaped", () => {
    fc.assert(
      fc.property(
        fc.array(segment, { minLength: 1, maxLength: 4 }),
        method,
        fc.constantFrom(...SETTINGS),
        fc.boolean(),
        (segments, httpMethod, [end, name, text, value], isEscaped) => {
          const place = isEscaped ? `~1${segments.join("~1")}` : segments.join("/");
          const key = `${place}/${httpMethod}`;
          const byAws = patched([{ op: "replace", path: `/${key}/${end}`, value: text }]);
          const byName = patched([{ op: "replace", path: `/methodSettings/${key}/${name}`, value: text }]);
          expect(byAws.methodSettings).toEqual({ [key]: { [name]: value } });
          expect(byName.methodSettings).toEqual(byAws.methodSettings);
          const plan = settingsPlan(byAws.methodSettings);
          expect(Object.keys(plan.routes)).toEqual([`${httpMethod} /${segments.join("/")}`]);
        },
      ),
    );
  });

  it("are removed as a whole, after which there is nothing to remove", () => {
    const set = { op: "replace", path: "/pets/GET/caching/enabled", value: "true" };
    expect(patched([set, { op: "remove", path: "/pets/GET" }]).methodSettings).toEqual({});
    const twice = [set, { op: "remove", path: "/pets/GET" }, { op: "remove", path: "/pets/GET" }];
    expect(() => patched(twice)).toThrow("Cannot remove method setting pets/GET because there is no method setting");
  });

  it("of the root are those of `~1`", () => {
    const { methodSettings } = patched([{ op: "replace", path: "/~1/GET/metrics/enabled", value: "true" }]);
    expect(Object.keys(settingsPlan(methodSettings).routes)).toEqual(["GET /"]);
  });
});

describe("a canary", () => {
  it("is not made by the removal of a variable that it does not have", () => {
    const remove = { op: "remove", path: "/canarySettings/stageVariableOverrides/x" };
    expect(() => patched([remove])).toThrow("Cannot remove method setting canarySettings/stageVariableOverrides/x");
  });
});
