import type { Authorizer, Model } from "@aws-sdk/client-api-gateway";
import { compileSchema } from "../../languages/jsonschema/compile.ts";
import type { RestAuthorizerPlan, RestHead } from "../../plan/rest-api.ts";
import type { CompileProblem, Compiled } from "../record.ts";
import { compileGatewayResponse } from "./gateway-response.ts";
import { parseMappingSource } from "./mapping.ts";
import type { RestHeadSource } from "./sources.ts";
import { parseServiceUri } from "./uri.ts";

/** AWS's default for the time that a verdict of a Lambda authorizer is kept. */
const DEFAULT_TTL_SECONDS = 300;

/** Compiles what all methods of a REST API share. */
export function compileRestHead(source: RestHeadSource): Compiled {
  const { api, region } = source;
  const problems: CompileProblem[] = [];
  const authorizers = source.authorizers.map((authorizer) => compileAuthorizer(authorizer, problems));
  const models = Object.fromEntries(source.models.flatMap((model) => parseModel(model, problems)));
  warnOfModels(models, problems);
  const plan: RestHead = {
    kind: "REST",
    apiId: api.id ?? "",
    name: api.name ?? "",
    region,
    disableExecuteApiEndpoint: api.disableExecuteApiEndpoint ?? false,
    endpointTypes: [...(api.endpointConfiguration?.types ?? ["EDGE"])],
    binaryMediaTypes: api.binaryMediaTypes ?? [],
    minimumCompressionSize: api.minimumCompressionSize ?? null,
    apiKeySource: api.apiKeySource === "AUTHORIZER" ? "AUTHORIZER" : "HEADER",
    policy: api.policy ?? null,
    gatewayResponses: Object.fromEntries(
      source.gatewayResponses.map((response) => [response.responseType, compileGatewayResponse(response)]),
    ),
    authorizers: Object.fromEntries(authorizers.flatMap((plan) => (plan ? [[plan.id, plan]] : []))),
    models,
  };
  return { plan, problems };
}

function compileAuthorizer(authorizer: Authorizer, problems: CompileProblem[]): RestAuthorizerPlan | null {
  const { id = "", name = "" } = authorizer;
  const sources = (authorizer.identitySource ?? "").split(",").filter((text) => text.trim() !== "");
  const identitySources = sources.map((text) => parseMappingSource(text.trim()));
  if (authorizer.type === "COGNITO_USER_POOLS") {
    const identitySource = identitySources[0] ?? { kind: "invalid" as const, text: "" };
    const validationExpression = authorizer.identityValidationExpression ?? null;
    return {
      kind: "cognito",
      id,
      name,
      userPoolArns: authorizer.providerARNs ?? [],
      identitySource,
      validationExpression,
    };
  }
  const uri = parseServiceUri(authorizer.authorizerUri ?? "");
  if (uri?.kind !== "lambda") {
    problems.push({
      severity: "warning",
      place: `authorizer ${name}`,
      message: "its URI names no function: calls answer 500",
    });
    return null;
  }
  return {
    kind: authorizer.type === "REQUEST" ? "request" : "token",
    id,
    name,
    functionArn: uri.functionArn,
    credentialsArn: authorizer.authorizerCredentials ?? null,
    identitySources,
    validationExpression: authorizer.identityValidationExpression ?? null,
    ttlSeconds: authorizer.authorizerResultTtlInSeconds ?? DEFAULT_TTL_SECONDS,
  };
}

/** A schema that is no JSON, as models of other content types have, says nothing about bodies: null. */
function parseModel(model: Model, problems: CompileProblem[]): [string, unknown][] {
  try {
    return [[model.name ?? "", JSON.parse(model.schema ?? "{}")]];
  } catch {
    problems.push({
      severity: "warning",
      place: `model ${model.name}`,
      message: "its schema is no JSON: it accepts every body",
    });
    return [[model.name ?? "", null]];
  }
}

/** AWS takes models that refer to what is not there; where they are validated against, every body fails. */
function warnOfModels(models: Record<string, unknown>, problems: CompileProblem[]): void {
  for (const [name, schema] of Object.entries(models)) {
    if (schema === null) continue;
    const compiled = compileSchema(schema, (url) => {
      const referred = url.slice(url.lastIndexOf("/") + 1);
      return Object.hasOwn(models, referred) ? models[referred] : undefined;
    });
    if (compiled.ok) continue;
    const { pointer, message } = compiled.problem;
    problems.push({
      severity: "warning",
      place: `model ${name}`,
      message: `${pointer}: ${message}: no body passes it`,
    });
  }
}
