import type { HttpApiRoot } from "../model/api.ts";
import type { Definitions } from "../storage/definitions.ts";
import type { ApiEdit } from "../storage/edit.ts";
import { type Fault } from "../wire/fault.ts";
import { notFound } from "../wire/faults.ts";
import { autoDeploy } from "./apigatewayv2/auto-deploy.ts";
import type { Call } from "./call.ts";

/** AWS's answer for an API that does not exist (or is of another API generation). */
export function unknownApi(call: Call, apiId: string): Fault {
  return notFound(`Invalid API identifier specified ${call.accountId}:${apiId}`);
}

/** Reads of an HTTP or WebSocket API. */
export async function readV2Api(call: Call, apiId: string): Promise<Definitions & { root: HttpApiRoot }> {
  const definitions = await call.apis.read(apiId);
  if (!definitions || definitions.root.kind === "REST") throw unknownApi(call, apiId);
  return definitions as Definitions & { root: HttpApiRoot };
}

/** Changes an HTTP or WebSocket API; stages with automatic deployment follow in the same write. */
export async function editV2Api<R>(
  call: Call,
  apiId: string,
  work: (edit: ApiEdit & { root: HttpApiRoot }) => Promise<R>,
): Promise<R> {
  const outcome = await call.apis.edit(apiId, async (edit) => {
    if (edit.root.kind === "REST") throw unknownApi(call, apiId);
    const result = await work(edit as ApiEdit & { root: HttpApiRoot });
    if (!edit.removed) await autoDeploy(call, edit as ApiEdit & { root: HttpApiRoot });
    return { result };
  });
  if (!outcome) throw unknownApi(call, apiId);
  return outcome.result;
}
