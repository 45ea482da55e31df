import type { Method } from "@aws-sdk/client-api-gateway";
import type { RestDefinition } from "../../openapi/rest/rest-definition.ts";
import { type SdkApi, type SdkOperation, type SdkParameter, wordsOf } from "../../sdk/api.ts";

const PLACES: Record<string, SdkParameter["in"]> = { path: "path", querystring: "query", header: "header" };
/** What ANY stands for where a resource has no method of its own. */
const METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
const BODILESS = new Set(["GET", "HEAD", "DELETE", "OPTIONS"]);

/** A deployed API as the generators of clients take it. */
export function sdkApiOf(rest: RestDefinition, place: Pick<SdkApi, "version" | "invokeUrl" | "region">): SdkApi {
  return {
    ...place,
    name: rest.api.name ?? "API",
    description: rest.api.description ?? null,
    operations: rest.resources.flatMap(({ path, methods }) => {
      const own = new Set(methods.map(({ method }) => method.httpMethod));
      return methods.flatMap(({ method }) =>
        method.httpMethod === "ANY"
          ? METHODS.filter((name) => !own.has(name)).map((name) =>
              operationOf(path, { ...method, httpMethod: name }, true),
            )
          : [operationOf(path, method, false)],
      );
    }),
    models: rest.models.map(({ name, schema }) => ({ name, schema: JSON.parse(schema) as unknown })),
  };
}

function operationOf(path: string, method: Method, isAny: boolean): SdkOperation {
  const { httpMethod = "", operationName, requestModels = {}, authorizationType } = method;
  const model = Object.entries(requestModels).find(([type]) => type.includes("json"));
  const [contentType, name] = model ?? ["application/json", null];
  const words = isAny || !operationName ? [...wordsOf(path), httpMethod.toLowerCase()] : wordsOf(operationName);
  return {
    words: words.length === 1 && path === "/" ? ["root", ...words] : words,
    method: httpMethod,
    path,
    parameters: parametersOf(path, method),
    body: model === undefined && BODILESS.has(httpMethod) ? null : { model: name, contentType },
    response: responseOf(method),
    isSigned: authorizationType === "AWS_IAM",
    description: null,
  };
}

/** Those of the path, declared or not, and those that the method declares. */
function parametersOf(path: string, { requestParameters = {} }: Method): SdkParameter[] {
  const ofPath = [...path.matchAll(/\{([^{}+]+)\+?\}/g)].map(([, name = ""]) => name);
  const declared = Object.entries(requestParameters).flatMap(([key, required]): SdkParameter[] => {
    const [, where = "", name = ""] = /^method\.request\.(path|querystring|header)\.(.+)$/.exec(key) ?? [];
    const place = PLACES[where];
    return place === undefined || place === "path" ? [] : [{ name, in: place, required }];
  });
  return [...ofPath.map((name): SdkParameter => ({ name, in: "path", required: true })), ...declared];
}

/** The model of the first answer of 2xx that has one. */
function responseOf({ methodResponses = {} }: Method): string | null {
  const successful = Object.entries(methodResponses).filter(([status]) => status.startsWith("2"));
  const models = successful.flatMap(([, { responseModels = {} }]) => Object.values(responseModels));
  return models[0] ?? null;
}
