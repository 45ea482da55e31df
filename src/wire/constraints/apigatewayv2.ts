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
const ttlInSeconds: Constraint = { min: 0, integer: true };

export const apigatewayv2Constraints: ServiceConstraints = {
  everywhere: {
    AuthorizationType: authorizationType,
    AuthorizerResultTtlInSeconds: ttlInSeconds,
    AuthorizerType: authorizerType,
    ConnectionType: connectionType,
    ContentHandlingStrategy: contentHandlingStrategy,
    IntegrationType: integrationType,
    IpAddressType: ipAddressType,
    PassthroughBehavior: passthroughBehavior,
    Priority: routingRulePriority,
    RoutingMode: routingMode,
    TimeoutInMillis: timeoutInMillis,
  },
  structures: {
    Cors: { MaxAge: maxAge },
    CreateApiRequest: { ProtocolType: protocolType },
    DomainNameConfiguration: {
      DomainNameStatus: domainNameStatus,
      EndpointType: endpointType,
      SecurityPolicy: securityPolicy,
    },
    ListRoutingRulesRequest: { MaxResults: maxResults },
    RouteSettings: { LoggingLevel: loggingLevel, ThrottlingBurstLimit: integer },
  },
};
