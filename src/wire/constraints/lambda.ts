// What Lambda requires of its inputs beside their types, after AWS's API model: the operations around functions.
// The upper limits of a function's timeout, memory and storage are AWS's own; here they are lifted. Runtimes are the handlers' matter, and so is what is refused whatever it says: images, file systems, durable executions, tenants.

import type { Constraint, ServiceConstraints } from "./constraint.ts";

const action: Constraint = { pattern: "(lambda:[*]|lambda:[a-zA-Z]+|[*])" };
const additionalVersion: Constraint = { maxLength: 1024, minLength: 1, pattern: "[0-9]+" };
const alias: Constraint = { maxLength: 128, minLength: 1, pattern: "(?!^[0-9]+$)([a-zA-Z0-9-_]+)" };
const applicationLogLevel: Constraint = { enum: ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] };
const architecture: Constraint = { enum: ["x86_64", "arm64"] };
const arn: Constraint = {
  pattern:
    "arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)",
};
const description: Constraint = { maxLength: 256 };
const destinationArn: Constraint = {
  maxLength: 350,
  pattern:
    "$|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)",
};
const durableExecutionName: Constraint = { maxLength: 64, minLength: 1, pattern: "[a-zA-Z0-9-_]+" };
const environmentVariableName: Constraint = { pattern: "[a-zA-Z]([a-zA-Z0-9_])+" };
const ephemeralStorageSize: Constraint = { min: 512, integer: true };
const eventSourceToken: Constraint = { maxLength: 256, pattern: "[a-zA-Z0-9._\\-]+" };
const functionName: Constraint = {
  maxLength: 140,
  minLength: 1,
  pattern:
    "(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?",
};
const functionUrlAuthType: Constraint = { enum: ["NONE", "AWS_IAM"] };
const functionUrlQualifier: Constraint = { maxLength: 128, minLength: 1, pattern: "((?!^\\d+$)^[0-9a-zA-Z-_]+$)" };
const functionVersion: Constraint = { enum: ["ALL"] };
const functionVersionLatestPublished: Constraint = { enum: ["LATEST_PUBLISHED"] };
const handler: Constraint = { maxLength: 128, pattern: "[^\\s]+" };
const invocationType: Constraint = { enum: ["Event", "RequestResponse", "DryRun"] };
const kMSKeyArn: Constraint = { pattern: "(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()" };
const layerVersionArn: Constraint = {
  maxLength: 2048,
  minLength: 1,
  pattern:
    "(arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+)",
};
const logFormat: Constraint = { enum: ["JSON", "Text"] };
const logGroup: Constraint = { maxLength: 512, minLength: 1, pattern: "[\\.\\-_/#A-Za-z0-9]+" };
const logType: Constraint = { enum: ["None", "Tail"] };
const masterRegion: Constraint = { pattern: "ALL|[a-z]{2}(-gov)?-[a-z]+-\\d{1}" };
const maxItems: Constraint = { min: 1, max: 50, integer: true };
const maxListItems: Constraint = { min: 1, max: 10000, integer: true };
const maximumEventAgeInSeconds: Constraint = { min: 60, max: 21600, integer: true };
const maximumRetryAttempts: Constraint = { min: 0, max: 2, integer: true };
const memorySize: Constraint = { min: 128, integer: true };
const namespacedFunctionName: Constraint = {
  maxLength: 256,
  minLength: 1,
  pattern:
    "(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?",
};
const namespacedStatementId: Constraint = { maxLength: 100, minLength: 1, pattern: "([a-zA-Z0-9-_.]+)" };
const numericLatestPublishedOrAliasQualifier: Constraint = {
  maxLength: 128,
  minLength: 1,
  pattern: "\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+",
};
const packageType: Constraint = { enum: ["Zip", "Image"] };
const principal: Constraint = { pattern: "[^\\s]+" };
const principalOrgID: Constraint = { maxLength: 34, minLength: 12, pattern: "o-[a-z0-9]{10,32}" };
const reservedConcurrentExecutions: Constraint = { min: 0, integer: true };
const resourceArn: Constraint = { pattern: "(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()" };
const roleArn: Constraint = { pattern: "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+" };
const s3Bucket: Constraint = { maxLength: 63, minLength: 3, pattern: "[0-9A-Za-z\\.\\-_]*(?<!\\.)" };
const s3Key: Constraint = { maxLength: 1024, minLength: 1 };
const s3ObjectVersion: Constraint = { maxLength: 1024, minLength: 1 };
const snapStartApplyOn: Constraint = { enum: ["PublishedVersions", "None"] };
const sourceOwner: Constraint = { maxLength: 12, pattern: "\\d{12}" };
const statementId: Constraint = { maxLength: 100, minLength: 1, pattern: "([a-zA-Z0-9-_]+)" };
const systemLogLevel: Constraint = { enum: ["DEBUG", "INFO", "WARN"] };
const taggableResource: Constraint = {
  maxLength: 256,
  minLength: 1,
  pattern:
    "arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:(function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?|layer:([a-zA-Z0-9-_]+)|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|capacity-provider:[a-zA-Z0-9-_]+)",
};
const tenantId: Constraint = { maxLength: 256, minLength: 1, pattern: "[a-zA-Z0-9\\._:\\/=+\\-@ ]+" };
const timeout: Constraint = { min: 1, integer: true };
const tracingMode: Constraint = { enum: ["Active", "PassThrough"] };
const versionWithLatestPublished: Constraint = {
  maxLength: 1024,
  minLength: 1,
  pattern: "(\\$LATEST(\\.PUBLISHED)?|[0-9]+)",
};
const weight: Constraint = { min: 0, max: 1, double: true };

