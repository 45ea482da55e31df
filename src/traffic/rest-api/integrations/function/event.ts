import { isUtf8 } from "node:buffer";
import { encodeBase64 } from "../../../../languages/http/content-conversion.ts";
import { clfTime } from "../../../../languages/http/dates.ts";
import { type BinaryTypeTest, mediaTypeEssence } from "../../../../languages/http/media-types.ts";
import { allValues, lastValues, parseQuery } from "../../../../languages/http/query.ts";
import type { RestMethod } from "../../../../plan/rest-api.ts";
import type { Caller } from "../../../caller.ts";
import { httpVersion, sourceIp } from "../../../client.ts";
import { domainPrefix } from "../../../http-api/context.ts";
import type { RestExchange } from "../../rest-exchange.ts";
import { eventHeaders } from "./event-headers.ts";

/**
 * The event of a Lambda proxy integration of REST APIs (developer guide, "Input format of a Lambda function for proxy integration"; what
 * is null and what is absent as recorded from AWS).
 */
export function proxyEvent(
  exchange: RestExchange,
  method: RestMethod,
  isBinaryType: BinaryTypeTest,
  trace: string,
): Record<string, unknown> {
  const headers = eventHeaders(exchange, trace);
  const query = parseQuery(exchange.rawQuery);
  return {
    resource: method.resourcePath,
    path: eventPath(exchange),
    httpMethod: exchange.method,
    headers: Object.fromEntries(headers),
    multiValueHeaders: Object.fromEntries(headers.map(([name, value]) => [name, [value]])),
    queryStringParameters: lastValues(query),
    multiValueQueryStringParameters: allValues(query),
    pathParameters: exchange.pathParameters,
    stageVariables: Object.keys(exchange.variables).length === 0 ? null : exchange.variables,
    requestContext: requestContext(exchange, method),
    ...eventBody(exchange, isBinaryType),
  };
}

/** The path without the stage; of a custom domain with the base path. */
function eventPath({ path, fullPath, basePath }: RestExchange): string {
  return basePath === null ? path : fullPath;
}

/** Text where the bytes are UTF-8 and their type is none of the API's binary types, else base64; null where there are none. */
function eventBody(
  { body, request }: RestExchange,
  isBinaryType: BinaryTypeTest,
): { body: string | null; isBase64Encoded: boolean } {
  if (body === null || body.byteLength === 0) return { body: null, isBase64Encoded: false };
  const isText = !isBinaryType(mediaTypeEssence(request.headers.get("content-type"))) && isUtf8(body);
  return isText
    ? { body: new TextDecoder("utf-8", { fatal: false, ignoreBOM: true }).decode(body), isBase64Encoded: false }
    : { body: encodeBase64(body), isBase64Encoded: true };
}

/** `requestContext` of a proxy's event. */
export function requestContext(exchange: RestExchange, method: RestMethod): Record<string, unknown> {
  const { caller, stage, isCanary } = exchange;
  const authorizer = caller && authorizerOf(caller);
  return {
    resourceId: method.resourceId,
    ...(authorizer && { authorizer }),
    resourcePath: method.resourcePath,
    ...(method.operationName !== null && { operationName: method.operationName }),
    httpMethod: exchange.method,
    extendedRequestId: exchange.extendedRequestId,
    requestTime: clfTime(exchange.startedAt),
    path: exchange.fullPath,
    accountId: exchange.accountId,
    protocol: httpVersion(exchange.request),
    stage: stage.name,
    domainPrefix: domainPrefix(exchange.host),
    requestTimeEpoch: exchange.startedAt,
    requestId: exchange.requestId,
    identity: identityOf(exchange),
    domainName: exchange.host,
    // A tested method is of no deployment.
    deploymentId: (isCanary ? stage.canary?.deploymentId : stage.deploymentId) ?? undefined,
    apiId: exchange.apiId,
  };
}

/** The twelve fields are always there (recorded). */
function identityOf(exchange: RestExchange): Record<string, unknown> {
  const { request, caller, apiKey, clientCertificate: clientCert } = exchange;
  const iam = caller?.kind === "iam" ? caller : null;
  const cognito = iam?.cognitoIdentity ?? null;
  return {
    cognitoIdentityPoolId: cognito?.identityPoolId ?? null,
    accountId: iam?.accountId ?? null,
    cognitoIdentityId: cognito?.identityId ?? null,
    caller: iam?.callerId ?? null,
    sourceIp: sourceIp(request),
    principalOrgId: iam?.principalOrgId ?? null,
    accessKey: iam?.accessKey ?? null,
    cognitoAuthenticationType: cognito?.amr[0] ?? null,
    cognitoAuthenticationProvider: cognito ? cognito.amr.slice(1).join(",") : null,
    userArn: iam?.userArn ?? null,
    userAgent: request.headers.get("user-agent"),
    user: iam?.userId ?? null,
    ...(apiKey && { apiKey: apiKey.value, apiKeyId: apiKey.id }),
    ...(clientCert && { clientCert }),
  };
}

/** What an authorizer told; null: none did, IAM callers stand in `identity`. */
function authorizerOf(caller: Caller): Record<string, unknown> | null {
  switch (caller.kind) {
    case "jwt":
      return { claims: caller.claims };
    case "function":
      return { ...(caller.principalId !== null && { principalId: caller.principalId }), ...caller.context };
    case "iam":
      return null;
  }
}
