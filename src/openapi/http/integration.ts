import type { Integration } from "@aws-sdk/client-apigatewayv2";
import { below } from "../problem.ts";
import { compact, numberAt, objectAt, type ObjectValue, textAt } from "../values.ts";

type Written = Omit<Integration, "IntegrationId">;

/** The members that are texts, by their names in a document. */
const TEXTS = {
  httpMethod: "IntegrationMethod",
  uri: "IntegrationUri",
  payloadFormatVersion: "PayloadFormatVersion",
  connectionId: "ConnectionId",
  credentials: "CredentialsArn",
  integrationSubtype: "IntegrationSubtype",
  description: "Description",
} as const satisfies Record<string, keyof Written>;

type TextMember = (typeof TEXTS)[keyof typeof TEXTS];

/** `x-amazon-apigateway-integration` of an HTTP API. */
export function readHttpIntegration(value: ObjectValue, pointer: string): Written {
  const text = (key: string): string | undefined => textAt(value[key], below(pointer, key)) || undefined;
  const texts = Object.entries(TEXTS).map(([key, member]) => [member, text(key)]);
  const tls = textAt(objectAt(value["tlsConfig"], pointer)["serverNameToVerify"], below(pointer, "tlsConfig"));
  return compact({
    // The management API refuses what is no type.
    IntegrationType: text("type")?.toUpperCase() as Written["IntegrationType"],
    ConnectionType: text("connectionType")?.toUpperCase() === "VPC_LINK" ? ("VPC_LINK" as const) : undefined,
    ...(Object.fromEntries(texts) as Partial<Record<TextMember, string | undefined>>),
    PayloadFormatVersion: formatVersion(text("payloadFormatVersion")),
    TimeoutInMillis: numberAt(value["timeoutInMillis"], below(pointer, "timeoutInMillis")),
    TlsConfig: tls === undefined ? undefined : { ServerNameToVerify: tls },
    RequestParameters: textMap(value["requestParameters"], below(pointer, "requestParameters")),
    ResponseParameters: responseParameters(value["responseParameters"], below(pointer, "responseParameters")),
  });
}

/** Writers of YAML and JSON make the number 1 of `1.0`. */
export function formatVersion(written: string | undefined): string | undefined {
  return written !== undefined && /^\d+$/.test(written) ? `${written}.0` : written;
}

function textMap(value: unknown, pointer: string): Record<string, string> | undefined {
  const entries = Object.entries(objectAt(value, pointer)).map(([key, item]) => [
    key,
    textAt(item, below(pointer, key)) ?? "",
  ]);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** Mappings by status code. */
function responseParameters(value: unknown, pointer: string): Record<string, Record<string, string>> | undefined {
  const entries = Object.entries(objectAt(value, pointer)).map(([status, mappings]) => [
    status,
    textMap(mappings, below(pointer, status)) ?? {},
  ]);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

const DEFAULT_TIMEOUT_MILLIS = 30_000;

/** The reverse; the timeout that AWS would set by itself is left out. */
export function writeHttpIntegration(integration: Written): ObjectValue {
  const texts = Object.entries(TEXTS).map(([key, member]) => [key, integration[member]]);
  const { TimeoutInMillis: timeout, TlsConfig: tls, ConnectionType } = integration;
  return compact({
    type: integration.IntegrationType?.toLowerCase(),
    connectionType: ConnectionType,
    ...(Object.fromEntries(texts) as ObjectValue),
    timeoutInMillis: timeout === DEFAULT_TIMEOUT_MILLIS ? undefined : timeout,
    tlsConfig: tls?.ServerNameToVerify === undefined ? undefined : { serverNameToVerify: tls.ServerNameToVerify },
    requestParameters: integration.RequestParameters,
    responseParameters: integration.ResponseParameters,
  });
}
