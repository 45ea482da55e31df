import type { Authorizer } from "@aws-sdk/client-apigatewayv2";
import type { Expression } from "../../plan/expression.ts";
import type { HttpAuthorizerPlan } from "../../plan/http-api.ts";
import type { CompileProblem } from "../record.ts";
import { parseFunctionUri } from "./function-uri.ts";
import { parseParameterValue } from "./parameter-value.ts";

/** Compiles an authorizer of an HTTP API. Null, with a warning: it can only fail, and so do the routes that name it. */
export function compileHttpAuthorizer(authorizer: Authorizer, problems: CompileProblem[]): HttpAuthorizerPlan | null {
  const { AuthorizerId: id = "", Name: name = "" } = authorizer;
  const warn = (message: string): null => {
    problems.push({ severity: "warning", place: `authorizer ${name}`, message: `${message}: calls answer 500` });
    return null;
  };
  const sources: Expression[] = [];
  for (const text of authorizer.IdentitySource ?? []) {
    const parsed = parseParameterValue(text, "request");
    if (!parsed.ok) return warn(`the identity source ${text} is none`);
    sources.push(parsed.value);
  }
  return authorizer.AuthorizerType === "JWT"
    ? jwt(id, authorizer, sources, warn)
    : request(id, authorizer, sources, warn);
}

type Warn = (message: string) => null;

function jwt(id: string, authorizer: Authorizer, sources: Expression[], warn: Warn): HttpAuthorizerPlan | null {
  const { Issuer, Audience } = authorizer.JwtConfiguration ?? {};
  const [identitySource] = sources;
  if (!Issuer || !identitySource) return warn("it has no issuer or no identity source");
  return { kind: "jwt", id, issuer: Issuer, audience: Audience ?? [], identitySource };
}

function request(id: string, authorizer: Authorizer, sources: Expression[], warn: Warn): HttpAuthorizerPlan | null {
  const functionArn = parseFunctionUri(authorizer.AuthorizerUri ?? "");
  if (!functionArn) return warn("its URI names no function");
  return {
    kind: "request",
    id,
    functionArn,
    payloadFormat: authorizer.AuthorizerPayloadFormatVersion === "1.0" ? "1.0" : "2.0",
    simpleResponses: authorizer.EnableSimpleResponses ?? false,
    identitySource: sources,
    ttlSeconds: authorizer.AuthorizerResultTtlInSeconds ?? 0,
    credentialsArn: authorizer.AuthorizerCredentialsArn ?? null,
  };
}
