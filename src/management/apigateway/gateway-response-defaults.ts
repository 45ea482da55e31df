import type { GatewayResponse, GatewayResponseType } from "@aws-sdk/client-api-gateway";

/** What every type answers that nobody has set. */
const DEFAULT_TEMPLATES = { "application/json": '{"message":$context.error.messageString}' };

/** The types in the order of their names, with the status that reads as their own; the two defaults have none. */
const STATUSES: Readonly<Record<GatewayResponseType, string | null>> = {
  ACCESS_DENIED: "403",
  API_CONFIGURATION_ERROR: "500",
  AUTHORIZER_CONFIGURATION_ERROR: "500",
  AUTHORIZER_FAILURE: "500",
  BAD_REQUEST_BODY: "400",
  BAD_REQUEST_PARAMETERS: "400",
  DEFAULT_4XX: null,
  DEFAULT_5XX: null,
  EXPIRED_TOKEN: "403",
  INTEGRATION_FAILURE: "504",
  INTEGRATION_TIMEOUT: "504",
  INVALID_API_KEY: "403",
  INVALID_SIGNATURE: "403",
  MISSING_AUTHENTICATION_TOKEN: "403",
  QUOTA_EXCEEDED: "429",
  REQUEST_TOO_LARGE: "413",
  RESOURCE_NOT_FOUND: "404",
  THROTTLED: "429",
  UNAUTHORIZED: "401",
  UNSUPPORTED_MEDIA_TYPE: "415",
  WAF_FILTERED: "403",
};

/** All 21 types. */
export function gatewayResponseTypes(): GatewayResponseType[] {
  return Object.keys(STATUSES).filter((type): type is GatewayResponseType => type in STATUSES);
}

/** The response that stands in for those of its class that are not set; null for the defaults themselves. */
export function standInOf(type: GatewayResponseType): GatewayResponseType | null {
  const status = STATUSES[type];
  if (status === null) return null;
  return status.startsWith("5") ? "DEFAULT_5XX" : "DEFAULT_4XX";
}

/**
 * A gateway response as AWS answers it. A type that is set falls back to what is built in; one that is not set shows what
 * its stand-in has, and still counts as a default.
 */
export function gatewayResponseAnswer(
  type: GatewayResponseType,
  set: GatewayResponse | null,
  standIn: GatewayResponse | null,
): GatewayResponse {
  const source = set ?? standIn;
  const statusCode = source?.statusCode ?? STATUSES[type];
  return {
    responseType: type,
    ...(statusCode === null ? {} : { statusCode }),
    responseParameters: source?.responseParameters ?? {},
    responseTemplates: templatesOf(source),
    defaultResponse: set === null,
  };
}

/** The templates of a response, the built-in one where it has none. */
export function templatesOf(response: GatewayResponse | null): Record<string, string> {
  const templates = response?.responseTemplates ?? {};
  return Object.keys(templates).length === 0 ? DEFAULT_TEMPLATES : templates;
}
