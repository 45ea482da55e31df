import { exportHttpApi } from "../../openapi/http/export.ts";
import type { Definition } from "../../openapi/definition.ts";
import { exportRestApi } from "../../openapi/rest/export.ts";
import { Definitions, loadRoot } from "../../storage/definitions.ts";
import { Fault } from "../../wire/fault.ts";
import { deployedDefinition } from "../apigateway/deployed-definition.ts";
import type { RestDefinitions } from "../apigateway/edit-rest-api.ts";
import { deployedHttpDefinition } from "../apigatewayv2/export.ts";
import type { V2Api } from "../edit-api.ts";
import { referencePage } from "./page.ts";

/** What the page is made of. */
export interface ReferencePorts {
  db: D1Database;
  apiEndpoint(apiId: string, managementUrl: URL, scheme: "http"): string;
}

const NO_EXTENSIONS = { integrations: false, authorizers: false, apigateway: false };

/** Nothing but the page's own style may act: no script, no frame, no request; the page has an origin of its own. */
const HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy":
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** The reference of what a stage serves, for people: what an export without extensions tells, so no backend. */
export async function answerReference(
  ports: ReferencePorts,
  url: URL,
  apiId: string,
  stage: string,
): Promise<Response> {
  const definition = await definitionOf(ports.db, apiId, stage);
  if (!definition) return new Response("No such API or stage", { status: 404 });
  const address = `${ports.apiEndpoint(apiId, url, "http")}${stage === "$default" ? "" : `/${stage}`}`;
  return new Response(referencePage(definition, address), { headers: HEADERS });
}

async function definitionOf(db: D1Database, apiId: string, stage: string): Promise<Definition | null> {
  const root = await loadRoot(db, apiId);
  if (!root || root.kind === "WEBSOCKET") return null;
  const definitions = new Definitions(db, root);
  try {
    // The root's kind says which of both it is.
    return root.kind === "REST"
      ? exportRestApi(await deployedDefinition(db, definitions as RestDefinitions, stage), NO_EXTENSIONS)
      : exportHttpApi(await deployedHttpDefinition(db, definitions as V2Api, stage), false);
  } catch (error) {
    if (error instanceof Fault && error.status === 404) return null;
    throw error;
  }
}
