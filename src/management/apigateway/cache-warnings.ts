import type { Authorizer, Stage } from "@aws-sdk/client-api-gateway";
import type { CompileProblem, RecordSource } from "../../compiler/record.ts";
import type { RestHeadSource, RestMethodSource } from "../../compiler/rest/sources.ts";
import { tellWarnings } from "../deployment-problems.ts";
import type { RestEdit } from "./edit-rest-api.ts";
import { settingsPlan } from "./method-settings.ts";
import { apiSources } from "./rest-sources.ts";

/** Tells the operator what of the API, as it is defined now, the stage's cache shares although it should not. */
export async function tellCacheWarnings(edit: RestEdit, stage: Stage): Promise<void> {
  if (!stage.cacheClusterEnabled) return;
  tellWarnings(edit.root.id, stage.deploymentId ?? "", cacheWarnings(stage, await apiSources(edit)));
}

/** What tells callers apart whoever the authorizer is. */
const IDENTITY = /^context\.(?:authorizer|identity)\.|^method\.request\.header\.authorization$/i;

/**
 * Warnings for methods that ask who calls and whose answers the stage's cache gives to everybody: no cache key parameter tells
 * callers apart. AWS lets them be, and shares.
 */
export function cacheWarnings(stage: Stage, sources: RecordSource[]): CompileProblem[] {
  if (!stage.cacheClusterEnabled || stage.variables?.["tollgateCacheByCaller"] === "on") return [];
  const settings = settingsPlan(stage.methodSettings);
  const [head, ...routes] = sources;
  if (!head) return [];
  // Sources of a REST API's head and of its methods, as rest-sources.ts makes them, the head first.
  const { authorizers } = head.source as RestHeadSource;
  return routes.flatMap(({ name, source }) => {
    const { method } = source as RestMethodSource;
    const own = settings.routes[name] ?? (method.httpMethod === "GET" ? settings.all : null);
    const isShared = own?.cache && own.cache.cacheTtlInSeconds > 0 && asksWhoCalls(method);
    if (!isShared || keyNamesCaller(method, authorizers)) return [];
    const message = "has an authorizer, and a cache key without the caller: all callers share its answers";
    return [{ severity: "warning" as const, place: `method ${name} in stage ${stage.stageName}`, message }];
  });
}

type Method = RestMethodSource["method"];

function asksWhoCalls({ authorizationType = "NONE" }: Method): boolean {
  return authorizationType !== "NONE";
}

function keyNamesCaller({ methodIntegration: integration, authorizerId }: Method, authorizers: Authorizer[]): boolean {
  const sources = authorizers.find(({ id }) => id === authorizerId)?.identitySource?.split(",") ?? [];
  const identities = new Set(sources.map((name) => name.trim().toLowerCase()));
  return (integration?.cacheKeyParameters ?? []).some((name) => {
    const value = integration?.requestParameters?.[name] ?? name;
    return IDENTITY.test(value) || identities.has(value.toLowerCase());
  });
}
