import type { Flushed, Purge } from "../model/api.ts";
import { badRequest, notFound } from "../wire/faults.ts";
import type { RequestParts } from "../wire/request.ts";
import { putRestStage } from "./apigateway/stage-plan.ts";
import { putStage } from "./apigatewayv2/stage-plan.ts";
import { permit } from "./authorization/authorize.ts";
import type { Call } from "./call.ts";
import type { RestEdit } from "./apigateway/edit-rest-api.ts";

/** The gateway's own operation beside AWS's: POST, signed like any management call. */
const PATH = "/tollgate/purge-cache";

/** Nothing is cached for longer (traffic/cache/options.ts), so no older purge is needed. */
const REMEMBERED_MS = 86_400_000;
/** Every look-up goes through the list: where it grows longer, the whole cache is flushed instead. */
const MOST_PURGES = 100;

/** Whether a request is the one that purgeCache answers. */
export function isPurgeCache({ method, path }: RequestParts): boolean {
  return method === "POST" && path === PATH;
}

/**
 * Purges a stage's cache by the beginning of paths below the stage or by a tag that backends gave (Cache-Tag), else the whole of it:
 * `?apiId=…&stage=…[&pathPrefix=…|&tag=…]`. It needs what FlushStageCache needs, and costs as little: nothing is deleted, older
 * answers are not asked for any more.
 */
export async function purgeCache(call: Call, { query }: RequestParts): Promise<Response> {
  const [apiId, stageName] = [query.get("apiId") ?? "", query.get("stage") ?? ""];
  const purge = purgeOf(query, call.now().getTime());
  const outcome = await call.apis.edit(apiId, async (edit) => {
    const { root } = edit;
    const owner = root.kind === "REST" ? "restapis" : "apis";
    const resource = `arn:aws:apigateway:${root.region}::/${owner}/${apiId}/stages/${stageName}/cache/data`;
    permit(call, { action: "apigateway:DELETE", resource });
    if (root.kind === "REST") {
      const stage = await edit.get("restStage", stageName);
      // The root's kind was just looked at: it is REST.
      if (stage) await putRestStage(edit as RestEdit, { ...stage, ...purged(stage, purge) });
      return { found: stage !== null };
    }
    const stage = await edit.get("stage", stageName);
    if (stage) await putStage(edit, { ...stage, ...purged(stage, purge) });
    return { found: stage !== null };
  });
  if (!outcome?.found) throw notFound(`There is no stage ${stageName} of an API ${apiId}`);
  return Response.json(purge ?? {});
}

/** What a call asks for; null: everything. */
function purgeOf(query: URLSearchParams, at: number): Purge | null {
  const [pathPrefix, tag] = [query.get("pathPrefix"), query.get("tag")];
  if (pathPrefix !== null && tag !== null) throw badRequest("pathPrefix and tag exclude each other");
  if (pathPrefix !== null) return { at, by: "pathPrefix", value: pathPrefix };
  return tag === null ? null : { at, by: "tag", value: tag };
}

function purged({ cacheGeneration = 0, cachePurges = [] }: Flushed, purge: Purge | null): Flushed {
  const living = purge ? [...cachePurges.filter(({ at }) => purge.at - at < REMEMBERED_MS), purge] : [];
  if (purge && living.length <= MOST_PURGES) return { cachePurges: living };
  return { cacheGeneration: cacheGeneration + 1, cachePurges: [] };
}
