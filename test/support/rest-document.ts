/** OpenAPI documents of REST APIs, and what importing them makes. */
import { type Answer, restClient } from "./rest-call.ts";
import { functionUri } from "./function-uri.ts";

/** An invocation of a function, as integrations name it. */
export const FUNCTION = functionUri("arn:aws:lambda:us-east-1:000000000000:function:f");

/** A document of these paths. */
export const document = (paths: object, more: object = {}): object => ({
  openapi: "3.0.1",
  info: { title: "pets", version: "1" },
  paths,
  ...more,
});

/** A MOCK integration. */
export const mock = { type: "mock", requestTemplates: { "application/json": '{"statusCode": 200}' } };
/** An operation with a MOCK integration. */
export const operation = (more: object = {}): object => ({
  responses: { "200": { description: "ok" } },
  "x-amazon-apigateway-integration": { ...mock, responses: { default: { statusCode: "200" } } },
  ...more,
});

/** Sends an operation of API Gateway v1. */
export type Send = ReturnType<typeof restClient>;

/** Imports a document. */
export async function imported(send: Send, body: object | string, options: object = {}): Promise<Answer> {
  return send("ImportRestApi", { body: typeof body === "string" ? body : JSON.stringify(body), ...options });
}

/** The methods of an API by path and method. */
export async function methodsOf(send: Send, restApiId: unknown): Promise<Record<string, Record<string, unknown>>> {
  const { body } = await send("GetResources", { restApiId, embed: ["methods"], limit: 500 });
  const resources = body["item"] as { path: string; resourceMethods?: Record<string, Record<string, unknown>> }[];
  return Object.fromEntries(
    resources.flatMap(({ path, resourceMethods }) =>
      Object.entries(resourceMethods ?? {}).map(([method, value]) => [`${method} ${path}`, value]),
    ),
  );
}
