import type { Method } from "@aws-sdk/client-api-gateway";
import type { RecordSource } from "../../compiler/record.ts";
import { restHeadSource, restMethodSource } from "../../compiler/rest/sources.ts";
import type { RestApiRoot } from "../../model/api.ts";
import type { DefinitionReader } from "../../storage/definitions.ts";

type RestApiReader = DefinitionReader & { root: RestApiRoot };

const bodies = <T>(rows: { body: T }[]): T[] => rows.map(({ body }) => body);

/** The records of the whole API: the head and one for each method. */
export async function apiSources(api: RestApiReader): Promise<RecordSource[]> {
  const resources = new Map(bodies(await api.list("resource")).map((resource) => [resource.id, resource]));
  const validators = new Map(bodies(await api.list("requestValidator")).map((validator) => [validator.id, validator]));
  const methods = (await api.list("method")).map(({ body: method, parent }) =>
    restMethodSource({
      kind: "REST",
      resourceId: parent ?? "",
      resourcePath: resources.get(parent ?? "")?.path ?? "/",
      method,
      validator: validators.get(method.requestValidatorId) ?? null,
    }),
  );
  return [await headSource(api), ...methods];
}

/** The record that all methods share, without what does not act on traffic: tags and texts. */
export async function headSource(api: RestApiReader): Promise<RecordSource> {
  const { tags: _tags, description: _description, version: _version, warnings: _warnings, ...body } = api.root.body;
  return restHeadSource(
    { ...api.root, body },
    {
      authorizers: bodies(await api.list("restAuthorizer")),
      models: bodies(await api.list("restModel")),
      gatewayResponses: bodies(await api.list("gatewayResponse")),
    },
  );
}

/** The record of one method. */
export async function methodSource(api: RestApiReader, resourceId: string, method: Method): Promise<RecordSource> {
  const { requestValidatorId } = method;
  return restMethodSource({
    kind: "REST",
    resourceId,
    resourcePath: (await api.get("resource", resourceId))?.path ?? "/",
    method,
    validator: requestValidatorId === undefined ? null : await api.get("requestValidator", requestValidatorId),
  });
}
