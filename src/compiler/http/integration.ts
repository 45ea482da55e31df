import { areCallersOwn, CALLERS_OWN_REFUSED } from "../../plan/callers-credentials.ts";
import type { Integration } from "@aws-sdk/client-apigatewayv2";
import type { HttpIntegration, IntegrationCommon, IntegrationTarget } from "../../plan/http-api.ts";
import type { Compiled } from "../record.ts";
import { parseFunctionUri, parseStageVariables } from "./function-uri.ts";
import { compileParameters } from "./parameters.ts";
import { compileServiceParameters } from "./service-parameters.ts";
import { subtypeNamed } from "./service-subtypes.ts";
import { parsePrivateAddress } from "./private-address.ts";
import { parseUri } from "./uri.ts";

/** AWS's default for HTTP APIs; a definition may say more. */
const DEFAULT_TIMEOUT_MILLIS = 30_000;

/** Compiles an integration of an HTTP API. What fails only when called becomes a planned fault and a warning. */
export function compileHttpIntegration(integration: Integration): Compiled {
  const id = integration.IntegrationId ?? "";
  const place = `integration ${id}`;
  const { requestEdits, responseEdits, problems } = compileParameters(integration, place);
  const warn = (message: string): void => void problems.push({ severity: "warning", place, message });
  const shared: IntegrationCommon = {
    id,
    timeoutMillis: integration.TimeoutInMillis ?? DEFAULT_TIMEOUT_MILLIS,
    requestEdits,
    responseEdits,
  };
  const target = targetOf(integration, warn);
  if (target.kind === "fault") warn(target.reason);
  const plan: HttpIntegration = { ...shared, ...target };
  return { plan, problems };
}

function targetOf(integration: Integration, warn: (message: string) => void): IntegrationTarget {
  switch (integration.IntegrationType) {
    case "HTTP_PROXY":
      return httpProxy(integration, warn);
    case "AWS_PROXY":
      return awsProxy(integration);
    default:
      return fault(`an HTTP API has no integrations of type ${integration.IntegrationType}`);
  }
}

const HTTP_ADDRESS = /^(https?:\/\/|\$\{stageVariables\.)/i;

function httpProxy(integration: Integration, warn: (message: string) => void): IntegrationTarget {
  const { IntegrationMethod = "ANY", IntegrationUri: uri = "", ConnectionType, ConnectionId = "" } = integration;
  const isPrivate = ConnectionType === "VPC_LINK";
  if (!HTTP_ADDRESS.test(uri) && !(isPrivate && uri.startsWith("arn:"))) {
    return fault(`the URI ${uri} is no HTTP address`);
  }
  const serverName = integration.TlsConfig?.ServerNameToVerify ?? null;
  if (serverName !== null && HTTP_ADDRESS.test(uri)) {
    warn("TlsConfig.ServerNameToVerify has no effect: the platform verifies the certificate against the URI's host");
  }
  if (Object.keys(integration.RequestParameters ?? {}).some((key) => /^\w+:header\.host$/i.test(key))) {
    warn("a mapped header Host has no effect: the platform sends the URI's host");
  }
  const method = IntegrationMethod === "ANY" ? null : IntegrationMethod;
  if (!isPrivate) return { kind: "http_proxy", method, url: parseUri(uri), vpcLink: null };
  const { url, arns, hasAddress } = parsePrivateAddress(uri, serverName);
  return { kind: "http_proxy", method, url, vpcLink: { id: ConnectionId, arns, hasAddress } };
}

function awsProxy(integration: Integration): IntegrationTarget {
  if (integration.ConnectionType === "VPC_LINK")
    return fault("only integrations of type HTTP_PROXY go over a VPC link");
  if (integration.IntegrationSubtype) return awsService(integration, integration.IntegrationSubtype);
  const uri = integration.IntegrationUri ?? "";
  const functionArn = parseFunctionUri(uri);
  if (!functionArn) return fault(`the URI ${uri} names no Lambda function`);
  return {
    kind: "aws_proxy",
    functionArn,
    payloadFormat: integration.PayloadFormatVersion === "2.0" ? "2.0" : "1.0",
    credentialsArn: integration.CredentialsArn ?? null,
  };
}

function awsService(integration: Integration, name: string): IntegrationTarget {
  const { CredentialsArn = "", RequestParameters = {} } = integration;
  const subtype = subtypeNamed(name);
  if (!subtype) return fault(`there are no integrations of subtype ${name}`);
  if (areCallersOwn(CredentialsArn)) return fault(CALLERS_OWN_REFUSED);
  const { service, hostPrefix, action, request } = subtype;
  const { parameters, region, readsBody, invalid } = compileServiceParameters(subtype, RequestParameters);
  if (invalid.length > 0) return fault(invalid.join(", "));
  return {
    kind: "aws_service",
    subtype: name,
    service,
    hostPrefix,
    action,
    request,
    parameters,
    region,
    readsBody,
    credentialsArn: parseStageVariables(CredentialsArn),
  };
}

function fault(reason: string): IntegrationTarget {
  return { kind: "fault", reason };
}
