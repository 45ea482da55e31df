import type { LoadedApi, LoadedApis } from "../../src/traffic/load/apis.ts";

/** Loads an API, where nobody tries ids that no API has. */
export async function loadApi(apis: LoadedApis, apiId: string): Promise<LoadedApi | null> {
  const api = await apis.load(apiId, () => undefined);
  if (api === "throttled") throw new Error("too many unknown ids were tried");
  return api;
}
