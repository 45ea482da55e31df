import type { HttpApiRoot } from "../model/api.ts";
import type { Definitions } from "../storage/definitions.ts";
import type { ApiEdit } from "../storage/edit.ts";
import type { Fault } from "../wire/fault.ts";
import { notFound } from "../wire/faults.ts";
import { autoDeploy } from "./apigatewayv2/auto-deploy.ts";
import type { Call } from "./call.ts";
import type { DefinitionWriter } from "./definition-rows.ts";

/** Reads of an HTTP or WebSocket API. */
export type V2Api = Definitions & { root: HttpApiRoot };

/** An HTTP or WebSocket API that is being changed. */
export type V2Edit = ApiEdit & { root: HttpApiRoot };

/** The definitions of an HTTP or WebSocket API that are being changed: an edit's, or rows in memory. */
export type V2Rows = DefinitionWriter & { root: HttpApiRoot };

/** AWS's answer for an API that does not exist (or is of another API generation). */
function unknownApi(call: Call, apiId: string): Fault {
  return notFound(`Invalid API identifier specified ${call.accountId}:${apiId}`);
}

/** Reads of an HTTP or WebSocket API. Throws NotFoundException where there is none. */
export async function readV2Api(call: Call, apiId: string): Promise<V2Api> {
  const definitions = await call.apis.read(apiId);
  if (!definitions || definitions.root.kind === "REST") throw unknownApi(call, apiId);
  // The root's kind was just looked at: it is not REST.
  return definitions as V2Api;
}

/**
 * Changes an HTTP or WebSocket API; stages with automatic deployment follow in the same write. Throws NotFoundException where there
 * is no such API. `work` may run more than once and must have no other effect than its edit.
 */
export async function editV2Api<R>(call: Call, apiId: string, work: (edit: V2Edit) => Promise<R>): Promise<R> {
  const outcome = await call.apis.edit(apiId, async (edit) => {
    if (edit.root.kind === "REST") throw unknownApi(call, apiId);
    // The root's kind was just looked at: it is not REST.
    const v2 = edit as V2Edit;
    const result = await work(v2);
    if (!v2.removed) await autoDeploy(call, v2);
    return { result };
  });
  if (!outcome) throw unknownApi(call, apiId);
  return outcome.result;
}
