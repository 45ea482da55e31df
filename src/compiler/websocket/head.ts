import type { Authorizer, Model } from "@aws-sdk/client-apigatewayv2";
import type { WebSocketAuthorizerPlan, WebSocketHead } from "../../plan/websocket-api.ts";
import type { CompileProblem, Compiled } from "../record.ts";
import { parseServiceUri } from "../rest/uri.ts";
import { parseSelection, parseSource } from "./selection.ts";
import type { WebSocketHeadSource } from "./sources.ts";

/** Compiles what all routes of a WebSocket API share. */
export function compileWebSocketHead({ region, api, authorizers, models }: WebSocketHeadSource): Compiled {
  const problems: CompileProblem[] = [];
  const plans = authorizers.flatMap((authorizer) => compileAuthorizer(authorizer, problems) ?? []);
  const plan: WebSocketHead = {
    kind: "WEBSOCKET",
    apiId: api.ApiId ?? "",
    name: api.Name ?? "",
    region,
    routeSelection: parseSelection(api.RouteSelectionExpression),
    apiKeySource: api.ApiKeySelectionExpression?.startsWith("$context.authorizer") ? "AUTHORIZER" : "HEADER",
    disableExecuteApiEndpoint: api.DisableExecuteApiEndpoint ?? false,
    authorizers: Object.fromEntries(plans.map((authorizer) => [authorizer.id, authorizer])),
    models: Object.fromEntries(models.map((model) => compileModel(model, problems))),
  };
  return { plan, problems };
}

function compileAuthorizer(authorizer: Authorizer, problems: CompileProblem[]): WebSocketAuthorizerPlan | null {
  const { AuthorizerId: id = "", Name: name = "" } = authorizer;
  const uri = parseServiceUri(authorizer.AuthorizerUri ?? "");
  if (uri?.kind !== "lambda") {
    const message = "its URI names no function: connections are answered 500";
    problems.push({ severity: "warning", place: `authorizer ${name}`, message });
    return null;
  }
  return {
    id,
    name,
    functionArn: uri.functionArn,
    credentialsArn: authorizer.AuthorizerCredentialsArn ?? null,
    identitySources: (authorizer.IdentitySource ?? []).map((source) => parseSource(source.replace(/^\$/, ""))),
  };
}

function compileModel(
  { Name: name = "", Schema: schema = "{}" }: Model,
  problems: CompileProblem[],
): [string, unknown] {
  try {
    return [name, JSON.parse(schema)];
  } catch {
    const message = "its schema is no JSON: it accepts every message";
    problems.push({ severity: "warning", place: `model ${name}`, message });
    return [name, null];
  }
}
