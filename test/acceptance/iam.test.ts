import {
  AddUserToGroupCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeletePolicyCommand,
  DeleteUserCommand,
  DetachUserPolicyCommand,
  GetGroupCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAccessKeysCommand,
  ListAttachedRolePoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListGroupsForUserCommand,
  ListPoliciesCommand,
  ListUsersCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateAccessKeyCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import { CreateRestApiCommand, GetRestApiCommand, GetRestApisCommand } from "@aws-sdk/client-api-gateway";
import { beforeAll, describe, expect, it } from "vitest";
import { apiGateway, iam } from "../support/clients.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { allow } from "../support/iam-documents.ts";
import { newUser as makeUser } from "../support/iam-users.ts";

const ACCOUNT = "arn:aws:iam::000000000000";
let gateway: Gateway;
let admin: ReturnType<typeof iam>;
beforeAll(async () => {
  gateway = await sharedGateway();
  admin = iam(gateway);
});

const newUser = (UserName: string, document?: string) => makeUser(gateway, UserName, document);

const fails = (work: Promise<unknown>, name: string, message: string | RegExp) =>
  expect(work).rejects.toMatchObject({
    name,
    message: typeof message === "string" ? message : expect.stringMatching(message),
  });

describe("users", () => {
  it("are made, read, listed by path, renamed and deleted, with AWS's ids", async () => {
    const made = await admin.send(
      new CreateUserCommand({ UserName: "Ann", Path: "/team/", Tags: [{ Key: "a", Value: "1" }] }),
    );
    expect(made.User).toMatchObject({
      UserName: "Ann",
      Path: "/team/",
      Arn: `${ACCOUNT}:user/team/Ann`,
      UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
      CreateDate: expect.any(Date),
      Tags: [{ Key: "a", Value: "1" }],
    });
    await fails(
      admin.send(new CreateUserCommand({ UserName: "ANN" })),
      "EntityAlreadyExistsException",
      "User with name ANN already exists.",
    );
    const listed = await admin.send(new ListUsersCommand({ PathPrefix: "/team/" }));
    expect(listed.Users?.map(({ UserName }) => UserName)).toEqual(["Ann"]);
    await admin.send(new UpdateUserCommand({ UserName: "Ann", NewUserName: "Anna", NewPath: "/" }));
    const { User } = await admin.send(new GetUserCommand({ UserName: "Anna" }));
    expect([User?.UserId, User?.Arn]).toEqual([made.User?.UserId, `${ACCOUNT}:user/Anna`]);
    await admin.send(new TagUserCommand({ UserName: "Anna", Tags: [{ Key: "A", Value: "2" }] }));
    expect((await admin.send(new GetUserCommand({ UserName: "Anna" }))).User?.Tags).toEqual([{ Key: "A", Value: "2" }]);
    await admin.send(new UntagUserCommand({ UserName: "Anna", TagKeys: ["a"] }));
    await admin.send(new DeleteUserCommand({ UserName: "Anna" }));
    await fails(
      admin.send(new GetUserCommand({ UserName: "Anna" })),
      "NoSuchEntityException",
      "The user with name Anna cannot be found.",
    );
  });

  it("come in pages", async () => {
    for (const UserName of ["p1", "p2", "p3"]) await admin.send(new CreateUserCommand({ UserName, Path: "/pages/" }));
    const first = await admin.send(new ListUsersCommand({ PathPrefix: "/pages/", MaxItems: 2 }));
    expect([first.Users?.map(({ UserName }) => UserName), first.IsTruncated]).toEqual([["p1", "p2"], true]);
    const last = await admin.send(new ListUsersCommand({ PathPrefix: "/pages/", MaxItems: 2, Marker: first.Marker }));
    expect([last.Users?.map(({ UserName }) => UserName), last.IsTruncated, last.Marker]).toEqual([
      ["p3"],
      false,
      undefined,
    ]);
  });

  it("cannot be deleted while something hangs on them", async () => {
    const { accessKeyId } = await newUser("full", allow("a:b"));
    const gone = () => admin.send(new DeleteUserCommand({ UserName: "full" }));
    await fails(gone(), "DeleteConflictException", "Cannot delete entity, must delete access keys first.");
    await admin.send(new DeleteAccessKeyCommand({ UserName: "full", AccessKeyId: accessKeyId }));
    await fails(gone(), "DeleteConflictException", "Cannot delete entity, must delete policies first.");
  });
});

describe("policies", () => {
  it("inside a user come back percent-encoded, and malformed ones are refused", async () => {
    const UserName = "inline";
    const document = allow("execute-api:Invoke", "arn:aws:execute-api:*:*:*");
    await newUser(UserName, document);
    const read = await admin.send(new GetUserPolicyCommand({ UserName, PolicyName: "own" }));
    expect(read.PolicyDocument).not.toContain("{");
    expect(decodeURIComponent(read.PolicyDocument ?? "")).toBe(document);
    await fails(
      admin.send(new GetUserPolicyCommand({ UserName, PolicyName: "no" })),
      "NoSuchEntityException",
      "The user policy with name no cannot be found.",
    );
    const bad = new PutUserPolicyCommand({ UserName, PolicyName: "bad", PolicyDocument: '{"Version":"2012-10-17"}' });
    await fails(admin.send(bad), "MalformedPolicyDocumentException", "Syntax errors in policy.");
  });

  it("of their own have versions, are attached and detached, and are kept while somebody has them", async () => {
    const UserName = "holder";
    await newUser(UserName);
    const { Policy } = await admin.send(
      new CreatePolicyCommand({ PolicyName: "reading", Path: "/p/", PolicyDocument: allow("a:Read") }),
    );
    const PolicyArn = `${ACCOUNT}:policy/p/reading`;
    expect(Policy).toMatchObject({
      Arn: PolicyArn,
      PolicyId: expect.stringMatching(/^ANPA/),
      DefaultVersionId: "v1",
      AttachmentCount: 0,
    });
    await admin.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
    const again = await admin.send(
      new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allow("a:Write"), SetAsDefault: true }),
    );
    expect(again.PolicyVersion).toMatchObject({ VersionId: "v2", IsDefaultVersion: true });
    const version = await admin.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
    expect(version.PolicyVersion).toMatchObject({ IsDefaultVersion: false });
    const { PolicyUsers } = await admin.send(new ListEntitiesForPolicyCommand({ PolicyArn }));
    expect(PolicyUsers?.map((user) => user.UserName)).toEqual([UserName]);
    const gone = () => admin.send(new DeletePolicyCommand({ PolicyArn }));
    await fails(gone(), "DeleteConflictException", "Cannot delete a policy attached to entities.");
    await admin.send(new DetachUserPolicyCommand({ UserName, PolicyArn }));
    await fails(gone(), "DeleteConflictException", /^This policy has more than one version/);
    await fails(
      admin.send(new DetachUserPolicyCommand({ UserName, PolicyArn })),
      "NoSuchEntityException",
      `Policy ${PolicyArn} was not found.`,
    );
  });

  it("are attached by their ARN: anything else is told to be none", async () => {
    await admin.send(new CreateUserCommand({ UserName: "unattached" }));
    for (const PolicyArn of ["a-name-that-is-no-arn", "arn:aws:iam:policy/too-few-parts"]) {
      const attach = new AttachUserPolicyCommand({ UserName: "unattached", PolicyArn });
      await fails(admin.send(attach), "ValidationError", "Invalid ARN:  Could not be parsed!");
    }
  });

  it("of trust that are no JSON have words of their own", async () => {
    const role = { RoleName: "distrusted", AssumeRolePolicyDocument: '{"Version": "2012-10-17",' };
    await fails(
      admin.send(new CreateRoleCommand(role)),
      "MalformedPolicyDocumentException",
      "This policy contains invalid Json",
    );
  });

  it("of AWS's own can be attached where they speak of the services here", async () => {
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
    const RoleName = "function-role";
    const { Role } = await admin.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    expect([Role?.RoleId?.slice(0, 4), Role?.MaxSessionDuration]).toEqual(["AROA", undefined]);
    const PolicyArn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
    await admin.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    const attached = await admin.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    expect(attached.AttachedPolicies).toEqual([{ PolicyName: "AWSLambdaBasicExecutionRole", PolicyArn }]);
    const read = await admin.send(new GetRoleCommand({ RoleName }));
    expect(decodeURIComponent(read.Role?.AssumeRolePolicyDocument ?? "")).toBe(AssumeRolePolicyDocument);
    const unknown = "arn:aws:iam::aws:policy/AmazonEC2FullAccess";
    await fails(
      admin.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: unknown })),
      "NoSuchEntityException",
      `Policy ${unknown} does not exist or is not attachable.`,
    );
    const { Policies } = await admin.send(new ListPoliciesCommand({ Scope: "AWS", OnlyAttached: true }));
    expect(Policies?.map((one) => one.Arn)).toContain(PolicyArn);
  });
});

