import { areCallersOwn, CALLERS_OWN_REFUSED } from "../../plan/callers-credentials.ts";
import type { Integration, IntegrationResponse } from "@aws-sdk/client-api-gateway";
import { cachedPattern } from "../../languages/regex/pattern-cache.ts";
import type { RestIntegration, RestIntegrationResponse, TemplatePlan } from "../../plan/rest-api.ts";
import type { CompileProblem } from "../record.ts";
import { parseRequestMappings, parseResponseMappings } from "./mapping.ts";
import { compileTemplatePlan } from "./template.ts";
import { parseRestUri, parseServiceUri, parseStageText } from "./uri.ts";

/** AWS's default; a definition may say more. */
const DEFAULT_TIMEOUT_MILLIS = 29_000;

interface Place {
  resourceId: string;
  /** for problems: `method GET /users` */
  place: string;
  problems: CompileProblem[];
}

type Common = Pick<
  RestIntegration,
  | "timeoutMillis"
  | "passthroughBehavior"
  | "contentHandling"
  | "requestParameters"
  | "requestTemplates"
  | "responses"
  | "cacheNamespace"
  | "cacheKeyParameters"
  | "credentialsArn"
  | "streamed"
>;

/** Compiles an integration of a REST API. What fails only when called becomes a planned fault and a warning. */
export function compileRestIntegration(integration: Integration, at: Place): RestIntegration {
  const common: Common = {
    timeoutMillis: integration.timeoutInMillis ?? DEFAULT_TIMEOUT_MILLIS,
    passthroughBehavior: passthrough(integration.passthroughBehavior),
    contentHandling: integration.contentHandling ?? null,
    requestParameters: parseRequestMappings(integration.requestParameters ?? {}),
    requestTemplates: templates(integration.requestTemplates ?? {}, at, "request template"),
    responses: Object.values(integration.integrationResponses ?? {}).map((response) => compileResponse(response, at)),
    cacheNamespace: integration.cacheNamespace ?? at.resourceId,
    cacheKeyParameters: integration.cacheKeyParameters ?? [],
    credentialsArn: integration.credentials ?? null,
    streamed: integration.responseTransferMode === "STREAM",
  };
  switch (integration.type) {
    case "MOCK":
      return { ...common, kind: "mock" };
    case "HTTP":
    case "HTTP_PROXY":
      return compileHttp(integration, common, at);
    default:
      return compileService(integration, common, at);
  }
}

function compileHttp(integration: Integration, common: Common, at: Place): RestIntegration {
  const { type, uri = "", connectionType, connectionId = "", integrationTarget: target = null } = integration;
  warnOfHttp(integration, common, at);
  return {
    ...common,
    kind: type === "HTTP" ? "http" : "http_proxy",
    method: methodOf(integration),
    url: parseRestUri(uri),
    vpcLink: connectionType === "VPC_LINK" ? { id: parseStageText(connectionId), target } : null,
  };
}

/** What the platform does not let a Worker do. */
function warnOfHttp({ tlsConfig }: Integration, { requestParameters }: Common, { problems, place }: Place): void {
  const warn = (message: string): void => void problems.push({ severity: "warning", place, message });
  if (tlsConfig?.insecureSkipVerification)
    warn("tlsConfig.insecureSkipVerification: certificates are checked all the same");
  const host = requestParameters.some(({ in: where, name }) => where === "header" && name.toLowerCase() === "host");
  if (host) warn("integration.request.header.Host: the backend gets the host of the URI");
}

function compileService(integration: Integration, common: Common, at: Place): RestIntegration {
  const uri = parseServiceUri(integration.uri ?? "");
  if (!uri) return fault(common, at, `Invalid integration URI ${integration.uri}`);
  if (uri.kind === "lambda") {
    const kind = integration.type === "AWS_PROXY" ? "lambda_proxy" : "lambda";
    const method = methodOf(integration);
    return { ...common, kind, method, functionArn: uri.functionArn, streamed: common.streamed || uri.streamed };
  }
  if (integration.type === "AWS_PROXY") return fault(common, at, `AWS_PROXY does not serve ${uri.service}`);
  if (areCallersOwn(integration.credentials ?? "")) return fault(common, at, CALLERS_OWN_REFUSED);
  const { service, region, subdomain, action } = uri;
  return { ...common, kind: "aws", method: methodOf(integration), service, region, subdomain, action };
}

function fault(common: Common, at: Place, reason: string): RestIntegration {
  at.problems.push({ severity: "warning", place: at.place, message: `${reason}: calls answer 500` });
  return { ...common, kind: "fault", gatewayResponse: "API_CONFIGURATION_ERROR", status: 500, reason };
}

function compileResponse(response: IntegrationResponse, at: Place): RestIntegrationResponse {
  const { selectionPattern } = response;
  warnOfPattern(selectionPattern ?? "", at);
  return {
    statusCode: response.statusCode ?? "",
    selectionPattern: selectionPattern === undefined || selectionPattern === "" ? null : selectionPattern,
    parameters: parseResponseMappings(response.responseParameters ?? {}),
    templates: templates(response.responseTemplates ?? {}, at, `response template of ${response.statusCode}`),
    contentHandling: response.contentHandling ?? null,
  };
}

/** Whether AWS refuses a selection pattern, a regular expression of Java. */
export function isMalformedPattern(pattern: string): boolean {
  const compiled = cachedPattern(pattern);
  return !compiled.ok && compiled.problem.malformed;
}

function warnOfPattern(pattern: string, at: Place): void {
  const compiled = cachedPattern(pattern);
  if (compiled.ok) return;
  const message = `selection pattern ${pattern}: ${compiled.problem.message}: it matches nothing`;
  at.problems.push({ severity: "warning", place: at.place, message });
}

function templates(byType: Record<string, string>, at: Place, what: string): [string, TemplatePlan][] {
  return Object.entries(byType).map(([type, text]) => {
    const plan = compileTemplatePlan(text);
    if (!plan.ok) {
      const message = `${what} for ${type}, line ${plan.line} column ${plan.column}: ${plan.message}`;
      at.problems.push({ severity: "warning", place: at.place, message });
    }
    return [type, plan];
  });
}

function methodOf(integration: Integration): string | null {
  const method = integration.httpMethod ?? "ANY";
  return method === "ANY" ? null : method;
}

function passthrough(behavior: string | undefined): Common["passthroughBehavior"] {
  return behavior === "NEVER" || behavior === "WHEN_NO_TEMPLATES" ? behavior : "WHEN_NO_MATCH";
}
