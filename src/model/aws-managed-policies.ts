import type { StoredIdentity } from "./identity.ts";

/** A statement that allows these actions. */
function allow(actions: string | string[], resource = "*"): object {
  return { Effect: "Allow", Action: actions, Resource: resource };
}

const PASS_ROLE_TO_LAMBDA = {
  ...allow("iam:PassRole"),
  Condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } },
};
const WRITE_LOGS = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];
const NETWORK_INTERFACES = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];
const SERVICE_ROLE = "/service-role/";

/**
 * The policies of AWS's own that speak of the services here, as AWS Managed Policy Reference shows them; of the larger ones only
 * the statements about these services. All others cannot be attached.
 */
const POLICIES: readonly [name: string, path: string, statements: object[]][] = [
  ["AdministratorAccess", "/", [allow("*")]],
  [
    "PowerUserAccess",
    "/",
    [
      { Effect: "Allow", NotAction: ["iam:*", "organizations:*", "account:*"], Resource: "*" },
      allow(["iam:CreateServiceLinkedRole", "iam:DeleteServiceLinkedRole", "iam:ListRoles"]),
    ],
  ],
  [
    "ReadOnlyAccess",
    "/",
    [
      allow([
        "apigateway:GET",
        "iam:Generate*",
        "iam:Get*",
        "iam:List*",
        "iam:Simulate*",
        "lambda:Get*",
        "lambda:List*",
        "logs:Describe*",
        "logs:FilterLogEvents",
        "logs:Get*",
        "logs:List*",
        "sts:GetAccessKeyInfo",
        "sts:GetCallerIdentity",
        "sts:GetSessionToken",
        "wafv2:CheckCapacity",
        "wafv2:Describe*",
        "wafv2:Get*",
        "wafv2:List*",
      ]),
    ],
  ],
  ["IAMFullAccess", "/", [allow("iam:*")]],
  [
    "IAMReadOnlyAccess",
    "/",
    [allow(["iam:Get*", "iam:List*", "iam:SimulateCustomPolicy", "iam:SimulatePrincipalPolicy"])],
  ],
  ["AmazonAPIGatewayAdministrator", "/", [allow("apigateway:*", "arn:aws:apigateway:*::/*")]],
  [
    "AmazonAPIGatewayInvokeFullAccess",
    "/",
    [allow(["execute-api:Invoke", "execute-api:ManageConnections"], "arn:aws:execute-api:*:*:*")],
  ],
  [
    "AmazonAPIGatewayPushToCloudWatchLogs",
    SERVICE_ROLE,
    [
      allow([
        ...WRITE_LOGS,
        "logs:DescribeLogGroups",
        "logs:DescribeLogStreams",
        "logs:GetLogEvents",
        "logs:FilterLogEvents",
      ]),
    ],
  ],
  [
    "AWSLambda_FullAccess",
    "/",
    [allow(["lambda:*", "logs:DescribeLogGroups", "iam:GetRole", "iam:ListRoles"]), PASS_ROLE_TO_LAMBDA],
  ],
  ["AWSLambda_ReadOnlyAccess", "/", [allow(["lambda:Get*", "lambda:List*", "logs:DescribeLogGroups"])]],
  ["AWSLambdaBasicExecutionRole", SERVICE_ROLE, [allow(WRITE_LOGS)]],
  ["AWSLambdaVPCAccessExecutionRole", SERVICE_ROLE, [allow([...WRITE_LOGS, ...NETWORK_INTERFACES])]],
  ["AWSLambdaRole", SERVICE_ROLE, [allow("lambda:InvokeFunction")]],
  ["CloudWatchLogsFullAccess", "/", [allow("logs:*")]],
  [
    "CloudWatchLogsReadOnlyAccess",
    "/",
    [allow(["logs:Describe*", "logs:Get*", "logs:List*", "logs:StartQuery", "logs:StopQuery", "logs:FilterLogEvents"])],
  ],
];

/** ARNs of AWS's own policies begin so; they are their ids here. */
const PREFIX = "arn:aws:iam::aws:policy";

/** AWS's own policies do not change here. */
const PUBLISHED_AT = Date.UTC(2024, 0, 1);

const BY_ARN: ReadonlyMap<string, StoredIdentity<"policy">> = new Map(
  POLICIES.map(([name, path, statements]) => {
    const id = `${PREFIX}${path}${name}`;
    const document = JSON.stringify({ Version: "2012-10-17", Statement: statements });
    const body = {
      name,
      path,
      createdAt: PUBLISHED_AT,
      description: null,
      versions: [{ id: "v1", document, createdAt: PUBLISHED_AT }],
      defaultVersionId: "v1",
      nextVersion: 2,
      updatedAt: PUBLISHED_AT,
      tags: [],
    };
    return [id, { kind: "policy", id, body }];
  }),
);

/** Whether an id is that of a policy of AWS's own. */
export function isAwsManaged(id: string): boolean {
  return id.startsWith(`${PREFIX}/`);
}

/** A policy of AWS's own by its ARN; undefined for those that are not known here. */
export function awsManagedPolicy(arn: string): StoredIdentity<"policy"> | undefined {
  return BY_ARN.get(arn);
}

/** All policies of AWS's own that are known here. */
export function awsManagedPolicies(): StoredIdentity<"policy">[] {
  return [...BY_ARN.values()];
}
