import type { ObjectValue } from "./values.ts";

/**
 * An OpenAPI document in one form, whichever version it was or will be written in (OpenAPI 2.0, 3.0, 3.1): what the readers make
 * and the writers take, and what definitions of APIs are turned into and out of.
 */
export interface Definition {
  title: string;
  description: string | undefined;
  version: string | undefined;
  /** where the paths begin, `/v1` or empty; see BasePath */
  basePath: string;
  paths: PathItem[];
  /** by name, with references as `#/components/schemas/{name}` */
  schemas: Map<string, unknown>;
  securitySchemes: Map<string, SecurityScheme>;
  /** `x-amazon-apigateway-integrations` under `components`, by name */
  integrations: Placed;
  /** tags with their extensions, as written */
  tags: ObjectValue[];
  /** members of the document that begin with `x-` */
  extensions: ObjectValue;
  /** `x-amazon-apigateway-endpoint-configuration`: of the first server, or of the document itself (OpenAPI 2.0 has no servers) */
  endpoint: Placed;
}

/** A value with its place in the document. */
export interface Placed {
  value: ObjectValue;
  pointer: string;
}

export interface PathItem {
  path: string;
  pointer: string;
  operations: Operation[];
  /** of all its operations; for the writer: what is read stands with each operation */
  parameters: Parameter[];
  extensions: ObjectValue;
}

export interface Operation {
  /** upper case; ANY for x-amazon-apigateway-any-method */
  method: string;
  /** where it stands in the document */
  pointer: string;
  operationId: string | undefined;
  summary: string | undefined;
  description: string | undefined;
  tags: string[];
  parameters: Parameter[];
  body: RequestBody | null;
  responses: ResponseItem[];
  /** media types beyond those of body and responses, as only OpenAPI 2.0 can say them; for the writers */
  consumes: string[];
  produces: string[];
  /** its own, else the document's */
  security: SecurityRequirement[];
  extensions: ObjectValue;
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header" | "cookie" | "formData";
  required: boolean;
  description: string | undefined;
  schema: unknown;
  pointer: string;
}

export interface RequestBody {
  /** OpenAPI 2.0 names it; empty otherwise */
  name: string;
  description: string | undefined;
  required: boolean;
  contents: Content[];
}

export interface Content {
  contentType: string;
  /** undefined: none */
  schema: unknown;
}

export interface ResponseItem {
  /** `200`, `default` */
  code: string;
  description: string | undefined;
  headers: { name: string; description: string | undefined; schema: unknown }[];
  contents: Content[];
}

/** One of the ways to be let in: all its schemes at once, with their scopes. */
export type SecurityRequirement = { scheme: string; scopes: string[]; pointer: string }[];

/** Where no scheme has this name, tools of AWS (SAM) name none by it: the operation is open to all. */
export const NO_SCHEME = "NONE";

export interface SecurityScheme {
  pointer: string;
  /** `apiKey`, `oauth2`, `http`, `openIdConnect`, `basic` */
  type: string;
  /** of apiKey */
  name: string | undefined;
  in: string | undefined;
  description: string | undefined;
  /** the scheme as written, for what only one of the versions has */
  written: ObjectValue;
  extensions: ObjectValue;
}

export const INTEGRATIONS = "x-amazon-apigateway-integrations";
export const ENDPOINT = "x-amazon-apigateway-endpoint-configuration";
export const SCHEMA_PREFIX = "#/components/schemas/";