describe("who may call the management APIs", () => {
  it("nobody without a policy; the answer names caller, action and resource", async () => {
    const credentials = await newUser("nothing");
    await fails(
      apiGateway(gateway, { credentials }).send(new GetRestApisCommand({})),
      "AccessDeniedException",
      `User: ${ACCOUNT}:user/nothing is not authorized to perform: apigateway:GET on resource: arn:aws:apigateway:us-east-1::/restapis because no identity-based policy allows the apigateway:GET action`,
    );
    await fails(
      iam(gateway, { credentials }).send(new GetUserCommand({})),
      "AccessDenied",
      /is not authorized to perform: iam:GetUser on resource: arn:aws:iam::000000000000:user\/nothing because/,
    );
  });

  it("a user as far as its policies, its groups and its boundary allow, at the very next call", async () => {
    const credentials = await newUser("worker");
    const client = apiGateway(gateway, { credentials });
    const list = () => client.send(new GetRestApisCommand({}));
    await admin.send(new CreateGroupCommand({ GroupName: "readers" }));
    await admin.send(new AddUserToGroupCommand({ GroupName: "readers", UserName: "worker" }));
    expect((await admin.send(new GetGroupCommand({ GroupName: "readers" }))).Users?.length).toBe(1);
    expect((await admin.send(new ListGroupsForUserCommand({ UserName: "worker" }))).Groups?.length).toBe(1);
    await fails(list(), "AccessDeniedException", /because no identity-based policy/);
    const PolicyArn = "arn:aws:iam::aws:policy/AmazonAPIGatewayAdministrator";
    await admin.send(new AttachUserPolicyCommand({ UserName: "worker", PolicyArn }));
    await list();
    const boundary = await admin.send(
      new CreatePolicyCommand({ PolicyName: "only-logs", PolicyDocument: allow("logs:*") }),
    );
    await admin.send(
      new PutUserPermissionsBoundaryCommand({ UserName: "worker", PermissionsBoundary: boundary.Policy?.Arn }),
    );
    const bounded = await admin.send(new GetUserCommand({ UserName: "worker" }));
    expect(bounded.User?.PermissionsBoundary?.PermissionsBoundaryType).toBe("Policy");
    await fails(list(), "AccessDeniedException", /because no permissions boundary allows the apigateway:GET action$/);
  });

  it("a key that is inactive or deleted is refused by the very next call, and works again when it is active", async () => {
    const UserName = "keys";
    const credentials = await newUser(UserName, allow("apigateway:GET"));
    const list = () => apiGateway(gateway, { credentials }).send(new GetRestApisCommand({}));
    const AccessKeyId = credentials.accessKeyId;
    await list();
    await admin.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: "Inactive" }));
    const { AccessKeyMetadata } = await admin.send(new ListAccessKeysCommand({ UserName }));
    expect(AccessKeyMetadata).toMatchObject([{ AccessKeyId, Status: "Inactive" }]);
    await fails(list(), "UnrecognizedClientException", "The security token included in the request is invalid.");
    await admin.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: "Active" }));
    await list();
    await admin.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
    await fails(
      iam(gateway, { credentials }).send(new GetUserCommand({})),
      "InvalidClientTokenId",
      "The security token included in the request is invalid.",
    );
  });

  it("a denied region is no way round a Deny: an API is where it was made", async () => {
    const { id } = await apiGateway(gateway, { region: "us-west-2" }).send(new CreateRestApiCommand({ name: "west" }));
    const document = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "apigateway:*", Resource: "*" },
        { Effect: "Deny", Action: "apigateway:*", Resource: `arn:aws:apigateway:us-west-2::/restapis/${id}` },
      ],
    });
    const credentials = await newUser("regional", document);
    for (const region of ["us-west-2", "eu-west-1"]) {
      const client = apiGateway(gateway, { credentials, region });
      await fails(
        client.send(new GetRestApiCommand({ restApiId: id })),
        "AccessDeniedException",
        /resource: arn:aws:apigateway:us-west-2::\/restapis\/\w+ with an explicit deny in an identity-based policy$/,
      );
      await client.send(new GetRestApisCommand({}));
    }
  });
});
