import type { Integration } from "@aws-sdk/client-apigatewayv2";
import { badRequest } from "../../wire/faults.ts";
import { withoutEmptyTexts } from "./change.ts";
import { checkRequestMappings, checkResponseMappings, checkWebSocketMappings } from "./mapping-rules.ts";
import { checkServiceIntegration } from "./service-subtypes.ts";

/** AWS's defaults and upper limits; here they are only defaults. */
const HTTP_TIMEOUT_MILLIS = 30_000;
const WEBSOCKET_TIMEOUT_MILLIS = 29_000;

const METHODS = ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY"];
const WEBSOCKET_ONLY = ["ContentHandlingStrategy", "RequestTemplates", "TemplateSelectionExpression"] as const;
const HTTP_ONLY = ["IntegrationSubtype", "ResponseParameters", "TlsConfig"] as const;

/** A stage variable can stand for any part of a URI, or for all of it. */
const STAGE_VARIABLE = /\$\{stageVariables\.\w+\}/g;
const FUNCTION_ARN = /^arn:aws[\w-]*:lambda:[^:]*:[^:]*:function:.+/;
const INVOCATION_ARN = /^arn:aws[\w-]*:apigateway:[^:]*:lambda:path\/.+\/invocations$/;
const SERVICE_ARN = /^arn:aws[\w-]*:apigateway:[^:]*:[^:]+:(?:path|action)\/.+/;
const PRIVATE_ARN = /^arn:aws[\w-]*:(?:elasticloadbalancing:.*:listener\/|servicediscovery:.*:service\/)/;

/**
 * An integration as it is stored, with AWS's defaults, or AWS's refusal. Whatever was stored passes again unchanged.
 *
 * Beyond AWS: on an HTTP API the type HTTP is taken as HTTP_PROXY, a missing method is ANY, a function's payload format is 2.0
 * where none is given (as the console's), timeouts have no upper limit, and a private integration may name a URL.
 */
export function checkedIntegration(kind: "HTTP" | "WEBSOCKET", given: Integration): Integration {
  const integration = withoutEmptyTexts(given);
  return kind === "HTTP" ? httpIntegration(integration) : webSocketIntegration(integration);
}

function httpIntegration({ PassthroughBehavior: _notOfHttp, ...given }: Integration): Integration {
  const type = given.IntegrationType === "HTTP" ? "HTTP_PROXY" : given.IntegrationType;
  if (type !== "HTTP_PROXY" && type !== "AWS_PROXY")
    throw badRequest(
      "Currently, an API with a protocol type of HTTP may only be associated with proxy integrations (AWS_PROXY, HTTP_PROXY)",
    );
  refuseMembers(given, WEBSOCKET_ONLY, "WEBSOCKET");
  const subtype = given.IntegrationSubtype;
  const integration: Integration = {
    ConnectionType: "INTERNET",
    TimeoutInMillis: HTTP_TIMEOUT_MILLIS,
    PayloadFormatVersion: type === "AWS_PROXY" && subtype === undefined ? "2.0" : "1.0",
    ...(subtype === undefined ? { IntegrationMethod: type === "AWS_PROXY" ? "POST" : "ANY" } : {}),
    ...given,
    IntegrationType: type,
  };
  checkConnection(integration);
  if (subtype !== undefined) checkServiceIntegration(subtype, integration);
  else if (type === "AWS_PROXY") checkFunction(integration, ["1.0", "2.0"]);
  else checkHttpProxy(integration);
  if (subtype === undefined) checkRequestMappings(integration.RequestParameters ?? {});
  checkResponseMappings(integration.ResponseParameters ?? {});
  return integration;
}

