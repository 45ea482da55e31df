import type { Expression } from "./expression.ts";

/** A parsed mapping template, or why it does not parse: AWS takes it all the same and fails when it is used. */
export type TemplatePlan =
  | { ok: true; /** what languages/vtl parsed, as JSON */ template: unknown }
  | { ok: false; message: string; line: number; column: number };

/** What a mapping writes and what it reads (API Gateway developer guide, "Amazon API Gateway API request and response data mapping reference"). */
export interface ParameterMapping {
  in: "header" | "querystring" | "path" | "responseHeader";
  /** as the definition writes it */
  name: string;
  source: MappingSource;
}

/** Where a mapped value comes from. Names are as the definition writes them; header look-ups ignore case. */
export type MappingSource =
  | { kind: "static"; value: string }
  | {
      kind: "requestParameter";
      in: "header" | "multivalueheader" | "querystring" | "multivaluequerystring" | "path";
      name: string;
    }
  | { kind: "requestBody"; /** JSONPath, null: the whole body */ path: string | null }
  | { kind: "responseHeader"; in: "header" | "multivalueheader"; name: string }
  | { kind: "responseBody"; path: string | null }
  /** of WebSocket APIs only */
  | { kind: "responseStatus" }
  | { kind: "context"; name: string }
  | { kind: "stageVariable"; name: string }
  /** AWS takes the definition and the mapping yields nothing, or fails, when called */
  | { kind: "invalid"; text: string };

/** The 21 kinds of gateway responses. */
export type GatewayResponseType =
  | "ACCESS_DENIED"
  | "API_CONFIGURATION_ERROR"
  | "AUTHORIZER_CONFIGURATION_ERROR"
  | "AUTHORIZER_FAILURE"
  | "BAD_REQUEST_BODY"
  | "BAD_REQUEST_PARAMETERS"
  | "DEFAULT_4XX"
  | "DEFAULT_5XX"
  | "EXPIRED_TOKEN"
  | "INTEGRATION_FAILURE"
  | "INTEGRATION_TIMEOUT"
  | "INVALID_API_KEY"
  | "INVALID_SIGNATURE"
  | "MISSING_AUTHENTICATION_TOKEN"
  | "QUOTA_EXCEEDED"
  | "REQUEST_TOO_LARGE"
  | "RESOURCE_NOT_FOUND"
  | "THROTTLED"
  | "UNAUTHORIZED"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "WAF_FILTERED";

/** A gateway response that the user has put; what is not put has AWS's defaults, which traffic knows. */
export interface GatewayResponsePlan {
  /** null: the type's own */
  statusCode: number | null;
  /** header name → value */
  parameters: { name: string; source: MappingSource }[];
  /** by content type, in the order of the definition */
  templates: [contentType: string, template: GatewayTemplate][];
}

/** Gateway response templates are not Velocity: `$context…`, `$stageVariables…`, `$method.request…` are replaced in plain text. */
export type GatewayTemplate = ({ kind: "text"; text: string } | { kind: "reference"; name: string })[];

export type RestAuthorizerPlan =
  | {
      kind: "token" | "request";
      id: string;
      name: string;
      /** an ARN that may hold stage variables */
      functionArn: Expression;
      credentialsArn: string | null;
      /** token: one header; request: headers, query strings, stage variables, context variables */
      identitySources: MappingSource[];
      /** Java regular expression that the token must match as a whole */
      validationExpression: string | null;
      /** 0: verdicts are not kept */
      ttlSeconds: number;
    }
  | {
      kind: "cognito";
      id: string;
      name: string;
      userPoolArns: string[];
      identitySource: MappingSource;
      /** Java regular expression that an identity token's audience must match as a whole */
      validationExpression: string | null;
    };

/** What all methods of a deployed REST API share. */
export interface RestHead {
  kind: "REST";
  apiId: string;
  name: string;
  region: string;
  disableExecuteApiEndpoint: boolean;
  endpointTypes: string[];
  binaryMediaTypes: string[];
  /** bytes; null: never compressed */
  minimumCompressionSize: number | null;
  apiKeySource: "HEADER" | "AUTHORIZER";
  /** the resource policy document as it was put, null without one */
  policy: string | null;
  gatewayResponses: Partial<Record<GatewayResponseType, GatewayResponsePlan>>;
  authorizers: Record<string, RestAuthorizerPlan>;
  /** model name → JSON schema; null: its schema is no JSON, and it accepts every body */
  models: Record<string, unknown>;
}

/** One deployed method. */
export interface RestMethod {
  kind: "REST";
  /** `{resourceId}/{httpMethod}` */
  id: string;
  resourceId: string;
  /** `/users/{id}` */
  resourcePath: string;
  /** the method of the definition, ANY included */
  httpMethod: string;
  operationName: string | null;
  authorization: { kind: "none" } | { kind: "iam" } | { kind: "authorizer"; authorizerId: string; scopes: string[] };
  apiKeyRequired: boolean;
  /** the required ones of requestParameters, in AWS's order (by full name), where a validator checks them */
  requiredParameters: { in: "header" | "querystring" | "path"; name: string }[];
  /** content type → model name, where a validator checks bodies; null: bodies are not checked */
  bodyModels: Record<string, string> | null;
  integration: RestIntegration | null;
}

interface RestIntegrationCommon {
  timeoutMillis: number;
  passthroughBehavior: "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES" | "NEVER";
  contentHandling: "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT" | null;
  requestParameters: ParameterMapping[];
  /** by content type, in the order of the definition */
  requestTemplates: [contentType: string, template: TemplatePlan][];
  responses: RestIntegrationResponse[];
  /** as the definition has it; the resource id without one */
  cacheNamespace: string;
  cacheKeyParameters: string[];
  credentialsArn: string | null;
  /** bodies are passed on as they come instead of being read whole */
  streamed: boolean;
}

export type RestIntegration = RestIntegrationCommon &
  (
    | { kind: "mock" }
    | {
        kind: "http" | "http_proxy";
        /** null: the client's own method (ANY) */
        method: string | null;
        /** `{name}` parts are pathParameter, filled only by mappings to integration.request.path.name */
        url: Expression;
        /** null: over the internet */
        vpcLink: { id: Expression; /** a load balancer's ARN */ target: string | null } | null;
      }
    | {
        kind: "lambda" | "lambda_proxy";
        /** null: the client's own method (ANY). Functions answer to POST alone */
        method: string | null;
        /** the function's ARN (with version or alias); may hold stage variables */
        functionArn: Expression;
      }
    | {
        kind: "aws";
        method: string | null;
        /** service name of the ARN: `dynamodb`, `sqs`, … */
        service: string;
        region: string;
        subdomain: string | null;
        action: { kind: "action"; name: Expression } | { kind: "path"; path: Expression };
      }
    /** what AWS lets through at deployment and fails only when called */
    | { kind: "fault"; gatewayResponse: GatewayResponseType; status: number; reason: string }
  );

/** How an integration's outcome becomes the method's response. */
export interface RestIntegrationResponse {
  statusCode: string;
  /** Java regular expression on the backend's status (HTTP) or error message (Lambda); null: the default response */
  selectionPattern: string | null;
  /** responseHeader mappings */
  parameters: ParameterMapping[];
  templates: [contentType: string, template: TemplatePlan][];
  contentHandling: "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT" | null;
}
