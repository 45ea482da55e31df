// What IAM says of policies that are none: its sentences, and the order in which it looks (checked in AWS by the authors of moto's tests).
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
  ["of any service's resource", { ...STATEMENT, Resource: "arn:aws-cn:new-service:x:1:a/b:c" }],
  ["of nothing beside null", { ...STATEMENT, Resource: ["*", null] }],
])("a managed policy may speak %s", async (_what, statement) => {
  expect((await create(policyOf(statement))).Policy?.DefaultVersionId).toBe("v1");
});
