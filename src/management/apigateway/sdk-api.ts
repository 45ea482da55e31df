import type { Method } from "@aws-sdk/client-api-gateway";
import { writeDocumentation } from "../../openapi/rest/export-documentation.ts";
import type { RestDefinition } from "../../openapi/rest/rest-definition.ts";
import { type SdkApi, type SdkOperation, type SdkParameter, wordsOf } from "../../sdk/api.ts";

const PLACES: Record<string, SdkParameter["in"]> = { path: "path", querystring: "query", header: "header" };
/** What ANY stands for where a resource has no method of its own. */
const METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
const BODILESS = new Set(["GET", "HEAD", "DELETE", "OPTIONS"]);

/** A deployed API as the generators of clients take it. */
export function sdkApiOf(rest: RestDefinition, place: Pick<SdkApi, "version" | "invokeUrl" | "region">): SdkApi {
  const { said } = writeDocumentation(rest);
  const wordsFor = (path: string, method = ""): string | null => {
    const { summary, description } = said?.("METHOD", { path, method }) ?? {};
    return [summary, description].find((text) => typeof text === "string") ?? null;
  };
  return {
    ...place,
    name: rest.api.name ?? "API",
    description: rest.api.description ?? null,
    operations: rest.resources.flatMap(({ path, methods }) => {
      const own = new Set(methods.map(({ method }) => method.httpMethod));
      return methods.flatMap(({ method }) => {
        const description = wordsFor(path, method.httpMethod);
        if (method.httpMethod !== "ANY") return [operationOf(path, method, description)];
        const { operationName: _shared, ...any } = method;
        const names = METHODS.filter((name) => !own.has(name));
        return names.map((httpMethod) => operationOf(path, { ...any, httpMethod }, description));
      });
    }),
    models: rest.models.map(({ name, schema }) => ({ name, schema: JSON.parse(schema) as unknown })),
  };
}

function operationOf(path: string, method: Method, description: string | null): SdkOperation {
  const { httpMethod = "", operationName, requestModels = {}, authorizationType } = method;
  const models = Object.entries(requestModels);
  const model = models.find(([type]) => type.includes("json")) ?? models[0];
  const [contentType, name] = model ?? ["application/json", null];
  const words = operationName ? wordsOf(operationName) : [...wordsOf(path), httpMethod.toLowerCase()];
  return {
    words: words.length === 1 && path === "/" ? ["root", ...words] : words,
    method: httpMethod,
    path,
    parameters: parametersOf(path, method),
    body:
      model === undefined && BODILESS.has(httpMethod)
        ? null
        : { model: contentType.includes("json") ? name : null, contentType },
    response: responseOf(method),
    isSigned: authorizationType === "AWS_IAM",
    description,
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
