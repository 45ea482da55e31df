import type { DocumentationPartLocation, DocumentationPartType, Method } from "@aws-sdk/client-api-gateway";
import type { DefinitionReader } from "../../storage/definitions.ts";
import { badRequest } from "../../wire/faults.ts";

type Field = Exclude<keyof DocumentationPartLocation, "type">;

const ENTITY: readonly Field[] = ["path", "method"];
const RESPONSE: readonly Field[] = [...ENTITY, "statusCode"];

/** Which fields say where a part of each type belongs (API reference, DocumentationPartLocation); `name` is required where it may be. */
const FIELDS: Record<DocumentationPartType, readonly Field[]> = {
  API: [],
  AUTHORIZER: ["name"],
  MODEL: ["name"],
  RESOURCE: ["path"],
  METHOD: ENTITY,
  PATH_PARAMETER: [...ENTITY, "name"],
  QUERY_PARAMETER: [...ENTITY, "name"],
  REQUEST_HEADER: [...ENTITY, "name"],
  REQUEST_BODY: ENTITY,
  RESPONSE,
  RESPONSE_HEADER: [...RESPONSE, "name"],
  RESPONSE_BODY: RESPONSE,
};

/** Refuses a location with fields that its type does not have, and one without the name that it needs. */
export function checkPlaceOfPart(location: Readonly<Partial<DocumentationPartLocation>>): void {
  const { type } = location;
  if (type === undefined || !Object.hasOwn(FIELDS, type)) {
    throw badRequest(`Invalid location: its type must be one of ${Object.keys(FIELDS).join(", ")}`);
  }
  const allowed = FIELDS[type];
  const all: readonly Field[] = ["path", "method", "statusCode", "name"];
  const foreign = all.filter((field) => !allowed.includes(field));
  if (foreign.some((field) => location[field] !== undefined)) {
    const words = foreign.join(", ").replace(/, (\w+)$/, " or $1");
    throw badRequest(`[Location type: ${type} cannot have ${words} defined.]`);
  }
  if (allowed.includes("name") && !location.name)
    throw badRequest(`Invalid location for type ${type}: name is required`);
}

/** Every place of an API that can be documented. */
export async function placesOf(api: DefinitionReader): Promise<DocumentationPartLocation[]> {
  const resources = await api.list("resource");
  const paths = new Map(resources.map(({ id, body }) => [id, body.path ?? "/"]));
  const authorizers = await api.list("restAuthorizer");
  const models = await api.list("restModel");
  const methods = await api.list("method");
  return [
    { type: "API" },
    ...authorizers.map(({ body }) => ({ type: "AUTHORIZER" as const, name: body.name })),
    ...models.map(({ body }) => ({ type: "MODEL" as const, name: body.name })),
    ...[...paths.values()].map((path) => ({ type: "RESOURCE" as const, path })),
    ...methods.flatMap(({ body, parent }) => placesOfMethod(body, paths.get(parent ?? "") ?? "/")),
  ];
}

const PARAMETERS = { path: "PATH_PARAMETER", querystring: "QUERY_PARAMETER", header: "REQUEST_HEADER" } as const;
const PARAMETER = /^method\.request\.(path|querystring|header)\.(.+)$/;

function placesOfMethod(method: Method, path: string): DocumentationPartLocation[] {
  const at = { path, method: method.httpMethod };
  const parameters = Object.keys(method.requestParameters ?? {}).flatMap((full) => {
    const [, place, name] = PARAMETER.exec(full) ?? [];
    // The pattern names only these three.
    return place === undefined ? [] : [{ type: PARAMETERS[place as keyof typeof PARAMETERS], ...at, name }];
  });
  const responses = Object.values(method.methodResponses ?? {}).flatMap((response): DocumentationPartLocation[] => {
    const there = { ...at, statusCode: response.statusCode };
    const names = Object.keys(response.responseParameters ?? {}).map((full) =>
      full.replace(/^method\.response\.header\./, ""),
    );
    return [
      { type: "RESPONSE", ...there },
      ...names.map((name) => ({ type: "RESPONSE_HEADER" as const, ...there, name })),
      ...(response.responseModels ? [{ type: "RESPONSE_BODY" as const, ...there }] : []),
    ];
  });
  const body = method.requestModels ? [{ type: "REQUEST_BODY" as const, ...at }] : [];
  return [{ type: "METHOD", ...at }, ...parameters, ...body, ...responses];
}
