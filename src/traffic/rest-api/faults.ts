import type { GatewayResponseType } from "../../plan/rest-api.ts";

/** An answer of the gateway itself: it is rendered through the API's gateway responses. */
export interface RestFault {
  /** the type whose gateway response is rendered; `$context.error.responseType` */
  type: GatewayResponseType;
  /** where neither the type nor the default of its class has one */
  status: number;
  /** `$context.error.message`; null prints null */
  message: string | null;
  /** the header `x-amzn-ErrorType` */
  errorType: string;
}

const INTERNAL = { message: "Internal server error", errorType: "InternalServerErrorException" };

/**
 * The faults of REST APIs, by AWS's names of their types. The status that GetGatewayResponse shows and the one that a call gets differ for
 * INTEGRATION_FAILURE: 504 there, 500 here (recorded).
 */
export const restFaults = {
  missingAuthenticationToken: {
    type: "MISSING_AUTHENTICATION_TOKEN",
    status: 403,
    message: "Missing Authentication Token",
    errorType: "MissingAuthenticationTokenException",
  },
  accessDenied: {
    type: "ACCESS_DENIED",
    status: 403,
    message: "User is not authorized to access this resource",
    errorType: "AccessDeniedException",
  },
  /** no such stage, or not at this address */
  forbidden: { type: "DEFAULT_4XX", status: 403, message: "Forbidden", errorType: "ForbiddenException" },
  /** the stage's web ACL blocks the request */
  wafFiltered: { type: "WAF_FILTERED", status: 403, message: "Forbidden", errorType: "WafFilteredException" },
  unauthorized: { type: "UNAUTHORIZED", status: 401, message: "Unauthorized", errorType: "UnauthorizedException" },
  expiredToken: {
    type: "EXPIRED_TOKEN",
    status: 403,
    message: "The security token included in the request is expired",
    errorType: "ExpiredTokenException",
  },
  invalidSignature: {
    type: "INVALID_SIGNATURE",
    status: 403,
    message:
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    errorType: "InvalidSignatureException",
  },
  invalidApiKey: { type: "INVALID_API_KEY", status: 403, message: "Forbidden", errorType: "ForbiddenException" },
  throttled: { type: "THROTTLED", status: 429, message: "Too Many Requests", errorType: "TooManyRequestsException" },
  quotaExceeded: {
    type: "QUOTA_EXCEEDED",
    status: 429,
    message: "Limit Exceeded",
    errorType: "LimitExceededException",
  },
  authorizerConfigurationError: {
    type: "AUTHORIZER_CONFIGURATION_ERROR",
    status: 500,
    message: null,
    errorType: "AuthorizerConfigurationException",
  },
  authorizerFailure: {
    type: "AUTHORIZER_FAILURE",
    status: 500,
    message: INTERNAL.message,
    errorType: "AuthorizerFailureException",
  },
  badRequestParameters: {
    type: "BAD_REQUEST_PARAMETERS",
    status: 400,
    message: "Bad Request",
    errorType: "BadRequestException",
  },
  badRequestBody: {
    type: "BAD_REQUEST_BODY",
    status: 400,
    message: "Invalid request body",
    errorType: "BadRequestException",
  },
  invalidJson: {
    type: "DEFAULT_4XX",
    status: 400,
    message: "Invalid JSON in request body",
    errorType: "BadRequestException",
  },
  unsupportedMediaType: {
    type: "UNSUPPORTED_MEDIA_TYPE",
    status: 415,
    message: "Unsupported Media Type",
    errorType: "BadRequestException",
  },
  requestTooLarge: {
    type: "REQUEST_TOO_LARGE",
    status: 413,
    message: "Request Too Long",
    errorType: "RequestTooLargeException",
  },
  configurationError: { type: "API_CONFIGURATION_ERROR", status: 500, ...INTERNAL },
  internalServerError: { type: "DEFAULT_5XX", status: 500, ...INTERNAL },
  /** a backend's body is no JSON, and a mapping looks into it */
  internalFailure: {
    type: "DEFAULT_5XX",
    status: 500,
    message: INTERNAL.message,
    errorType: "InternalFailureException",
  },
  integrationFailure: { type: "INTEGRATION_FAILURE", status: 500, ...INTERNAL },
  /** a function's answer that is none */
  malformedProxyResponse: { type: "INTEGRATION_FAILURE", status: 502, ...INTERNAL },
  networkError: {
    type: "INTEGRATION_FAILURE",
    status: 504,
    message: "Network error communicating with endpoint",
    errorType: INTERNAL.errorType,
  },
  timeout: {
    type: "INTEGRATION_TIMEOUT",
    status: 504,
    message: "Endpoint request timed out",
    errorType: INTERNAL.errorType,
  },
} as const satisfies Record<string, RestFault>;
