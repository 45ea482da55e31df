import type { Integration, Method } from "@aws-sdk/client-api-gateway";
import { parseServiceUri } from "../../compiler/rest/uri.ts";
import { badRequest } from "../../wire/faults.ts";
import type { Call } from "../call.ts";
import { httpMethodOf } from "./http-method.ts";
import { checkContentTypes, checkRequestMappings } from "./mapping-checks.ts";

const PASSTHROUGH_BEHAVIORS = ["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"];
const SHORTEST_TIMEOUT_MILLIS = 50;

/** Whether an integration calls an HTTP endpoint of the user's. */
export function isHttp({ type }: Integration): boolean {
  return type === "HTTP" || type === "HTTP_PROXY";
}

/**
 * What AWS refuses of an integration, in its words and order. Its upper limit of the timeout (29 s) is its own: here it may be
 * longer.
 */
export async function checkIntegration(call: Call, integration: Integration, method: Method): Promise<void> {
  if (integration.type !== "MOCK") {
    if (!integration.httpMethod) throw badRequest("Enumeration value for HttpMethod must be non-empty");
    integration.httpMethod = httpMethodOf(integration.httpMethod);
    if (isHttp(integration)) checkHttpUri(integration.uri);
    else checkServiceUri(integration);
  }
  const { timeoutInMillis = SHORTEST_TIMEOUT_MILLIS, passthroughBehavior = "" } = integration;
  if (!(timeoutInMillis >= SHORTEST_TIMEOUT_MILLIS)) {
    throw badRequest(`Timeout should be at least ${SHORTEST_TIMEOUT_MILLIS} ms`);
  }
  if (!PASSTHROUGH_BEHAVIORS.includes(passthroughBehavior)) {
    throw badRequest(`Invalid PassthroughBehavior specified. Valid options are ${PASSTHROUGH_BEHAVIORS.join(",")}`);
  }
  checkCredentials(integration);
  await checkConnection(call, integration);
  checkCacheKey(integration, method);
  checkRequestMappings(integration.requestParameters ?? {}, method);
  checkContentTypes(integration.requestTemplates ?? {});
}

/** The scheme must stand there; host and path may come of stage variables and mappings. */
function checkHttpUri(uri = ""): void {
  if (!/^https?:\/\/[^/\s]\S*$/i.test(uri)) throw badRequest("Invalid HTTP endpoint specified for URI");
}

/** What is not a function's is called with a role's credentials, so that there must be one. */
function checkServiceUri({ type, uri = "", credentials = "" }: Integration): void {
  const parts = uri.split(":");
  if (parts[0] !== "arn" || parts.length < 6) throw badRequest("Invalid ARN specified in the request");
  const service = parseServiceUri(uri);
  if (!service) throw badRequest("AWS ARN for integration must contain path or action");
  if (service.kind === "lambda") return;
  if (type === "AWS_PROXY" && (service.service !== "firehose" || service.action.kind !== "action")) {
    throw badRequest(
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    );
  }
  if (credentials === "") throw badRequest("Role ARN must be specified for AWS integrations");
}

/** A role, or `arn:aws:iam::*:user/*` for the caller's own (PutIntegration, credentials); stage variables may name it. */
function checkCredentials({ credentials = "" }: Integration): void {
  if (credentials === "" || credentials.startsWith("arn:") || credentials.includes("${stageVariables.")) return;
  throw badRequest("Invalid ARN specified in the request");
}

/** What is part of a cache's key must be declared by the method, or be mapped by the integration itself (PutIntegration, cacheKeyParameters). */
function checkCacheKey(integration: Integration, method: Method): void {
  const known = { ...method.requestParameters, ...integration.requestParameters };
  if (integration.cacheKeyParameters?.some((name) => !Object.hasOwn(known, name))) {
    throw badRequest("Invalid cache key parameter specified");
  }
}

/** A VPC link must be there, unless a stage variable names it (PutIntegration, connectionId). */
async function checkConnection(call: Call, integration: Integration): Promise<void> {
  const { connectionType, connectionId } = integration;
  if (connectionType !== "VPC_LINK") return;
  if (!isHttp(integration)) throw badRequest("Only HTTP and HTTP_PROXY integrations may use a VPC link");
  if (connectionId === undefined || connectionId === "") {
    throw badRequest("ConnectionId should be set to the vpcLinkId or stage variable on connection type VPC_LINK");
  }
  if (connectionId.includes("${stageVariables.")) return;
  const found =
    (await call.documents.get("restVpcLink", connectionId)) ?? (await call.documents.get("vpcLink", connectionId));
  if (!found) throw badRequest("Invalid Vpc Link identifier specified");
}