function webSocketIntegration(given: Integration): Integration {
  refuseMembers(given, HTTP_ONLY, "HTTP");
  const type = given.IntegrationType;
  const selection = SELECTION_EXPRESSIONS[type ?? ""];
  const integration: Integration = {
    ConnectionType: "INTERNET",
    TimeoutInMillis: WEBSOCKET_TIMEOUT_MILLIS,
    PayloadFormatVersion: "1.0",
    PassthroughBehavior: "WHEN_NO_MATCH",
    ...(type === "AWS_PROXY" || type === "AWS" ? { IntegrationMethod: "POST" } : {}),
    ...(type === "HTTP_PROXY" || type === "HTTP" ? { IntegrationMethod: "ANY" } : {}),
    ...given,
    ...(selection === undefined ? {} : { IntegrationResponseSelectionExpression: selection }),
  };
  checkConnection(integration);
  checkMethod(integration);
  if (type === "AWS_PROXY") checkFunction(integration, ["1.0"]);
  if (type === "AWS" && !SERVICE_ARN.test(integration.IntegrationUri ?? ""))
    throw badRequest("Invalid ARN specified in the request");
  if (type === "HTTP" || type === "HTTP_PROXY") checkUrl(integration.IntegrationUri ?? "");
  checkWebSocketMappings(integration.RequestParameters ?? {});
  return integration;
}

/** How the integration response is chosen; read-only, and proxies have none (v2 reference, Integration). */
const SELECTION_EXPRESSIONS: Readonly<Record<string, string>> = {
  AWS: "${integration.response.body.errorMessage}",
  HTTP: "${integration.response.statuscode}",
  MOCK: "${integration.response.statuscode}",
};

function refuseMembers(integration: Integration, names: readonly (keyof Integration)[], protocol: string): void {
  const given = names.find((name) => integration[name] !== undefined);
  if (given !== undefined) throw badRequest(`${given} is supported only for APIs with a protocol type of ${protocol}`);
}

function checkConnection({ ConnectionType, ConnectionId }: Integration): void {
  if (ConnectionType === "VPC_LINK" && ConnectionId === undefined)
    throw badRequest("ConnectionId must be set to vpcLinkId for ConnectionType VPC_LINK");
}

function checkMethod({ IntegrationMethod: method }: Integration): void {
  if (method !== undefined && !METHODS.includes(method))
    throw badRequest(`Invalid HttpMethod specified. Valid options are ${METHODS.join(",")}`);
}

function checkFunction(integration: Integration, versions: string[]): void {
  const { PayloadFormatVersion: version = "", IntegrationUri: uri = "" } = integration;
  checkMethod(integration);
  if (!versions.includes(version)) throw badRequest(`Unsupported PayloadFormatVersion: ${version}`);
  if (!FUNCTION_ARN.test(uri) && !INVOCATION_ARN.test(uri)) throw badRequest("Invalid ARN specified in the request");
}

function checkHttpProxy(integration: Integration): void {
  const { PayloadFormatVersion: version, IntegrationUri: uri = "" } = integration;
  checkMethod(integration);
  if (version !== "1.0")
    throw badRequest(`PayloadFormatVersion ${version} is not supported for integration of type HTTP_PROXY`);
  if (integration.ConnectionType !== "VPC_LINK") return checkUrl(uri);
  if (!PRIVATE_ARN.test(uri) && !isUrl(uri))
    throw badRequest(
      "For VpcLink VPC_LINK, integration uri should be a valid ELB listener ARN or a valid Cloud Map service ARN.",
    );
}

function checkUrl(uri: string): void {
  if (!isUrl(uri)) throw badRequest("Invalid HTTP endpoint specified for URI");
}

/** Whether a URI is an http(s) URL once its placeholders (`{name}`, `{name+}`, stage variables) are filled. */
function isUrl(uri: string): boolean {
  if (/^\$\{stageVariables\.\w+\}/.test(uri)) return true;
  const filled = uri.replaceAll(STAGE_VARIABLE, "1").replaceAll(/\{[^{}]+\}/g, "1");
  return /^https?:\/\/[^/?#\s]/i.test(filled) && URL.canParse(filled);
}
