import type { Authorizer } from "@aws-sdk/client-api-gateway";
import { parseMappingSource } from "../../compiler/rest/mapping.ts";
import { parseServiceUri } from "../../compiler/rest/uri.ts";
import { badRequest } from "../../wire/faults.ts";

const LONGEST_TTL_SECONDS = 3600;

/** How AWS describes the type when the definition does not say otherwise. */
export function authTypeOf({ type }: Authorizer): string {
  return type === "COGNITO_USER_POOLS" ? "cognito_user_pools" : "custom";
}

/** What AWS refuses of an authorizer (CreateAuthorizer, API reference). It looks at the function's address before all else. */
export function checkAuthorizer(authorizer: Authorizer): void {
  if (authorizer.type !== "COGNITO_USER_POOLS") checkFunction(authorizer);
  else if (!authorizer.providerARNs?.length) {
    throw badRequest("ProviderARNs cannot be empty");
  }
  if (!authorizer.name) throw badRequest("Authorizer name must be non-empty");
  const ttl = authorizer.authorizerResultTtlInSeconds;
  if (ttl !== undefined && !(ttl >= 0 && ttl <= LONGEST_TTL_SECONDS)) {
    throw badRequest(
      `Authorizer result TTL outside allowable range. TTL must be between 0 and ${LONGEST_TTL_SECONDS} seconds.`,
    );
  }
  checkIdentitySource(authorizer);
}

function checkFunction({ authorizerUri = "" }: Authorizer): void {
  if (parseServiceUri(authorizerUri)?.kind !== "lambda") {
    throw badRequest(
      `Invalid Authorizer URI: ${authorizerUri}. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.`,
    );
  }
}

/** One header for tokens; for requests any number of headers, query strings, stage and context variables. */
function checkIdentitySource({ type, identitySource = "", authorizerResultTtlInSeconds }: Authorizer): void {
  const expressions = identitySource === "" ? [] : identitySource.split(",").map((text) => text.trim());
  if (expressions.length === 0) {
    const cached = authorizerResultTtlInSeconds !== 0;
    if (type === "REQUEST" && cached) throw badRequest("An identitySource is required where authorization is cached");
    if (type === "TOKEN") throw badRequest("IdentitySource cannot be empty");
  }
  if (type !== "REQUEST" && expressions.length > 1) {
    throw badRequest(`A ${type} authorizer takes one header as its identitySource`);
  }
  const invalid = expressions.filter((text) => !isIdentitySource(text, type === "REQUEST"));
  const [first] = invalid;
  if (first === undefined) return;
  if (type === "REQUEST") throw badRequest(`Invalid request identity source expression: ${first}`);
  const errors = invalid.map((text) => `Invalid mapping expression specified: ${text}`).join(", ");
  throw badRequest(`Invalid mapping expression specified: Validation Result: warnings : [], errors : [${errors}]`);
}

function isIdentitySource(text: string, anyPlace: boolean): boolean {
  const source = parseMappingSource(text);
  if (source.kind === "requestParameter") {
    return source.in === "header" || (anyPlace && source.in === "querystring");
  }
  return anyPlace && (source.kind === "context" || source.kind === "stageVariable");
}
