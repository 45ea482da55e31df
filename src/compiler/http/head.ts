import type { Cors } from "@aws-sdk/client-apigatewayv2";
import type { CorsPlan, HttpHead } from "../../plan/http-api.ts";
import type { CompileProblem, Compiled } from "../record.ts";
import { compileHttpAuthorizer } from "./authorizer.ts";
import type { HttpHeadSource } from "./sources.ts";

/** Compiles what all routes of an HTTP API share. */
export function compileHttpHead({ region, api, authorizers }: HttpHeadSource): Compiled {
  const problems: CompileProblem[] = [];
  const plans = authorizers.flatMap((authorizer) => compileHttpAuthorizer(authorizer, problems) ?? []);
  const plan: HttpHead = {
    kind: "HTTP",
    apiId: api.ApiId ?? "",
    name: api.Name ?? "",
    region,
    cors: api.CorsConfiguration ? corsPlan(api.CorsConfiguration) : null,
    disableExecuteApiEndpoint: api.DisableExecuteApiEndpoint ?? false,
    authorizers: Object.fromEntries(plans.map((authorizer) => [authorizer.id, authorizer])),
  };
  return { plan, problems };
}

function corsPlan(cors: Cors): CorsPlan {
  return {
    allowOrigins: lowerCase(cors.AllowOrigins),
    allowMethods: (cors.AllowMethods ?? []).map((method) => method.toUpperCase()),
    allowHeaders: lowerCase(cors.AllowHeaders),
    exposeHeaders: lowerCase(cors.ExposeHeaders),
    allowCredentials: cors.AllowCredentials ?? false,
    maxAge: cors.MaxAge ?? null,
  };
}

function lowerCase(texts: string[] | undefined): string[] {
  return (texts ?? []).map((text) => text.toLowerCase());
}
