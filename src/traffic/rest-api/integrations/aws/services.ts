/** How a service of AWS is called and signed for. */
export interface AwsService {
  /** what `AWS_ENDPOINT_URL_…` names it by */
  endpointVariable: string;
  /** whose name the signature carries */
  signingName: string;
  /** how `action/{name}` is called: AWS's JSON protocol with X-Amz-Target, or its query protocol with Action and Version */
  protocol: { kind: "json"; version: "1.0" | "1.1"; target: string } | { kind: "query"; version: string | null };
  /** the one host that a service without regions has */
  globalHost: string | null;
}

/**
 * By the name that integration URIs give a service, with its subdomain: the JSON protocols with their version and target prefix, as in
 * AWS's own service models (botocore, `service-2.json`: endpointPrefix, jsonVersion, targetPrefix, serviceId, signingName). Not
 * here although its model says JSON: SSM, which `action/…` calls by the query protocol (recorded); SQS likewise has both.
 */
const JSON_SERVICES: Readonly<Record<string, readonly [target: string, version: "1.0" | "1.1", endpoint: string]>> = {
  athena: ["AmazonAthena", "1.1", "ATHENA"],
  codebuild: ["CodeBuild_20161006", "1.1", "CODEBUILD"],
  codepipeline: ["CodePipeline_20150709", "1.1", "CODEPIPELINE"],
  "cognito-identity": ["AWSCognitoIdentityService", "1.1", "COGNITO_IDENTITY"],
  "cognito-idp": ["AWSCognitoIdentityProviderService", "1.1", "COGNITO_IDP"],
  comprehend: ["Comprehend_20171127", "1.1", "COMPREHEND"],
  dynamodb: ["DynamoDB_20120810", "1.0", "DYNAMODB"],
  ecs: ["AmazonEC2ContainerServiceV20141113", "1.1", "ECS"],
  elasticmapreduce: ["ElasticMapReduce", "1.1", "EMR"],
  events: ["AWSEvents", "1.1", "EVENTBRIDGE"],
  firehose: ["Firehose_20150804", "1.1", "FIREHOSE"],
  glue: ["AWSGlue", "1.1", "GLUE"],
  kinesis: ["Kinesis_20131202", "1.1", "KINESIS"],
  kms: ["TrentService", "1.1", "KMS"],
  logs: ["Logs_20140328", "1.1", "CLOUDWATCH_LOGS"],
  "redshift-data": ["RedshiftData", "1.1", "REDSHIFT_DATA"],
  rekognition: ["RekognitionService", "1.1", "REKOGNITION"],
  secretsmanager: ["secretsmanager", "1.1", "SECRETS_MANAGER"],
  states: ["AWSStepFunctions", "1.0", "SFN"],
  "streams.dynamodb": ["DynamoDBStreams_20120810", "1.0", "DYNAMODB_STREAMS"],
  swf: ["SimpleWorkflowService", "1.0", "SWF"],
  textract: ["Textract", "1.1", "TEXTRACT"],
  translate: ["AWSShineFrontendService_20170701", "1.1", "TRANSLATE"],
};

/** The version that the query protocol wants to be told (`apiVersion` of the models). */
const QUERY_SERVICES: Readonly<Record<string, readonly [version: string | null, endpoint: string]>> = {
  autoscaling: ["2011-01-01", "AUTO_SCALING"],
  cloudformation: ["2010-05-15", "CLOUDFORMATION"],
  ec2: ["2016-11-15", "EC2"],
  elasticloadbalancing: ["2015-12-01", "ELASTIC_LOAD_BALANCING_V2"],
  email: ["2010-12-01", "SES"],
  iam: ["2010-05-08", "IAM"],
  monitoring: ["2010-08-01", "CLOUDWATCH"],
  rds: ["2014-10-31", "RDS"],
  sns: ["2010-03-31", "SNS"],
  sqs: ["2012-11-05", "SQS"],
  ssm: [null, "SSM"],
  sts: ["2011-06-15", "STS"],
};

/** Signing names and endpoint variables that are not the service's own name. */
const SIGNING_NAMES: Readonly<Record<string, string>> = {
  "appsync-api": "appsync",
  "bedrock-runtime": "bedrock",
  "data-ats.iot": "iotdata",
  "data.iot": "iotdata",
  email: "ses",
};
const ENDPOINT_VARIABLES: Readonly<Record<string, string>> = {
  "bedrock-runtime": "BEDROCK_RUNTIME",
  "data-ats.iot": "IOT_DATA_PLANE",
  "data.iot": "IOT_DATA_PLANE",
  "runtime.sagemaker": "SAGEMAKER_RUNTIME",
};
const GLOBAL_HOSTS: Readonly<Record<string, string>> = {
  cloudfront: "cloudfront.amazonaws.com",
  iam: "iam.amazonaws.com",
  route53: "route53.amazonaws.com",
};

/** What is known of a service; one that nobody knows is signed for by its own name and called by the query protocol. */
export function awsService(service: string, subdomain: string | null): AwsService {
  const whole = subdomain === null ? service : `${subdomain}.${service}`;
  const json = entry(JSON_SERVICES, whole) ?? entry(JSON_SERVICES, service);
  const query = entry(QUERY_SERVICES, service);
  return {
    endpointVariable: json?.[2] ?? query?.[1] ?? entry(ENDPOINT_VARIABLES, whole) ?? variableOf(service),
    signingName: entry(SIGNING_NAMES, whole) ?? entry(SIGNING_NAMES, service) ?? service,
    protocol: json
      ? { kind: "json", version: json[1], target: json[0] }
      : { kind: "query", version: query?.[0] ?? null },
    globalHost: entry(GLOBAL_HOSTS, service) ?? null,
  };
}

function variableOf(service: string): string {
  return service.replaceAll(/[^A-Za-z0-9]/g, "_").toUpperCase();
}

function entry<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
