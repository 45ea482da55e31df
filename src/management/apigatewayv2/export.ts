import type { Integration, Route } from "@aws-sdk/client-apigatewayv2";
import { exportHttpApi } from "../../openapi/http/export.ts";
import type { HttpDefinition } from "../../openapi/http/http-definition.ts";
import { writeText } from "../../openapi/text.ts";
import { writeV3 } from "../../openapi/write.ts";
import { loadManifest, loadRecords } from "../../storage/manifest.ts";
import { badRequest } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import { serverOf } from "../apigateway/export-rest-api.ts";
import type { Call } from "../call.ts";
import { type V2Api, readV2Api } from "../edit-api.ts";
import { found } from "./missing.ts";
import { integrationIdOf } from "./route-rows.ts";

/** An HTTP API as an OpenAPI document: what a stage serves, or without a stage the API as it stands. */
export async function exportApi(
  call: Call,
  input: Input<"apigatewayv2", "ExportApi">,
): Promise<Output<"apigatewayv2", "ExportApi">> {
  const { ApiId, StageName, Specification, OutputType, ExportVersion = "1.0", IncludeExtensions = true } = input;
  if (Specification !== "OAS30") throw badRequest(`Invalid specification ${Specification}: it must be OAS30`);
  if (ExportVersion !== "1.0") throw badRequest(`Invalid exportVersion ${ExportVersion}: it must be 1.0`);
  const format = OutputType?.toLowerCase();
  if (format !== "json" && format !== "yaml") {
    throw badRequest(`Invalid outputType ${OutputType}: it must be one of JSON, YAML`);
  }
  const api = await readV2Api(call, ApiId);
  if (api.root.kind !== "HTTP") throw badRequest("Only APIs with a protocol type of HTTP can be exported");
  const http =
    StageName === undefined
      ? await definitionOf(api, await currentParts(api))
      : await deployedHttpDefinition(call.apis.db, api, StageName);
  const definition = exportHttpApi(http, IncludeExtensions);
  const document = writeV3(definition, serverOf(call.apiEndpoint(ApiId, "HTTP"), StageName ?? "$default"));
  return { body: new TextEncoder().encode(writeText(document, format)) };
}

/** What a stage of an HTTP API serves. */
export async function deployedHttpDefinition(db: D1Database, api: V2Api, stageName: string): Promise<HttpDefinition> {
  return definitionOf(api, await deployedParts(db, api, stageName));
}

interface Parts {
  routes: Route[];
  integrations: Integration[];
}

async function currentParts(api: V2Api): Promise<Parts> {
  return {
    routes: (await api.list("route")).map(({ body }) => body),
    integrations: (await api.list("integration")).map(({ body }) => body),
  };
}

async function deployedParts(db: D1Database, api: V2Api, stageName: string): Promise<Parts> {
  const stage = found(await api.get("stage", stageName), "stage");
  const deployment = await api.get("deployment", stage.DeploymentId ?? "");
  const entries = await loadManifest(db, api.root.id, deployment?.sequence ?? -1);
  const hashes = entries.map(({ hash }) => hash);
  const records = await loadRecords(db, api.root.id, hashes);
  const sources = new Map(records.map(({ hash, source }) => [hash, source]));
  // Sources of routes and integrations are AWS's own shapes (compiler/compile.ts).
  const ofKind = <T>(wanted: string): T[] =>
    entries.filter(({ kind }) => kind === wanted).map(({ hash }) => JSON.parse(sources.get(hash) ?? "{}") as T);
  return { routes: ofKind<Route>("route"), integrations: ofKind<Integration>("integration") };
}

async function definitionOf(api: V2Api, { routes, integrations }: Parts): Promise<HttpDefinition> {
  const authorizers = await api.list("authorizer");
  const names = new Map(authorizers.map(({ id, body }) => [id, body.Name ?? null]));
  return {
    api: { ...api.root.body, Version: api.root.body.Version ?? versionOf(api.root.body.CreatedDate) },
    authorizers: authorizers.map(({ body }) => body),
    integrations: new Map(integrations.map((integration) => [integration.IntegrationId ?? "", integration])),
    routes: routes
      .toSorted((a, b) => ((a.RouteKey ?? "") < (b.RouteKey ?? "") ? -1 : 1))
      .map((route) => ({
        route,
        authorizerName: names.get(route.AuthorizerId ?? "") ?? null,
        integrationName: integrationIdOf(route) ?? null,
      })),
    warnings: [],
  };
}

/** What AWS exports as the version of an API that has none: `2025-06-20 17:22:45UTC`. */
function versionOf(date: Date | undefined): string {
  return (
    date
      ?.toISOString()
      .replace("T", " ")
      .replace(/\.\d+Z$/, "UTC") ?? ""
  );
}
