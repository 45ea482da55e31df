// What IAM says of policies that are none: its sentences, and the order in which it looks (checked in AWS by the authors of moto's tests, and
// measured there for the rules of badmintoncryer/cdk-preflight).
import { describe, expect, it } from "vitest";
import { iamHandlers } from "../../../src/management/iam/handlers.ts";
import { refusal, v2Call } from "../../support/v2-call.ts";

const call = v2Call();
const STATEMENT = { Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::bucket" };
let made = 0;

const create = (document: object | string) =>
  iamHandlers.CreatePolicy(call, {
    PolicyName: `checked-${(made += 1)}-${crypto.randomUUID()}`,
    PolicyDocument: typeof document === "string" ? document : JSON.stringify(document),
  });

const policyOf = (...statements: object[]) => ({ Version: "2012-10-17", Statement: statements });

describe("a managed policy is refused", () => {
  const syntax = "Syntax errors in policy.";
  const legacy = "The policy failed legacy parsing";
  const version = "Policy document must be version 2012-10-17 or greater.";
  it.each<[string, object | string, string]>([
    ["no JSON", "{", syntax],
    ["no statement", { Version: "2012-10-17", Statement: [] }, syntax],
    ["a field that there is not", { ...policyOf(STATEMENT), Comment: "x" }, syntax],
    ["actions that are no texts", policyOf({ ...STATEMENT, Action: [[]] }), syntax],
    ["both Action and NotAction", policyOf({ ...STATEMENT, NotAction: "a:b" }), syntax],
    ["a condition that is none", policyOf({ ...STATEMENT, Condition: { Like: { a: "b" } } }), syntax],
    ["no version", { Statement: STATEMENT }, version],
    ["the older version", { ...policyOf(STATEMENT), Version: "2008-10-17" }, version],
    ["an effect in other letters", policyOf({ ...STATEMENT, Effect: "allow" }), legacy],
    ["a part of an ARN", policyOf({ ...STATEMENT, Resource: "arn:aws:s3::bucket" }), legacy],
    ["a date that is none", policyOf({ ...STATEMENT, Condition: { DateLessThan: { a: "soon" } } }), legacy],
    ["no actions", policyOf({ Effect: "Allow", Resource: "*" }), "Policy statement must contain actions."],
    ["no resources", policyOf({ Effect: "Allow", Action: "a:b" }), "Policy statement must contain resources."],
    ["two services", policyOf({ ...STATEMENT, Action: "a:b:c" }), "Actions/Condition can contain only one colon."],
    ["a service that is none", policyOf({ ...STATEMENT, Action: "a b:c" }), "Vendor a b is not valid"],
    [
      "an action alone",
      policyOf({ ...STATEMENT, Action: "Get" }),
      "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
    ],
    ["a name", policyOf({ ...STATEMENT, Resource: "bucket" }), 'Resource bucket must be in ARN format or "*".'],
    [
      "no partition",
      policyOf({ ...STATEMENT, Resource: "aws:s3:::bucket" }),
      'Partition "s3" is not valid for resource "arn:s3:::bucket:*".',
    ],
    [
      "another partition",
      policyOf({ ...STATEMENT, Resource: "arn:mine:s3:::bucket" }),
      'Partition "mine" is not valid for resource "arn:mine:s3:::bucket".',
    ],
    [
      "no service of a resource",
      policyOf({ ...STATEMENT, Resource: "arn:aws" }),
      "Resource vendor must be fully qualified and cannot contain regexes.",
    ],
    [
      "a bucket in a region",
      policyOf({ ...STATEMENT, Resource: "arn:aws:s3:us-east-1::bucket" }),
      "Resource arn:aws:s3:us-east-1::bucket can not contain region information.",
    ],
    [
      "an IAM resource of no kind",
      policyOf({ ...STATEMENT, Resource: "arn:aws:iam:::thing" }),
      'IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.',
    ],
    [
      "the same Sid twice, before what else is missing",
      policyOf({ ...STATEMENT, Sid: "a" }, { Sid: "a", Effect: "Allow" }),
      "Statement IDs (SID) in a single policy must be unique.",
    ],
    [
      "an old-fashioned effect, before the Sids",
      policyOf({ ...STATEMENT, Effect: "ALLOW", Sid: "a" }, { ...STATEMENT, Sid: "a" }),
      legacy,
    ],
    ["its syntax, before its version", { Statement: STATEMENT, Id: {} }, syntax],
    ["a number that is none", policyOf({ ...STATEMENT, Condition: { NumericLessThan: { a: "0x10" } } }), legacy],
    ["an address that is none", policyOf({ ...STATEMENT, Condition: { IpAddress: { a: "10.0.0.0/33" } } }), legacy],
    [
      "a part of an ARN in a condition",
      policyOf({ ...STATEMENT, Condition: { ArnLike: { a: "arn:aws:s3:b" } } }),
      legacy,
    ],
    [
      "a variable for an ARN",
      policyOf({ ...STATEMENT, Condition: { ArnLikeIfExists: { a: ["*", "${aws:PrincipalArn}"] } } }),
      legacy,
    ],
    ["bytes that are none", policyOf({ ...STATEMENT, Condition: { BinaryEquals: { a: "!!!" } } }), syntax],
    ["a principal", policyOf({ ...STATEMENT, Principal: "*" }), "Policy document should not specify a principal."],
    [
      "a Sid of other signs",
      policyOf({ ...STATEMENT, Sid: "allow-read" }),
      "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
    ],
    [
      "a wildcard for the service of an action",
      policyOf({ ...STATEMENT, Action: ["s3:*", "s3*:GetObject"] }),
      "Action vendors (e.g., aws, ec2, etc.) must not contain wildcards.",
    ],
    [
      "a wildcard for the service of a resource",
      policyOf({ ...STATEMENT, Resource: "arn:aws:*:::b" }),
      "Resource vendor must be fully qualified and cannot contain regexes.",
    ],
    [
      "a resource of another partition",
      policyOf({ ...STATEMENT, Resource: "arn:aws-cn:s3:::b" }),
      'Partition "aws-cn" is not valid for resource "arn:aws-cn:s3:::b".',
    ],
    [
      "a bucket in a region and an account",
      policyOf({ ...STATEMENT, Resource: "arn:aws:s3:us-east-1:123456789012:b" }),
      "Resource arn:aws:s3:us-east-1:123456789012:b can not contain region information.",
    ],
    [
      "a bucket in the place of a region",
      policyOf({ ...STATEMENT, Resource: "arn:aws:s3:my-bucket" }),
      "Resource arn:aws:s3:my-bucket:*:* can not contain region information.",
    ],
    [
      "a zone in a region",
      policyOf({ ...STATEMENT, Resource: "arn:aws:route53:us-east-1::hostedzone/z" }),
      "Resource arn:aws:route53:us-east-1::hostedzone/z can not contain region information.",
    ],
    [
      "a bucket in an account",
      policyOf({ ...STATEMENT, Resource: "arn:aws:s3::123456789012:b" }),
      "Resource arn:aws:s3::123456789012:b cannot contain an account id.",
    ],
  ])("for %s", async (_what, document, message) => {
    expect(await refusal(create(document))).toEqual(["MalformedPolicyDocument", message]);
  });
});

it("a policy's description and empty tags are told by GetPolicy alone", async () => {
  const PolicyName = `described-${crypto.randomUUID()}`;
  const PolicyDocument = JSON.stringify(policyOf(STATEMENT));
  const { Policy } = await iamHandlers.CreatePolicy(call, { PolicyName, PolicyDocument, Description: "what for" });
  expect([Policy?.Description, Policy?.Tags]).toEqual([undefined, undefined]);
  const read = (await iamHandlers.GetPolicy(call, { PolicyArn: Policy?.Arn ?? "" })).Policy;
  expect([read?.Description, read?.Tags]).toEqual(["what for", []]);
});

it("an inline policy may have the older version", async () => {
  const UserName = `inline-${crypto.randomUUID()}`;
  await iamHandlers.CreateUser(call, { UserName });
  await iamHandlers.PutUserPolicy(call, {
    UserName,
    PolicyName: "old",
    PolicyDocument: JSON.stringify({ Statement: STATEMENT }),
  });
});

it.each([
  ["of an access point in a region", { ...STATEMENT, Resource: "arn:aws:s3:us-east-1:123456789012:accesspoint/a" }],
  ["of a batch job in a region", { ...STATEMENT, Resource: "arn:aws:s3:*:123456789012:job/*" }],
  [
    "of a role by a policy variable",
    { ...STATEMENT, Resource: "arn:aws:iam::${aws:PrincipalAccount}:role/${aws:username}" },
  ],
  ["of any service's resource", { ...STATEMENT, Resource: "arn:aws:new-service:x:1:a/b:c" }],
  ["of any partition", { ...STATEMENT, Resource: "arn:*:s3:::bucket" }],
  ["of whether any of several values is there", { ...STATEMENT, Condition: { "ForAllValues:Null": { a: "true" } } }],
  ["of ARNs with variables", { ...STATEMENT, Condition: { ArnLike: { a: "arn:aws:s3:::${aws:username}" } } }],
  ["of nothing beside null", { ...STATEMENT, Resource: ["*", null] }],
])("a managed policy may speak %s", async (_what, statement) => {
  expect((await create(policyOf(statement))).Policy?.DefaultVersionId).toBe("v1");
});

describe("a trust policy is refused", () => {
  const TRUST = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const { Principal: _nobody, ...nobody } = TRUST;
  const { Action: _nothing, ...nothing } = TRUST;
  const actions = "AssumeRole policy may only specify STS AssumeRole actions.";
  it.each<[string, object | string, string]>([
    ["no JSON", "{", "This policy contains invalid Json"],
    ["no statement", policyOf(), "Could not parse the policy: Statement is empty!"],
    ["nobody", policyOf(nobody), "Missing required field Principal"],
    ["no actions", policyOf(nothing), "Missing required field Action"],
    ["a resource", policyOf({ ...TRUST, Resource: "*" }), "Has prohibited field Resource"],
    [
      "all resources but one",
      policyOf({ ...TRUST, NotResource: "*" }),
      "AssumeRole policy must not contain resources.",
    ],
    [
      "all but some",
      policyOf({ ...nobody, NotPrincipal: { AWS: "123456789012" } }),
      "Allow with NotPrincipal is not allowed.",
    ],
    ["an action of another service", policyOf({ ...TRUST, Action: ["sts:AssumeRole", "s3:GetObject"] }), actions],
    ["every action of STS", policyOf({ ...TRUST, Action: "sts:*" }), actions],
    ["an action in other letters", policyOf({ ...TRUST, Action: "sts:assumerole" }), actions],
    [
      "everyone, untyped",
      policyOf({ ...TRUST, Principal: "*" }),
      'AssumeRolepolicy contained an invalid principal: "STAR":"*".',
    ],
    [
      "nobody",
      policyOf({ ...TRUST, Principal: { AWS: [] } }),
      "The passed in policy has a statement with no principals!",
    ],
    [
      "users of any name",
      policyOf({ ...TRUST, Principal: { AWS: "arn:aws:iam::000000000000:user/*" } }),
      'Invalid principal in policy: "AWS":"arn:aws:iam::000000000000:user/*"',
    ],
    [
      "a condition on a provider's address",
      policyOf({ ...TRUST, Condition: { StringEquals: { "https://id.example.com:sub": "a" } } }),
      "Condition can contain only one colon.",
    ],
    [
      "every service",
      policyOf({ ...TRUST, Principal: { Service: "*" } }),
      'Invalid principal in policy: "SERVICE":"*"',
    ],
    [
      "a service that is none of AWS's",
      policyOf({ ...TRUST, Principal: { Service: ["ec2.amazonaws.com", "lambda.example.com"] } }),
      'Invalid principal in policy: "SERVICE":"lambda.example.com"',
    ],
    [
      "all of Cognito's identities",
      policyOf({
        ...TRUST,
        Principal: { Federated: "cognito-identity.amazonaws.com" },
        Action: "sts:AssumeRoleWithWebIdentity",
      }),
      "A condition block must be present for the Cognito provider",
    ],
    [
      "the same Sid twice",
      policyOf({ ...TRUST, Sid: "a" }, { ...TRUST, Sid: "a" }),
      "The Statement Ids in the policy are not unique",
    ],
  ])("for %s", async (_what, document, message) => {
    const AssumeRolePolicyDocument = typeof document === "string" ? document : JSON.stringify(document);
    const RoleName = `trusting-${crypto.randomUUID()}`;
    expect(await refusal(iamHandlers.CreateRole(call, { RoleName, AssumeRolePolicyDocument }))).toEqual([
      "MalformedPolicyDocument",
      message,
    ]);
  });

  it("but may name everyone by type, and all actions of sessions", async () => {
    const Action = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"];
    const Condition = { StringEquals: { "aws:PrincipalTag/team:name": "a", "id.example.com:sub": "b" } };
    const document = policyOf({ ...TRUST, Principal: { AWS: "*" }, Action, Condition });
    const AssumeRolePolicyDocument = JSON.stringify(document);
    await iamHandlers.CreateRole(call, { RoleName: `open-${crypto.randomUUID()}`, AssumeRolePolicyDocument });
  });
});

it("paths of AWS's own roles are taken by nobody, and a boundary is a policy", async () => {
  const UserName = `bound-${crypto.randomUUID()}`;
  expect(await refusal(iamHandlers.CreateUser(call, { UserName, Path: "/aws-service-role/" }))).toEqual([
    "InvalidInput",
    "Paths beginning with '/aws-service-role' are reserved for AWS Service Linked Roles",
  ]);
  const PermissionsBoundary = "arn:aws:iam::000000000000:role/boundary";
  expect(await refusal(iamHandlers.CreateUser(call, { UserName, PermissionsBoundary }))).toEqual([
    "InvalidInput",
    `ARN ${PermissionsBoundary} is not valid.`,
  ]);
});
