import type { Authorizer, JWTConfiguration } from "@aws-sdk/client-apigatewayv2";
import { badRequest } from "../../wire/faults.ts";

type Protocol = "HTTP" | "WEBSOCKET";

const LONGEST_TTL_SECONDS = 3600;
const DEFAULT_TTL_SECONDS = 300;
const MAX_NAME = 128;
const HTTP_SOURCE = /^\$(?:request\.(?:header|querystring)\.[^\s]+|context\.[^\s]+|stageVariables\.\w+)$/;
const JWT_SOURCE = /^\$request\.(?:header|querystring)\.[^\s]+$/;
const WEBSOCKET_SOURCE =
  /^(?:route\.request\.(?:querystring|header)\.[a-zA-Z0-9._-]+|stageVariables\.[a-zA-Z0-9._-]+|context\.[a-zA-Z0-9._-]+)$/;
const INVOCATION_ARN = /^arn:aws[\w-]*:apigateway:[^:]*:lambda:path\/.+\/invocations$/;
const JWT_FOREIGN = [
  "AuthorizerUri",
  "AuthorizerCredentialsArn",
  "AuthorizerPayloadFormatVersion",
  "AuthorizerResultTtlInSeconds",
  "EnableSimpleResponses",
] as const;

/** An authorizer as it is stored, with AWS's defaults, or AWS's refusal. Whatever was stored passes again unchanged. */
export function checkedAuthorizer(protocol: Protocol, authorizer: Authorizer): Authorizer {
  const { Name = "", AuthorizerType: type } = authorizer;
  if (Name === "" || Name.length > MAX_NAME) throw badRequest("Invalid authorizer name specified");
  if (protocol === "WEBSOCKET") return webSocketAuthorizer(authorizer);
  if (type === "JWT") return jwtAuthorizer(authorizer);
  if (type !== "REQUEST") throw badRequest(`Invalid authorizer type ${type}: an HTTP API takes JWT and REQUEST`);
  return requestAuthorizer(authorizer);
}

function jwtAuthorizer(authorizer: Authorizer): Authorizer {
  const foreign = JWT_FOREIGN.find((name) => authorizer[name] !== undefined);
  if (foreign !== undefined) throw badRequest(`${foreign} is not supported for JWT authorizer`);
  if (!authorizer.JwtConfiguration) throw badRequest("JwtConfiguration must not be null for JWT Authorizer");
  checkJwt(authorizer.JwtConfiguration);
  const sources = authorizer.IdentitySource ?? [];
  for (const source of sources) if (!JWT_SOURCE.test(source)) throw invalidSource(source);
  if (sources.length !== 1) throw badRequest("JWT authorizers need exactly one identity source");
  return authorizer;
}

/** Beyond AWS the issuer may be plain http, so that a token service on the own machine can be used. */
function checkJwt({ Audience, Issuer = "" }: JWTConfiguration): void {
  if (!Audience || Audience.length === 0)
    throw badRequest("Audience list must have at least 1 item for JWT Authorizer");
  if (!/^https?:\/\//.test(Issuer) || !URL.canParse(Issuer))
    throw badRequest("Invalid issuer: Issuer is not a valid URL for JWT Authorizer");
}

function requestAuthorizer(authorizer: Authorizer): Authorizer {
  const version = authorizer.AuthorizerPayloadFormatVersion;
  const sources = authorizer.IdentitySource ?? [];
  const ttl = authorizer.AuthorizerResultTtlInSeconds ?? (sources.length > 0 ? DEFAULT_TTL_SECONDS : 0);
  checkUri(authorizer.AuthorizerUri);
  if (version === undefined)
    throw badRequest("AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer");
  if (version !== "1.0" && version !== "2.0")
    throw badRequest(`Unsupported AuthorizerPayloadFormatVersion: ${version}. Must be one of [1.0, 2.0]`);
  if (authorizer.EnableSimpleResponses && version !== "2.0")
    throw badRequest('EnableSimpleResponses can only be set for AuthorizerPayloadFormatVersion "2.0".');
  if (ttl > LONGEST_TTL_SECONDS)
    throw badRequest("Authorizer result TTL outside allowable range. TTL must be between 0 and 3600 seconds.");
  if (ttl > 0 && sources.length === 0)
    throw badRequest("Identity source must be set if authorizer caching is enabled (TTL is greater than 0)");
  for (const source of sources) if (!HTTP_SOURCE.test(source)) throw invalidSource(source);
  if (authorizer.JwtConfiguration) throw badRequest("JwtConfiguration is not supported for REQUEST authorizer");
  return {
    ...authorizer,
    AuthorizerResultTtlInSeconds: ttl,
    EnableSimpleResponses: authorizer.EnableSimpleResponses ?? false,
    IdentitySource: sources.length > 0 ? sources : undefined,
  };
}

function webSocketAuthorizer(authorizer: Authorizer): Authorizer {
  if (authorizer.AuthorizerType !== "REQUEST")
    throw badRequest("Only REQUEST authorizer type is supported on WEBSOCKET protocol Apis.");
  checkUri(authorizer.AuthorizerUri);
  const sources = (authorizer.IdentitySource ?? []).filter((source) => source !== "");
  for (const source of sources) {
    if (!WEBSOCKET_SOURCE.test(source))
      throw badRequest(
        `Invalid request identity source expression: ${source}. The sources must be separated by comma, and each source must be either a request parameter, matching 'route.request.querystring|header.[a-zA-Z0-9._-]+', or a stage variable, matching 'stageVariables.[a-zA-Z0-9._-]+', or a context parameter, matching 'context.[a-zA-Z0-9._-]+'`,
      );
  }
  return { ...authorizer, IdentitySource: sources.length > 0 ? sources : undefined };
}

function checkUri(uri: string | undefined): void {
  if (uri === undefined) throw badRequest("AuthorizerUri is a required field in an Authorizer");
  if (!INVOCATION_ARN.test(uri))
    throw badRequest(
      `Invalid Authorizer URI: ${uri}. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.`,
    );
}

function invalidSource(source: string): Error {
  return badRequest(
    `Invalid identity source expression: ${source}. The source must be a request header, request querystring, stage variable or context parameter`,
  );
}
