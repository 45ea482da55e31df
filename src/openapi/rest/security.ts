import type { Authorizer, Method } from "@aws-sdk/client-api-gateway";
import { type Definition, NO_SCHEME, type Operation, type SecurityScheme } from "../definition.ts";
import { DocumentProblem, below } from "../problem.ts";
import { compact, numberAt, objectAt, textAt, textsAt } from "../values.ts";

const AUTHORIZER = "x-amazon-apigateway-authorizer";
const AUTH_TYPE = "x-amazon-apigateway-authtype";
const TYPES: ReadonlyMap<string, NonNullable<Authorizer["type"]>> = new Map([
  ["token", "TOKEN"],
  ["request", "REQUEST"],
  ["cognito_user_pools", "COGNITO_USER_POOLS"],
]);
const API_KEY_HEADER = "x-api-key";

/** The authorizers of a document: every security scheme with `x-amazon-apigateway-authorizer`, used or not. */
export function readAuthorizers(definition: Definition): Omit<Authorizer, "id">[] {
  return [...definition.securitySchemes].flatMap(([name, scheme]) =>
    scheme.extensions[AUTHORIZER] === undefined ? [] : [readAuthorizer(name, scheme)],
  );
}

function readAuthorizer(name: string, scheme: SecurityScheme): Omit<Authorizer, "id"> {
  const pointer = below(scheme.pointer, AUTHORIZER);
  const value = objectAt(scheme.extensions[AUTHORIZER], pointer);
  // Tools write empty texts where they mean none.
  const text = (key: string): string | undefined => textAt(value[key], below(pointer, key)) || undefined;
  const written = text("type") ?? "";
  const type = TYPES.get(written.toLowerCase());
  if (type === undefined) throw new DocumentProblem(below(pointer, "type"), `${written} is no type of an authorizer`);
  const ttl = "authorizerResultTtlInSeconds";
  const providers = textsAt(value["providerARNs"], below(pointer, "providerARNs"));
  return compact({
    name,
    type,
    authType: textAt(scheme.extensions[AUTH_TYPE], pointer),
    authorizerUri: text("authorizerUri"),
    authorizerCredentials: text("authorizerCredentials"),
    identitySource: text("identitySource") ?? headerOf(scheme, type),
    identityValidationExpression: text("identityValidationExpression"),
    authorizerResultTtlInSeconds: numberAt(value[ttl], below(pointer, ttl)),
    providerARNs: providers.length === 0 ? undefined : providers,
  });
}

/** Tokens come in the header that the scheme names. */
function headerOf(scheme: SecurityScheme, type: Authorizer["type"]): string | undefined {
  if (type === "REQUEST") return undefined;
  return `method.request.header.${scheme.name ?? "Authorization"}`;
}

/** What an operation's security comes to. */
export interface MethodSecurity {
  authorizationType: NonNullable<Method["authorizationType"]>;
  authorizerName: string | null;
  scopes: string[];
  apiKeyRequired: boolean;
}

/**
 * Who may call an operation: by its security requirements, or by `x-amazon-apigateway-auth`. One authorizer is what a method can
 * have: the first that the requirements name, with a warning for others. A scheme that the document lacks is passed over, with a
 * warning, only where the operation says itself that it is open to all (as a sample of the developer guide does, for request
 * validation).
 */
export function methodSecurity(
  operation: Operation,
  schemes: ReadonlyMap<string, SecurityScheme>,
  { path, method, warnings }: { path: string; method: string; warnings: string[] },
): MethodSecurity {
  const result: MethodSecurity = {
    authorizationType: "NONE",
    authorizerName: null,
    scopes: [],
    apiKeyRequired: false,
  };
  const pointer = below(operation.pointer, "x-amazon-apigateway-auth");
  const auth = objectAt(operation.extensions["x-amazon-apigateway-auth"], pointer);
  const authType = textAt(auth["type"], pointer)?.toUpperCase();
  if (authType === "AWS_IAM") result.authorizationType = "AWS_IAM";
  for (const { scheme: name, scopes, pointer: at } of operation.security.flat()) {
    const scheme = schemes.get(name);
    if (!scheme && name === NO_SCHEME) continue;
    const place = `Security scheme '${name}' of resource '${path}' and method '${method}'`;
    if (!scheme && authType !== "NONE") throw new DocumentProblem(at, `no security scheme is named ${name}`);
    if (!scheme) warnings.push(`${place} is unknown and was ignored`);
    else if (!apply(result, name, scheme, scopes)) warnings.push(`${place} was ignored: a method has one authorizer`);
  }
  return result;
}

/** Adds what a scheme asks for; false: another one is the method's authorizer. */
function apply(result: MethodSecurity, name: string, scheme: SecurityScheme, scopes: string[]): boolean {
  const authorizer = scheme.extensions[AUTHORIZER];
  const authType = scheme.extensions[AUTH_TYPE];
  const isFree = result.authorizationType === "NONE";
  if (authorizer !== undefined) {
    if (!isFree) return false;
    const type = textAt(objectAt(authorizer, "")["type"], "")?.toLowerCase();
    result.authorizationType = type === "cognito_user_pools" ? "COGNITO_USER_POOLS" : "CUSTOM";
    result.authorizerName = name;
    // Only tokens of user pools have scopes that API Gateway knows; other schemes' words are for readers.
    result.scopes = type === "cognito_user_pools" ? scopes : [];
  } else if (typeof authType === "string" && authType.toLowerCase() === "awssigv4") {
    if (!isFree) return result.authorizationType === "AWS_IAM";
    result.authorizationType = "AWS_IAM";
  } else if (scheme.type === "apiKey" && scheme.name?.toLowerCase() === API_KEY_HEADER) {
    result.apiKeyRequired = true;
  }
  return true;
}
