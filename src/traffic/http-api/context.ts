import { clfTime } from "../../languages/http/dates.ts";
import type { Caller } from "../caller.ts";
import { httpVersion, sourceIp } from "../client.ts";
import type { Exchange } from "../exchange.ts";
import { endpointRequestId, endpointRequestId2 } from "./service/endpoint-ids.ts";

/** Reads a variable of the request; undefined where it has no value. */
export type ContextReader = (exchange: Exchange) => string | undefined;

type IamCaller = Extract<Caller, { kind: "iam" }>;

const iam =
  (read: (caller: IamCaller) => string | null | undefined): ContextReader =>
  ({ caller }) =>
    (caller?.kind === "iam" ? read(caller) : null) ?? undefined;

const cognito = (read: (identity: NonNullable<IamCaller["cognitoIdentity"]>) => string | undefined): ContextReader =>
  iam(({ cognitoIdentity }) => (cognitoIdentity ? read(cognitoIdentity) : undefined));

const integrationStatus: ContextReader = ({ integrationStatus }) => numberText(integrationStatus);
const integrationError: ContextReader = ({ integrationError }) => integrationError ?? undefined;
const integrationLatency: ContextReader = ({ integrationStartedAt, integrationEndedAt }) =>
  integrationEndedAt === 0 ? undefined : String(integrationEndedAt - integrationStartedAt);

/**
 * The context variables of HTTP APIs (developer guide, "Customize HTTP API access logs": the same names serve parameter mapping).
 * Not here, since they are known only once the answer has gone: dataProcessed, responseLatency, responseLength, status.
 */
const VARIABLES: Readonly<Record<string, ContextReader>> = {
  accountId: ({ accountId }) => accountId,
  apiId: ({ apiId }) => apiId,
  "authorizer.error": ({ authorizerError }) => authorizerError ?? undefined,
  "authorizer.principalId": ({ caller }) =>
    caller?.kind === "function" ? (caller.principalId ?? undefined) : undefined,
  awsEndpointRequestId: endpointRequestId,
  awsEndpointRequestId2: endpointRequestId2,
  domainName: ({ host }) => host,
  domainPrefix: ({ host }) => domainPrefix(host),
  "error.message": ({ error }) => error?.message ?? undefined,
  "error.messageString": ({ error }) => (error ? JSON.stringify(error.message) : undefined),
  "error.responseType": ({ error }) => error?.responseType,
  extendedRequestId: ({ requestId }) => requestId,
  httpMethod: ({ method }) => method,
  "identity.accessKey": iam(({ accessKey }) => accessKey),
  "identity.accountId": iam(({ accountId }) => accountId),
  "identity.caller": iam(({ callerId }) => callerId),
  "identity.clientCert.clientCertPem": ({ clientCertificate }) => clientCertificate?.clientCertPem,
  "identity.clientCert.issuerDN": ({ clientCertificate }) => clientCertificate?.issuerDN,
  "identity.clientCert.serialNumber": ({ clientCertificate }) => clientCertificate?.serialNumber,
  "identity.clientCert.subjectDN": ({ clientCertificate }) => clientCertificate?.subjectDN,
  "identity.clientCert.validity.notAfter": ({ clientCertificate }) => clientCertificate?.validity.notAfter,
  "identity.clientCert.validity.notBefore": ({ clientCertificate }) => clientCertificate?.validity.notBefore,
  "identity.cognitoAmr": cognito(({ amr }) => amr.join(",")),
  "identity.cognitoAuthenticationProvider": cognito(({ amr }) => amr.slice(1).join(",") || undefined),
  "identity.cognitoAuthenticationType": cognito(({ amr }) => amr[0]),
  "identity.cognitoIdentityId": cognito(({ identityId }) => identityId),
  "identity.cognitoIdentityPoolId": cognito(({ identityPoolId }) => identityPoolId),
  "identity.principalOrgId": iam(({ principalOrgId }) => principalOrgId),
  "identity.sourceIp": ({ request }) => sourceIp(request) ?? undefined,
  "identity.user": iam(({ userId }) => userId),
  "identity.userAgent": ({ request }) => request.headers.get("user-agent") ?? undefined,
  "identity.userArn": iam(({ userArn }) => userArn),
  "integration.error": integrationError,
  "integration.integrationStatus": ({ integrationEndedAt, integrationError }) =>
    integrationEndedAt === 0 || integrationError !== null ? undefined : "200",
  "integration.latency": integrationLatency,
  "integration.requestId": endpointRequestId,
  "integration.status": integrationStatus,
  integrationErrorMessage: integrationError,
  integrationLatency,
  integrationStatus,
  path: ({ fullPath }) => fullPath,
  protocol: ({ request }) => httpVersion(request),
  requestId: ({ requestId }) => requestId,
  requestTime: ({ startedAt }) => clfTime(startedAt),
  requestTimeEpoch: ({ startedAt }) => String(startedAt),
  routeKey: ({ routeKey }) => routeKey,
  stage: ({ stage }) => stage.name,
};

const CLAIMS = "authorizer.claims.";
const AUTHORIZER = "authorizer.";

/** Makes the reader of `$context.{name}`. A name that AWS does not have reads as a missing value. */
export function contextReader(name: string): ContextReader {
  const known = Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined;
  if (known) return known;
  if (name.startsWith(CLAIMS)) {
    const claim = name.slice(CLAIMS.length);
    return ({ caller }) => (caller?.kind === "jwt" ? valueText(caller.claims[claim]) : undefined);
  }
  if (name.startsWith(AUTHORIZER)) {
    const key = name.slice(AUTHORIZER.length);
    return ({ caller }) => (caller?.kind === "function" ? valueText(caller.context?.[key]) : undefined);
  }
  return () => undefined;
}

/** The first label of a host. */
export function domainPrefix(host: string): string {
  const dot = host.indexOf(".");
  return dot === -1 ? host : host.slice(0, dot);
}

function valueText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function numberText(value: number | null): string | undefined {
  return value === null ? undefined : String(value);
}
