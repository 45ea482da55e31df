import { type ExportExtensions, exportRestApi } from "../../openapi/rest/export.ts";
import { writeText } from "../../openapi/text.ts";
import { type Server, writeV2, writeV3 } from "../../openapi/write.ts";
import { badRequest } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { deployedDefinition } from "./deployed-definition.ts";
import { readRestApi } from "./edit-rest-api.ts";

const EXTENSIONS = ["integrations", "authorizers", "apigateway", "documentation", "postman"];

/** The API that a stage serves, as an OpenAPI document. */
export async function getExport(
  call: Call,
  input: Input<"apigateway", "GetExport">,
): Promise<Output<"apigateway", "GetExport">> {
  const { restApiId, stageName, exportType } = input;
  if (exportType !== "oas30" && exportType !== "swagger") {
    throw badRequest(`Invalid export type ${exportType}: it must be one of oas30, swagger`);
  }
  const extensions = extensionsOf(input.parameters?.["extensions"]);
  const rest = await deployedDefinition(call.apis.db, await readRestApi(call, restApiId), stageName);
  const definition = exportRestApi(rest, extensions);
  const server = serverOf(call.apiEndpoint(restApiId, "REST"), stageName);
  const document = exportType === "swagger" ? writeV2(definition, server) : writeV3(definition, server);
  const format = input.accepts?.includes("yaml") ? "yaml" : "json";
  return {
    contentType: "application/octet-stream",
    contentDisposition: attachment(exportType, rest.api.version, format),
    body: new TextEncoder().encode(writeText(document, format)),
  };
}

/** The name of a file that holds a version of an API; versions are anything, names of files in headers are not. */
export function attachment(start: string, version: string, end: string): string {
  return `attachment; filename="${start}_${version.replaceAll(/[^\w.:-]/g, "_")}.${end}"`;
}

function extensionsOf(written = ""): ExportExtensions {
  const names = written.split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]));
  const unknown = names.find((name) => !EXTENSIONS.includes(name));
  if (unknown !== undefined)
    throw badRequest(`Invalid extension ${unknown}: it must be among ${EXTENSIONS.join(", ")}`);
  const has = (name: string): boolean => names.includes(name);
  return {
    integrations: has("integrations") || has("postman"),
    authorizers: has("authorizers"),
    apigateway: has("apigateway"),
  };
}

/** `http://abc.execute-api.localhost:8787` with the stage as base path. */
export function serverOf(endpoint: string, stage: string): Server {
  const url = new URL(endpoint);
  const path = url.pathname === "/" ? "" : url.pathname;
  const basePath = stage === "$default" ? path : `${path}/${stage}`;
  return { scheme: url.protocol.slice(0, -1), host: url.host, basePath };
}
