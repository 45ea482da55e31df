import type { RestApiRoot } from "../../model/api.ts";
import type { Definitions } from "../../storage/definitions.ts";
import type { ApiEdit } from "../../storage/edit.ts";
import type { Fault } from "../../wire/fault.ts";
import { notFound } from "../../wire/faults.ts";
import type { Call } from "../call.ts";

export type RestEdit = ApiEdit & { root: RestApiRoot };
export type RestDefinitions = Definitions & { root: RestApiRoot };

/** AWS's answer for a REST API that does not exist. */
function unknownRestApi(call: Call, restApiId: string): Fault {
  return notFound(`Invalid API identifier specified ${call.accountId}:${restApiId}`);
}

/** Reads of a REST API. `unknown`: the answer where there is none, when it is not AWS's usual one. */
export async function readRestApi(call: Call, restApiId: string, unknown = unknownRestApi): Promise<RestDefinitions> {
  const definitions = await call.apis.read(restApiId);
  if (!definitions || definitions.root.kind !== "REST") throw unknown(call, restApiId);
  return definitions as RestDefinitions;
}

/** Changes a REST API; nothing of it reaches traffic before a deployment but what acts at once (stages). */
export async function editRestApi<R>(
  call: Call,
  restApiId: string,
  work: (edit: RestEdit) => Promise<R>,
  unknown = unknownRestApi,
): Promise<R> {
  const outcome = await call.apis.edit(restApiId, async (edit) => {
    if (edit.root.kind !== "REST") throw unknown(call, restApiId);
    return { result: await work(edit as RestEdit) };
  });
  if (!outcome) throw unknown(call, restApiId);
  return outcome.result;
}
