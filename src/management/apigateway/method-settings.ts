import type { MethodSetting, Stage } from "@aws-sdk/client-api-gateway";
import type { RouteSettingsPlan, StageSettings } from "../../plan/stage.ts";
import { badRequest } from "../../wire/faults.ts";
import { unescapePointer } from "../patch.ts";

/** The key of the settings of all methods. */
const ALL = "*/*";

/** What AWS answers for what nobody has set, once a method has any settings. */
const DEFAULTS: Complete = {
  cacheDataEncrypted: false,
  cacheTtlInSeconds: 300,
  cachingEnabled: false,
  dataTraceEnabled: false,
  metricsEnabled: false,
  requireAuthorizationForCacheControl: true,
  throttlingBurstLimit: 5000,
  throttlingRateLimit: 10_000,
  unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITH_RESPONSE_HEADER",
};

type Complete = { [K in Exclude<keyof MethodSetting, "loggingLevel">]-?: Exclude<MethodSetting[K], undefined> };

type SettingName = keyof MethodSetting & string;
type Read = (value: string, path: string) => MethodSetting[SettingName];

const flag: Read = (value) => value.toLowerCase() === "true";
const oneOf = (...values: string[]): Read =>
  function read(value, path) {
    if (!values.includes(value))
      throw badRequest(`Invalid value ${value} for ${path}. Must be one of: [${values.join(", ")}]`);
    return value;
  };
const number = (pattern: RegExp, what: string): Read =>
  function read(value, path) {
    if (!pattern.test(value)) throw badRequest(`Invalid value ${value} for ${path}: it must be ${what}`);
    return Number(value);
  };
const wholeNumber = number(/^-?\d{1,9}$/, "a whole number");

/** A setting's end of the patch path (API reference, "Patch Operations", UpdateStage), its member, and how its value is read. */
const SETTINGS: readonly [end: string, name: SettingName, read: Read][] = [
  ["metrics/enabled", "metricsEnabled", flag],
  ["logging/dataTrace", "dataTraceEnabled", flag],
  ["logging/loglevel", "loggingLevel", oneOf("OFF", "ERROR", "INFO")],
  ["throttling/burstLimit", "throttlingBurstLimit", wholeNumber],
  ["throttling/rateLimit", "throttlingRateLimit", number(/^-?\d{1,9}(?:\.\d+)?$/, "a number")],
  [
    "caching/ttlInSeconds",
    "cacheTtlInSeconds",
    function read(value) {
      if (!/^(?:[0-2]?\d{1,3}|3[0-5]\d\d|3600)$/.test(value)) {
        throw badRequest("Invalid time-to-live setting, must be an integer no greater than 3600");
      }
      return Number(value);
    },
  ],
  ["caching/enabled", "cachingEnabled", flag],
  ["caching/dataEncrypted", "cacheDataEncrypted", flag],
  ["caching/requireAuthorizationForCacheControl", "requireAuthorizationForCacheControl", flag],
  [
    "caching/unauthorizedCacheControlHeaderStrategy",
    "unauthorizedCacheControlHeaderStrategy",
    oneOf("FAIL_WITH_403", "SUCCEED_WITH_RESPONSE_HEADER", "SUCCEED_WITHOUT_RESPONSE_HEADER"),
  ],
];

/** A setting of a method that a patch path names. */
export interface SettingPath {
  /** `{resourcePath}/{httpMethod}` as the client writes it, or `*` for each of the two */
  key: string;
  set(settings: MethodSetting, value: string): void;
}

/**
 * Reads `/{resourcePath}/{httpMethod}/throttling/rateLimit` and, as people write it after the members' names,
 * `/methodSettings/{resourcePath}/{httpMethod}/throttlingRateLimit`. Null where the path names no setting of a method.
 */
export function settingPath(path: string): SettingPath | null {
  const inner = path.startsWith("/methodSettings/") ? path.slice("/methodSettings".length) : path;
  for (const [end, name, read] of SETTINGS) {
    const ending = inner.endsWith(`/${end}`) ? end : inner === path ? null : inner.endsWith(`/${name}`) ? name : null;
    const key = ending === null ? "" : methodKey(inner.slice(0, -ending.length - 1));
    if (key !== "") {
      return { key, set: (settings, value) => Object.assign(settings, { [name]: read(value, path) }) };
    }
  }
  return null;
}

/** The method that `/{resourcePath}/{httpMethod}` names; empty where it names none. Wildcards stand for all, or for nothing. */
export function methodKey(path: string): string {
  const key = path.startsWith("/methodSettings/") ? path.slice("/methodSettings/".length) : path.slice(1);
  if (key === ALL) return key;
  return /^[^*]+\/(?:GET|PUT|POST|DELETE|PATCH|OPTIONS|HEAD|ANY)$/.test(key) ? key : "";
}

/** Sets one setting of a method; a method's first setting takes over what is set for all. */
export function changeSetting(stage: Stage, { key, set }: SettingPath, value: string): void {
  const settings = { ...(stage.methodSettings?.[key] ?? stage.methodSettings?.[ALL]) };
  set(settings, value);
  stage.methodSettings = { ...stage.methodSettings, [key]: settings };
}

/** The settings as AWS answers them: complete for every method that has any. */
export function methodSettingsAnswer(settings: Stage["methodSettings"]): Record<string, MethodSetting> {
  return Object.fromEntries(
    Object.entries(settings ?? {}).map(([key, one]): [string, MethodSetting] => [key, completed(one)]),
  );
}

/** The settings as traffic reads them, by the deployed methods' keys. */
export function settingsPlan(settings: Stage["methodSettings"] = {}): StageSettings {
  const { [ALL]: all, ...others } = settings;
  const routes = Object.entries(others).map(([key, one]): [string, RouteSettingsPlan] => [routeKey(key), planOf(one)]);
  return { all: all ? planOf(all) : null, routes: Object.fromEntries(routes) };
}

/** `GET /users/{id}` of `users/{id}/GET`, `/users/{id}/GET` or `~1users~1{id}/GET`. */
function routeKey(key: string): string {
  const at = key.lastIndexOf("/");
  const path = unescapePointer(key.slice(0, at));
  return `${key.slice(at + 1)} ${path.startsWith("/") ? path : `/${path}`}`;
}

/** Stored settings have no undefined members: they come from JSON. */
function completed(settings: MethodSetting): MethodSetting & Complete {
  return { ...DEFAULTS, ...(settings as MethodSetting & Partial<Complete>) };
}

function planOf(given: MethodSetting): RouteSettingsPlan {
  const settings = completed(given);
  return {
    metricsEnabled: settings.metricsEnabled,
    // Read by this module from AWS's lists of values.
    loggingLevel: (given.loggingLevel ?? "OFF") as RouteSettingsPlan["loggingLevel"],
    dataTraceEnabled: settings.dataTraceEnabled,
    throttlingBurstLimit: limit(given.throttlingBurstLimit),
    throttlingRateLimit: limit(given.throttlingRateLimit),
    cache: settings.cachingEnabled
      ? {
          cacheTtlInSeconds: settings.cacheTtlInSeconds,
          cacheDataEncrypted: settings.cacheDataEncrypted,
          requireAuthorizationForCacheControl: settings.requireAuthorizationForCacheControl,
          unauthorizedCacheControlHeaderStrategy: settings.unauthorizedCacheControlHeaderStrategy,
        }
      : null,
  };
}

/** A limit that nobody has set does not limit, though AWS answers its account's; -1 takes a limit away. */
function limit(value: number | undefined): number | null {
  return value === undefined || value < 0 ? null : value;
}
