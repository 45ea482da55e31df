import type { Authorizer } from "@aws-sdk/client-apigatewayv2";
import { type Definition, NO_SCHEME, type Operation, type SecurityScheme } from "../definition.ts";
import { DocumentProblem, below } from "../problem.ts";
import { compact, numberAt, objectAt, type ObjectValue, textAt, textsAt } from "../values.ts";
import type { HttpDefinitionRoute } from "./http-definition.ts";
import { formatVersion } from "./integration.ts";

const AUTHORIZER = "x-amazon-apigateway-authorizer";
const DEFAULT_SOURCE = "$request.header.Authorization";

type Written = Omit<Authorizer, "AuthorizerId">;

/** The authorizers of a document: JWT and REQUEST ones. */
export function readHttpAuthorizers({ securitySchemes }: Definition): Written[] {
  return [...securitySchemes].flatMap(([name, scheme]) =>
    scheme.extensions[AUTHORIZER] === undefined ? [] : [readAuthorizer(name, scheme)],
  );
}

function readAuthorizer(name: string, scheme: SecurityScheme): Written {
  const pointer = below(scheme.pointer, AUTHORIZER);
  const value = objectAt(scheme.extensions[AUTHORIZER], pointer);
  const type = textAt(value["type"], below(pointer, "type"))?.toLowerCase();
  const sources = sourcesOf(value["identitySource"], below(pointer, "identitySource"));
  if (type === "jwt") return jwtAuthorizer(name, value, sources, pointer);
  return { ...requestAuthorizer(name, value, sources, pointer), AuthorizerType: type?.toUpperCase() as "REQUEST" };
}

function jwtAuthorizer(name: string, value: ObjectValue, sources: string[], pointer: string): Written {
  const at = below(pointer, "jwtConfiguration");
  const jwt = objectAt(value["jwtConfiguration"], at);
  const JwtConfiguration = compact({
    Issuer: textAt(jwt["issuer"], below(at, "issuer")),
    Audience: textsAt(jwt["audience"], below(at, "audience")),
  });
  const IdentitySource = sources.length === 0 ? [DEFAULT_SOURCE] : sources;
  return { Name: name, AuthorizerType: "JWT", IdentitySource, JwtConfiguration };
}

function requestAuthorizer(name: string, value: ObjectValue, sources: string[], pointer: string): Written {
  const text = (key: string): string | undefined => textAt(value[key], below(pointer, key)) || undefined;
  const ttl = "authorizerResultTtlInSeconds";
  return compact({
    Name: name,
    AuthorizerType: "REQUEST" as const,
    AuthorizerUri: text("authorizerUri"),
    AuthorizerCredentialsArn: text("authorizerCredentials"),
    AuthorizerPayloadFormatVersion: formatVersion(text("authorizerPayloadFormatVersion")),
    AuthorizerResultTtlInSeconds: numberAt(value[ttl], below(pointer, ttl)),
    EnableSimpleResponses: value["enableSimpleResponses"] === true ? true : undefined,
    IdentitySource: sources.length === 0 ? undefined : sources,
  });
}

/** One text with commas, or a list. */
function sourcesOf(value: unknown, pointer: string): string[] {
  if (Array.isArray(value)) return textsAt(value, pointer);
  const texts = (textAt(value, pointer) ?? "").split(",").map((text) => text.trim());
  return texts.filter((text) => text !== "");
}

type Security = Pick<HttpDefinitionRoute["route"], "AuthorizationType" | "AuthorizationScopes"> & {
  authorizerName: string | null;
};
const OPEN: Security = { AuthorizationType: "NONE", authorizerName: null };
const SIGNED: Security = { AuthorizationType: "AWS_IAM", authorizerName: null };

/**
 * Who may call a route: by `x-amazon-apigateway-auth`, or by the one authorizer that its security names.
 *
 * @throws DocumentProblem for more than one: each would let others in (developer guide, "Importing an HTTP API")
 */
export function routeSecurity(operation: Operation, schemes: ReadonlyMap<string, SecurityScheme>): Security {
  const pointer = below(operation.pointer, "x-amazon-apigateway-auth");
  const auth = objectAt(operation.extensions["x-amazon-apigateway-auth"], pointer);
  if (textAt(auth["type"], pointer)?.toUpperCase() === "AWS_IAM") return SIGNED;
  const [one = OPEN, ...others] = operation.security
    .flat()
    .flatMap(({ scheme: name, scopes, pointer: at }): Security[] => {
      const scheme = schemes.get(name);
      if (!scheme && name === NO_SCHEME) return [];
      if (!scheme) throw new DocumentProblem(at, `no security scheme is named ${name}`);
      if (scheme.extensions["x-amazon-apigateway-authtype"] === "awsSigv4") return [SIGNED];
      if (scheme.extensions[AUTHORIZER] === undefined) return [];
      const type = textAt(objectAt(scheme.extensions[AUTHORIZER], pointer)["type"], pointer)?.toLowerCase();
      if (type !== "jwt") return [{ AuthorizationType: "CUSTOM", authorizerName: name }];
      const scoped = scopes.length > 0 ? { AuthorizationScopes: scopes } : {};
      return [{ AuthorizationType: "JWT", authorizerName: name, ...scoped }];
    });
  if (others.length > 0) {
    throw new DocumentProblem(
      below(operation.pointer, "security"),
      "an operation can have only one of IAM authorization, a Lambda and a JWT authorizer",
    );
  }
  return one;
}

/** An authorizer as a security scheme. */
export function writeScheme(authorizer: Written, extended: boolean): SecurityScheme {
  const jwt = authorizer.AuthorizerType === "JWT";
  const header = /^\$request\.header\.(.+)$/.exec(authorizer.IdentitySource?.[0] ?? "")?.[1];
  const scheme: ObjectValue = jwt
    ? { type: "oauth2", flows: {} }
    : { type: "apiKey", name: header ?? "Unused", in: "header" };
  const extension = jwt ? jwtExtension(authorizer) : requestExtension(authorizer);
  const written = extended ? { ...scheme, [AUTHORIZER]: extension } : scheme;
  return { type: "", name: undefined, in: undefined, description: undefined, written, pointer: "", extensions: {} };
}

function jwtExtension({ IdentitySource, JwtConfiguration: jwt }: Written): ObjectValue {
  return compact({
    type: "jwt",
    identitySource: IdentitySource?.join(","),
    jwtConfiguration: compact({ issuer: jwt?.Issuer, audience: jwt?.Audience }),
  });
}

function requestExtension(authorizer: Written): ObjectValue {
  return compact({
    type: "request",
    identitySource: authorizer.IdentitySource?.join(","),
    authorizerUri: authorizer.AuthorizerUri,
    authorizerCredentials: authorizer.AuthorizerCredentialsArn,
    authorizerPayloadFormatVersion: authorizer.AuthorizerPayloadFormatVersion,
    authorizerResultTtlInSeconds: authorizer.AuthorizerResultTtlInSeconds,
    enableSimpleResponses: authorizer.EnableSimpleResponses,
  });
}
