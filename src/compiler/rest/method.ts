import type { Method } from "@aws-sdk/client-api-gateway";
import type { RestMethod } from "../../plan/rest-api.ts";
import type { CompileProblem, Compiled } from "../record.ts";
import { compileRestIntegration } from "./integration.ts";
import type { RestMethodSource } from "./sources.ts";

/** Compiles a method with its integration. */
export function compileRestMethod({ resourceId, resourcePath, method, validator }: RestMethodSource): Compiled {
  const httpMethod = method.httpMethod ?? "";
  const problems: CompileProblem[] = [];
  const place = `method ${httpMethod} ${resourcePath}`;
  const plan: RestMethod = {
    kind: "REST",
    id: `${resourceId}/${httpMethod}`,
    resourceId,
    resourcePath,
    httpMethod,
    operationName: method.operationName ?? null,
    authorization: authorizationOf(method),
    apiKeyRequired: method.apiKeyRequired ?? false,
    requiredParameters: validator?.validateRequestParameters ? requiredParameters(method.requestParameters ?? {}) : [],
    bodyModels: validator?.validateRequestBody ? (method.requestModels ?? {}) : null,
    integration: method.methodIntegration
      ? compileRestIntegration(method.methodIntegration, { resourceId, place, problems })
      : null,
  };
  if (!method.methodIntegration)
    problems.push({ severity: "error", place, message: "No integration defined for method" });
  return { plan, problems };
}

function authorizationOf(method: Method): RestMethod["authorization"] {
  switch (method.authorizationType) {
    case "AWS_IAM":
      return { kind: "iam" };
    case "CUSTOM":
    case "COGNITO_USER_POOLS":
      return { kind: "authorizer", authorizerId: method.authorizerId ?? "", scopes: method.authorizationScopes ?? [] };
    default:
      return { kind: "none" };
  }
}

const PARAMETER = /^method\.request\.(header|querystring|path)\.(.+)$/;

/** The required parameters in the order in which AWS names missing ones: by their full name, so headers, path, query. */
function requiredParameters(parameters: Record<string, boolean>): RestMethod["requiredParameters"] {
  const names = Object.keys(parameters).filter((name) => parameters[name]);
  return names.toSorted().flatMap((full) => {
    const match = PARAMETER.exec(full);
    return match ? [{ in: match[1] as "header" | "querystring" | "path", name: match[2] ?? "" }] : [];
  });
}