export const lambdaConstraints: ServiceConstraints = {
  everywhere: {
    FunctionName: functionName,
    Qualifier: numericLatestPublishedOrAliasQualifier,
    Name: alias,
    FunctionVersion: versionWithLatestPublished,
    MaxItems: maxListItems,
    Architectures: { item: { ...architecture, required: true }, maxLength: 1, minLength: 1 },
    Description: description,
    Destination: destinationArn,
    Handler: handler,
    KMSKeyArn: kMSKeyArn,
    Layers: { item: { ...layerVersionArn, required: true } },
    MaximumEventAgeInSeconds: maximumEventAgeInSeconds,
    MemorySize: memorySize,
    PublishTo: functionVersionLatestPublished,
    Resource: taggableResource,
    Role: roleArn,
    S3Bucket: s3Bucket,
    S3Key: s3Key,
    S3ObjectVersion: s3ObjectVersion,
    SourceKMSKeyArn: kMSKeyArn,
    Timeout: timeout,
  },
  structures: {
    AddPermissionRequest: {
      FunctionName: namespacedFunctionName,
      StatementId: statementId,
      Action: action,
      Principal: principal,
      SourceArn: arn,
      SourceAccount: sourceOwner,
      EventSourceToken: eventSourceToken,
      PrincipalOrgID: principalOrgID,
      FunctionUrlAuthType: functionUrlAuthType,
    },
    AliasRoutingConfiguration: {
      AdditionalVersionWeights: { key: additionalVersion, value: { ...weight, required: true } },
    },
    CreateFunctionRequest: {
      PackageType: packageType,
    },
    DeadLetterConfig: { TargetArn: resourceArn },
    DeleteFunctionEventInvokeConfigRequest: {
      FunctionName: namespacedFunctionName,
    },
    DeleteFunctionRequest: { FunctionName: namespacedFunctionName },
    Environment: { Variables: { key: environmentVariableName } },
    EphemeralStorage: { Size: ephemeralStorageSize },
    GetFunctionConfigurationRequest: {
      FunctionName: namespacedFunctionName,
    },
    GetFunctionEventInvokeConfigRequest: {
      FunctionName: namespacedFunctionName,
    },
    GetFunctionRequest: { FunctionName: namespacedFunctionName },
    GetFunctionUrlConfigRequest: { Qualifier: functionUrlQualifier },
    GetPolicyRequest: { FunctionName: namespacedFunctionName },
    InvocationRequest: {
      FunctionName: namespacedFunctionName,
      InvocationType: invocationType,
      LogType: logType,
      DurableExecutionName: durableExecutionName,
      TenantId: tenantId,
    },
    InvokeAsyncRequest: { FunctionName: namespacedFunctionName },
    ListFunctionUrlConfigsRequest: { MaxItems: maxItems },
    ListFunctionsRequest: { MasterRegion: masterRegion, FunctionVersion: functionVersion },
    ListVersionsByFunctionRequest: { FunctionName: namespacedFunctionName },
    LoggingConfig: {
      LogFormat: logFormat,
      ApplicationLogLevel: applicationLogLevel,
      SystemLogLevel: systemLogLevel,
      LogGroup: logGroup,
    },
    PutFunctionConcurrencyRequest: {
      ReservedConcurrentExecutions: reservedConcurrentExecutions,
    },
    PutFunctionEventInvokeConfigRequest: {
      FunctionName: namespacedFunctionName,
      MaximumRetryAttempts: maximumRetryAttempts,
    },
    RemovePermissionRequest: {
      FunctionName: namespacedFunctionName,
      StatementId: namespacedStatementId,
    },
    SnapStart: { ApplyOn: snapStartApplyOn },
    TracingConfig: { Mode: tracingMode },
    UpdateFunctionEventInvokeConfigRequest: {
      FunctionName: namespacedFunctionName,
      MaximumRetryAttempts: maximumRetryAttempts,
    },
    VpcConfig: {
      SubnetIds: { maxLength: 16, item: { maxLength: 1024, minLength: 0, pattern: "subnet-[0-9a-z]*" } },
      SecurityGroupIds: { maxLength: 5, item: { maxLength: 1024, minLength: 0, pattern: "sg-[0-9a-zA-Z]*" } },
    },
  },
};
