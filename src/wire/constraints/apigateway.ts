// What API Gateway's v1 requires of its inputs beside their types, after AWS's API model.

import type { Constraint, ServiceConstraints } from "./constraint.ts";

const accessAssociationSourceType: Constraint = { enum: ["VPCE"] };
const apiKeySourceType: Constraint = { enum: ["HEADER", "AUTHORIZER"] };
const apiKeysFormat: Constraint = { enum: ["csv"] };
const authorizerType: Constraint = { enum: ["TOKEN", "REQUEST", "COGNITO_USER_POOLS"] };
const cacheClusterSize: Constraint = { enum: ["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"] };
const connectionType: Constraint = { enum: ["INTERNET", "VPC_LINK"] };
const contentHandlingStrategy: Constraint = { enum: ["CONVERT_TO_BINARY", "CONVERT_TO_TEXT"] };
const documentationPartLocationStatusCode: Constraint = { pattern: "^([1-5]\\d\\d|\\*|\\s*)$" };
const documentationPartType: Constraint = {
  enum: [
    "API",
    "AUTHORIZER",
    "MODEL",
    "RESOURCE",
    "METHOD",
    "PATH_PARAMETER",
    "QUERY_PARAMETER",
    "REQUEST_HEADER",
    "REQUEST_BODY",
    "RESPONSE",
    "RESPONSE_HEADER",
    "RESPONSE_BODY",
  ],
};
const endpointAccessMode: Constraint = { enum: ["BASIC", "STRICT"] };
const endpointType: Constraint = { enum: ["REGIONAL", "EDGE", "PRIVATE"] };
const gatewayResponseType: Constraint = {
  enum: [
    "DEFAULT_4XX",
    "DEFAULT_5XX",
    "RESOURCE_NOT_FOUND",
    "UNAUTHORIZED",
    "INVALID_API_KEY",
    "ACCESS_DENIED",
    "AUTHORIZER_FAILURE",
    "AUTHORIZER_CONFIGURATION_ERROR",
    "INVALID_SIGNATURE",
    "EXPIRED_TOKEN",
    "MISSING_AUTHENTICATION_TOKEN",
    "INTEGRATION_FAILURE",
    "INTEGRATION_TIMEOUT",
    "API_CONFIGURATION_ERROR",
    "UNSUPPORTED_MEDIA_TYPE",
    "BAD_REQUEST_PARAMETERS",
    "BAD_REQUEST_BODY",
    "REQUEST_TOO_LARGE",
    "THROTTLED",
    "QUOTA_EXCEEDED",
    "WAF_FILTERED",
  ],
};
const integer: Constraint = { integer: true };
const integrationType: Constraint = { enum: ["HTTP", "AWS", "MOCK", "HTTP_PROXY", "AWS_PROXY"] };
const ipAddressType: Constraint = { enum: ["ipv4", "dualstack"] };
const locationStatusType: Constraint = { enum: ["DOCUMENTED", "UNDOCUMENTED"] };
const op: Constraint = { enum: ["add", "remove", "replace", "move", "copy", "test"] };
const putMode: Constraint = { enum: ["merge", "overwrite"] };
const quotaPeriodType: Constraint = { enum: ["DAY", "WEEK", "MONTH"] };
const resourceOwner: Constraint = { enum: ["SELF", "OTHER_ACCOUNTS"] };
const responseTransferMode: Constraint = { enum: ["BUFFERED", "STREAM"] };
const routingMode: Constraint = {
  enum: ["BASE_PATH_MAPPING_ONLY", "ROUTING_RULE_ONLY", "ROUTING_RULE_THEN_BASE_PATH_MAPPING"],
};
const securityPolicy: Constraint = {
  enum: [
    "TLS_1_0",
    "TLS_1_2",
    "SecurityPolicy_TLS13_1_3_2025_09",
    "SecurityPolicy_TLS13_1_3_FIPS_2025_09",
    "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_FIPS_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_FIPS_PFS_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_2021_06",
    "SecurityPolicy_TLS13_2025_EDGE",
    "SecurityPolicy_TLS12_PFS_2025_EDGE",
    "SecurityPolicy_TLS12_2018_EDGE",
  ],
};
const statusCode: Constraint = { pattern: "[1-5]\\d\\d" };

export const apigatewayConstraints: ServiceConstraints = {
  everywhere: {
    cacheClusterSize,
    contentHandling: contentHandlingStrategy,
    endpointAccessMode,
    limit: integer,
    mode: putMode,
    resourceOwner,
    responseType: gatewayResponseType,
    securityPolicy,
  },
  structures: {
    CreateAuthorizerRequest: { type: authorizerType, authorizerResultTtlInSeconds: integer },
    CreateDomainNameAccessAssociationRequest: { accessAssociationSourceType },
    CreateDomainNameRequest: { routingMode },
    CreateRestApiRequest: { minimumCompressionSize: integer, apiKeySource: apiKeySourceType },
    DeleteIntegrationResponseRequest: { statusCode },
    DeleteMethodResponseRequest: { statusCode },
    DocumentationPartLocation: { type: documentationPartType, statusCode: documentationPartLocationStatusCode },
    EndpointConfiguration: { types: { item: endpointType }, ipAddressType },
    GetDocumentationPartsRequest: { type: documentationPartType, locationStatus: locationStatusType },
    GetIntegrationResponseRequest: { statusCode },
    GetMethodResponseRequest: { statusCode },
    ImportApiKeysRequest: { format: apiKeysFormat },
    PatchOperation: { op },
    PutGatewayResponseRequest: { statusCode },
    PutIntegrationRequest: {
      type: integrationType,
      connectionType,
      timeoutInMillis: integer,
      responseTransferMode,
    },
    PutIntegrationResponseRequest: { statusCode },
    PutMethodResponseRequest: { statusCode },
    QuotaSettings: { offset: integer, period: quotaPeriodType },
    ThrottleSettings: { burstLimit: integer },
    UpdateIntegrationResponseRequest: { statusCode },
    UpdateMethodResponseRequest: { statusCode },
  },
};
