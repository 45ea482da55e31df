import type { Authorizer, DocumentationPart, GatewayResponse, Method, RestApi } from "@aws-sdk/client-api-gateway";

/**
 * A REST API as a document describes it: AWS's shapes, with names where an API has ids of its own. References between models are
 * `https://apigateway.amazonaws.com/restapis/{MODEL_API_ID}/models/{name}` until the API's id is known.
 */
export interface RestDefinition {
  api: Pick<
    RestApi,
    | "name"
    | "description"
    | "version"
    | "apiKeySource"
    | "binaryMediaTypes"
    | "minimumCompressionSize"
    | "policy"
    | "disableExecuteApiEndpoint"
    | "securityPolicy"
    | "endpointAccessMode"
    | "tags"
  > & { vpcEndpointIds?: string[] };
  models: { name: string; description?: string; contentType: string; schema: string }[];
  validators: { name: string; validateRequestBody: boolean; validateRequestParameters: boolean }[];
  /** without ids; named by their security scheme */
  authorizers: Omit<Authorizer, "id">[];
  gatewayResponses: GatewayResponse[];
  /** in the order of the document, those without methods included */
  resources: { path: string; methods: RestDefinitionMethod[] }[];
  documentation: { version: string | null; parts: Pick<DocumentationPart, "location" | "properties">[] };
  /** what was left out, in AWS's words where they are known */
  warnings: string[];
}

/** A method whose authorizer and validator stand by name. */
export interface RestDefinitionMethod {
  method: Method;
  authorizerName: string | null;
  validatorName: string | null;
}

/** Stands for the API's id in references between models. */
export const MODEL_API_ID = "{restapi}";
export const MODEL_URL_PREFIX = `https://apigateway.amazonaws.com/restapis/${MODEL_API_ID}/models/`;
