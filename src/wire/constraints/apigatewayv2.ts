// What API Gateway's v2 requires of its inputs beside their types, after AWS's API model.
// AWS's upper limits of timeouts (30 s), TTLs (an hour) and CORS max age (a day) are its own; here they are lifted.

import type { Constraint, ServiceConstraints } from "./constraint.ts";

const authorizationType: Constraint = { enum: ["NONE", "AWS_IAM", "CUSTOM", "JWT"] };
const authorizerType: Constraint = { enum: ["REQUEST", "JWT"] };
const connectionType: Constraint = { enum: ["INTERNET", "VPC_LINK"] };
const contentHandlingStrategy: Constraint = { enum: ["CONVERT_TO_BINARY", "CONVERT_TO_TEXT"] };
const domainNameStatus: Constraint = {
  enum: ["AVAILABLE", "UPDATING", "PENDING_CERTIFICATE_REIMPORT", "PENDING_OWNERSHIP_VERIFICATION"],
};
const endpointType: Constraint = { enum: ["REGIONAL", "EDGE"] };
const integer: Constraint = { integer: true };
const integrationType: Constraint = { enum: ["AWS", "HTTP", "MOCK", "HTTP_PROXY", "AWS_PROXY"] };
const ipAddressType: Constraint = { enum: ["ipv4", "dualstack"] };
const loggingLevel: Constraint = { enum: ["ERROR", "INFO", "OFF"] };
const maxAge: Constraint = { min: -1, integer: true };
const maxResults: Constraint = { min: 1, max: 100, integer: true };
const passthroughBehavior: Constraint = { enum: ["WHEN_NO_MATCH", "NEVER", "WHEN_NO_TEMPLATES"] };
const protocolType: Constraint = { enum: ["WEBSOCKET", "HTTP"] };
const routingMode: Constraint = { enum: ["API_MAPPING_ONLY", "ROUTING_RULE_ONLY", "ROUTING_RULE_THEN_API_MAPPING"] };
const routingRulePriority: Constraint = { min: 1, max: 1000000, integer: true };
const securityPolicy: Constraint = { enum: ["TLS_1_0", "TLS_1_2"] };
const timeoutInMillis: Constraint = { min: 50, integer: true };
const tryItState: Constraint = { enum: ["ENABLED", "DISABLED"] };
const ttlInSeconds: Constraint = { min: 0, integer: true };
const stringMin0Max1024: Constraint = { maxLength: 1024 };
const stringMin0Max1092: Constraint = { maxLength: 1092 };
const stringMin0Max255: Constraint = { maxLength: 255 };
const stringMin10Max2048: Constraint = { maxLength: 2048, minLength: 10 };
const stringMin1Max1024: Constraint = { maxLength: 1024, minLength: 1 };
const stringMin1Max128: Constraint = { maxLength: 128, minLength: 1 };
const stringMin1Max16: Constraint = { maxLength: 16, minLength: 1 };
const stringMin1Max20: Constraint = { maxLength: 20, minLength: 1 };
const stringMin1Max255: Constraint = { maxLength: 255, minLength: 1 };
const stringMin1Max256: Constraint = { maxLength: 256, minLength: 1 };
const stringMin1Max307200: Constraint = { maxLength: 307200, minLength: 1 };
const stringMin1Max32768: Constraint = { maxLength: 32768, minLength: 1 };
const stringMin1Max4096: Constraint = { maxLength: 4096, minLength: 1 };
const stringMin1Max50: Constraint = { maxLength: 50, minLength: 1 };
const stringMin20Max2048: Constraint = { maxLength: 2048, minLength: 20 };
const stringMin3Max255: Constraint = { maxLength: 255, minLength: 3 };
const stringMin3Max256: Constraint = { maxLength: 256, minLength: 3 };

export const apigatewayv2Constraints: ServiceConstraints = {
  everywhere: {
    AuthorizationType: authorizationType,
    AuthorizerResultTtlInSeconds: ttlInSeconds,
    AuthorizerType: authorizerType,
    ConnectionType: connectionType,
    ContentHandlingStrategy: contentHandlingStrategy,
    IncludedPortalProductArns: { item: stringMin20Max2048 },
    IntegrationType: integrationType,
    IpAddressType: ipAddressType,
    LogoUri: stringMin0Max1092,
    PassthroughBehavior: passthroughBehavior,
    Priority: routingRulePriority,
    RoutingMode: routingMode,
    RumAppMonitorName: stringMin0Max255,
    TimeoutInMillis: timeoutInMillis,
    TryItState: tryItState,
  },
  structures: {
    ACMManaged: { CertificateArn: stringMin10Max2048, DomainName: stringMin3Max256 },
    CognitoConfig: {
      AppClientId: stringMin1Max256,
      UserPoolArn: stringMin20Max2048,
      UserPoolDomain: stringMin20Max2048,
    },
    Cors: { MaxAge: maxAge },
    CreateApiRequest: { ProtocolType: protocolType },
    CreatePortalProductRequest: { Description: stringMin0Max1024, DisplayName: stringMin1Max255 },
    CustomColors: {
      AccentColor: stringMin1Max16,
      BackgroundColor: stringMin1Max16,
      ErrorValidationColor: stringMin1Max16,
      HeaderColor: stringMin1Max16,
      NavigationColor: stringMin1Max16,
      TextColor: stringMin1Max16,
    },
    DisplayContent: { Body: stringMin1Max32768, Title: stringMin1Max255 },
    DisplayContentOverrides: { Body: stringMin1Max32768, Endpoint: stringMin1Max1024, OperationName: stringMin1Max255 },
    DisplayOrder: { OverviewPageArn: stringMin20Max2048, ProductPageArns: { item: stringMin20Max2048 } },
    DomainNameConfiguration: {
      DomainNameStatus: domainNameStatus,
      EndpointType: endpointType,
      SecurityPolicy: securityPolicy,
    },
    IdentifierParts: {
      Method: stringMin1Max20,
      Path: stringMin1Max4096,
      RestApiId: stringMin1Max50,
      Stage: stringMin1Max128,
    },
    ListRoutingRulesRequest: { MaxResults: maxResults },
    PortalContent: { Description: stringMin0Max1024, DisplayName: stringMin3Max255 },
    PublishPortalRequest: { Description: stringMin0Max1024 },
    PutPortalProductSharingPolicyRequest: { PolicyDocument: stringMin1Max307200 },
    RouteSettings: { LoggingLevel: loggingLevel, ThrottlingBurstLimit: integer },
    Section: { ProductRestEndpointPageArns: { item: stringMin20Max2048 } },
    UpdatePortalProductRequest: { Description: stringMin0Max1024, DisplayName: stringMin1Max255 },
  },
};
