import type { Integration as RestSource } from "@aws-sdk/client-api-gateway";
import type { Integration, IntegrationResponse } from "@aws-sdk/client-apigatewayv2";
import type { ParameterMapping, TemplatePlan } from "../../plan/rest-api.ts";
import type { WebSocketIntegration, WebSocketIntegrationResponse } from "../../plan/websocket-api.ts";
import type { CompileProblem, Compiled } from "../record.ts";
import { compileRestIntegration } from "../rest/integration.ts";
import { compileTemplatePlan } from "../rest/template.ts";
import { parseSelection, parseSource } from "./selection.ts";
import type { WebSocketIntegrationSource } from "./sources.ts";

/** AWS's default for WebSocket APIs; a definition may say more. */
const DEFAULT_TIMEOUT_MILLIS = 29_000;

/** Compiles an integration of a WebSocket API. What fails only when called becomes a planned fault and a warning. */
export function compileWebSocketIntegration({ integration, responses }: WebSocketIntegrationSource): Compiled {
  const id = integration.IntegrationId ?? "";
  const place = `integration ${id}`;
  const problems: CompileProblem[] = [];
  const compiled = compileRestIntegration(restSource(integration), { resourceId: id, place, problems });
  const plan: WebSocketIntegration = {
    kind: "WEBSOCKET",
    id,
    integration: { ...compiled, requestParameters: requestMappings(integration.RequestParameters ?? {}) },
    templateSelection: parseSelection(integration.TemplateSelectionExpression),
    requestTemplates: templates(integration.RequestTemplates ?? {}, place, "request template", problems),
    responses: responses.map((response) => compileResponse(response, place, problems)),
  };
  return { plan, problems };
}

/** An integration in the shape that REST APIs have. Templates and responses are chosen otherwise here, so they stay out. */
function restSource(integration: Integration): RestSource {
  const { IntegrationType: type, IntegrationUri: uri, IntegrationMethod: httpMethod } = integration;
  return {
    ...(type !== undefined && { type }),
    ...(uri !== undefined && { uri }),
    ...(httpMethod !== undefined && { httpMethod }),
    ...(integration.CredentialsArn !== undefined && { credentials: integration.CredentialsArn }),
    ...(integration.PassthroughBehavior !== undefined && { passthroughBehavior: integration.PassthroughBehavior }),
    ...(integration.ContentHandlingStrategy !== undefined && { contentHandling: integration.ContentHandlingStrategy }),
    ...(integration.ConnectionType !== undefined && { connectionType: integration.ConnectionType }),
    ...(integration.ConnectionId !== undefined && { connectionId: integration.ConnectionId }),
    timeoutInMillis: integration.TimeoutInMillis ?? DEFAULT_TIMEOUT_MILLIS,
  };
}

const TARGET = /^integration\.request\.(header|querystring|path)\.(.+)$/;

function requestMappings(parameters: Record<string, string>): ParameterMapping[] {
  return Object.entries(parameters).flatMap(([target, source]) => {
    const match = TARGET.exec(target);
    if (!match) return [];
    const literal = /^'([^']*)'$/.exec(source);
    const from = literal ? ({ kind: "static", value: literal[1] ?? "" } as const) : parseSource(source);
    // The pattern has just these three places.
    return [{ in: match[1] as "header" | "querystring" | "path", name: match[2] ?? "", source: from }];
  });
}

function templates(
  byKey: Record<string, string>,
  place: string,
  what: string,
  problems: CompileProblem[],
): [string, TemplatePlan][] {
  return Object.entries(byKey).map(([key, text]) => {
    const plan = compileTemplatePlan(text);
    if (!plan.ok) {
      const message = `${what} ${key}, line ${plan.line} column ${plan.column}: ${plan.message}`;
      problems.push({ severity: "warning", place, message });
    }
    return [key, plan];
  });
}

/** `$default` is for every outcome that no expression between slashes matches. */
function compileResponse(
  response: IntegrationResponse,
  place: string,
  problems: CompileProblem[],
): WebSocketIntegrationResponse {
  const key = response.IntegrationResponseKey ?? "$default";
  return {
    selectionPattern: key === "$default" ? null : key.replace(/^\/|\/$/g, ""),
    contentHandling: response.ContentHandlingStrategy ?? null,
    templateSelection: parseSelection(response.TemplateSelectionExpression),
    templates: templates(response.ResponseTemplates ?? {}, place, "response template", problems),
  };
}
