import { GetRestApisCommand, PutIntegrationCommand } from "@aws-sdk/client-api-gateway";
import {
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  GetRoleCommand,
  GetUserCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
} from "@aws-sdk/client-sts";
import { beforeAll, describe, expect, it } from "vitest";
import { sealSession } from "../../src/identities/sessions.ts";
import { createSecrets } from "../../src/storage/secrets.ts";
import { apiGateway, iam, sts } from "../support/clients.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { allow, trust } from "../support/iam-documents.ts";
import { type Key, keyOf, newRole, newUser } from "../support/iam-users.ts";

const ACCOUNT = "arn:aws:iam::000000000000";
let gateway: Gateway;
beforeAll(async () => {
  gateway = await sharedGateway();
});

const assume = async (credentials: Key, RoleArn: string, over: Partial<AssumeRoleCommandInput> = {}) =>
  sts(gateway, { credentials }).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "session", ...over }));

const listApis = (credentials: Key) => apiGateway(gateway, { credentials }).send(new GetRestApisCommand({}));

const denied = (work: Promise<unknown>, message: RegExp | string = /is not authorized to perform: sts:AssumeRole/) =>
  expect(work).rejects.toMatchObject({
    name: expect.stringMatching(/^AccessDenied/),
    message: expect.stringMatching(message),
  });

describe("who am I", () => {
  it("the administrator is the account's root, a user its own", async () => {
    expect(await sts(gateway).send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: "000000000000",
      Arn: `${ACCOUNT}:root`,
    });
    const credentials = await newUser(gateway, "whoami");
    expect(await sts(gateway, { credentials }).send(new GetCallerIdentityCommand({}))).toMatchObject({
      UserId: expect.stringMatching(/^AIDA/),
      Arn: `${ACCOUNT}:user/whoami`,
    });
  });
});

describe("a role is assumed", () => {
  it("by a user that its trust policy names, with credentials that may do what the role may", async () => {
    const user = await newUser(gateway, "assumer");
    const arn = await newRole(gateway, "deployer", trust({ AWS: `${ACCOUNT}:user/assumer` }), allow("apigateway:GET"));
    const { Credentials, AssumedRoleUser } = await assume(user, arn);
    expect(AssumedRoleUser).toEqual({
      Arn: "arn:aws:sts::000000000000:assumed-role/deployer/session",
      AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:session$/),
    });
    expect(Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    const seconds = ((Credentials?.Expiration?.getTime() ?? 0) - Date.now()) / 1000;
    expect(Math.abs(seconds - 3600)).toBeLessThan(60);
    const key = keyOf(Credentials);
    await listApis(key);
    expect(await sts(gateway, { credentials: key }).send(new GetCallerIdentityCommand({}))).toMatchObject({
      Arn: AssumedRoleUser?.Arn,
      UserId: AssumedRoleUser?.AssumedRoleId,
    });
    await denied(
      iam(gateway, { credentials: key }).send(new GetUserCommand({ UserName: "assumer" })),
      /^User: arn:aws:sts::000000000000:assumed-role\/deployer\/session is not authorized to perform: iam:GetUser on resource: /,
    );
  });

  it("through its account only by a user whose own policies allow it", async () => {
    const arn = await newRole(gateway, "by-account", trust({ AWS: `${ACCOUNT}:root` }), allow("apigateway:GET"));
    await denied(assume(await newUser(gateway, "by-account-no"), arn));
    await assume(await newUser(gateway, "by-account-yes", allow("sts:AssumeRole", arn)), arn);
  });

  it("not by others, not against a Deny, and not when there is no such role; nobody learns which", async () => {
    const deny = await newUser(gateway, "somebody", allow("sts:AssumeRole", "*", { Effect: "Deny" }));
    const arn = await newRole(gateway, "closed", trust({ AWS: `${ACCOUNT}:user/somebody` }), allow("a:b"));
    const may = await newUser(gateway, "may-assume", allow("sts:AssumeRole"));
    await denied(assume(may, arn));
    await denied(assume(may, `${ACCOUNT}:role/no-such-role`));
    await denied(assume(may, "arn:aws:iam::111122223333:role/closed"));
    await denied(assume({ accessKeyId: "test", secretAccessKey: "test" }, arn));
    await denied(assume(deny, arn));
  });

  it("not by a user that took the name of the one that was trusted, nor can nobody be trusted", async () => {
    const admin = iam(gateway);
    const first = await newUser(gateway, "namesake");
    const policy = trust({ AWS: `${ACCOUNT}:user/namesake` });
    const arn = await newRole(gateway, "namesake", policy, allow("a:b"));
    await assume(first, arn);
    await admin.send(new DeleteAccessKeyCommand({ UserName: "namesake", AccessKeyId: first.accessKeyId }));
    await admin.send(new DeleteUserCommand({ UserName: "namesake" }));
    const update = new UpdateAssumeRolePolicyCommand({ RoleName: "namesake", PolicyDocument: policy });
    await expect(admin.send(update)).rejects.toMatchObject({
      name: "MalformedPolicyDocumentException",
      message: `Invalid principal in policy: "AWS":"${ACCOUNT}:user/namesake"`,
    });
    const second = await newUser(gateway, "namesake");
    await denied(assume(second, arn));
    await admin.send(update);
    await assume(second, arn);
  });

  it("only with the external id that the trust policy asks for", async () => {
    const condition = { Condition: { StringEquals: { "sts:ExternalId": "letmein" } } };
    const user = await newUser(gateway, "external");
    const arn = await newRole(gateway, "external", trust({ AWS: `${ACCOUNT}:user/external` }, condition), allow("a:b"));
    await denied(assume(user, arn));
    await denied(assume(user, arn, { ExternalId: "other" }));
    await assume(user, arn, { ExternalId: "letmein" });
  });

  it("no longer than the role allows", async () => {
    const user = await newUser(gateway, "patient");
    const arn = await newRole(gateway, "short", trust({ AWS: `${ACCOUNT}:user/patient` }), allow("a:b"));
    await expect(assume(user, arn, { DurationSeconds: 7200 })).rejects.toMatchObject({
      message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    });
    const { Credentials } = await assume(user, arn, { DurationSeconds: 900 });
    expect((Credentials?.Expiration?.getTime() ?? 0) - Date.now()).toBeLessThan(901_000);
  });
});

describe("a session", () => {
  it("is limited by the policy that it was made with", async () => {
    const user = await newUser(gateway, "limited");
    const arn = await newRole(gateway, "limited", trust({ AWS: `${ACCOUNT}:user/limited` }), allow("apigateway:*"));
    const { Credentials } = await assume(user, arn, { Policy: allow("logs:*") });
    await denied(listApis(keyOf(Credentials)), /because no session policy allows the apigateway:GET action$/);
  });

  it("needs its own token, and loses what its role loses at the next call", async () => {
    const user = await newUser(gateway, "loser");
    const RoleName = "losing";
    const arn = await newRole(gateway, RoleName, trust({ AWS: `${ACCOUNT}:user/loser` }), allow("apigateway:GET"));
    const key = keyOf((await assume(user, arn)).Credentials);
    await listApis(key);
    const invalid = { message: "The security token included in the request is invalid." };
    const { sessionToken: _token, ...withoutToken } = key;
    await expect(listApis(withoutToken)).rejects.toMatchObject(invalid);
    const other = keyOf((await assume(user, arn)).Credentials);
    await expect(listApis({ ...key, sessionToken: other.sessionToken ?? "" })).rejects.toMatchObject(invalid);
    await listApis(key);
    const admin = iam(gateway);
    const Condition = { DateLessThan: { "aws:TokenIssueTime": new Date(Date.now() + 1000).toISOString() } };
    const PolicyDocument = allow("*", "*", { Effect: "Deny", Condition });
    await admin.send(new PutRolePolicyCommand({ RoleName, PolicyName: "AWSRevokeOlderSessions", PolicyDocument }));
    await denied(listApis(key), /with an explicit deny in an identity-based policy$/);
    await admin.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "AWSRevokeOlderSessions" }));
    await listApis(key);
    await admin.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "own" }));
    await denied(listApis(key), /because no identity-based policy/);
    await admin.send(new DeleteRoleCommand({ RoleName }));
    await expect(listApis(key)).rejects.toMatchObject(invalid);
  });

  it("that has expired is refused as AWS does", async () => {
    const RoleName = "expired";
    await newRole(gateway, RoleName, trust({ AWS: `${ACCOUNT}:root` }), allow("apigateway:GET"));
    const { Role } = await iam(gateway).send(new GetRoleCommand({ RoleName }));
    // The key of all gateways of the tests: nobody else can make a token.
    const secrets = createSecrets([new Uint8Array(32).fill(7)]);
    const keyOfSession = (expiresAt: number): Key => {
      const accessKeyId = "ASIAEXPIREDEXPIRED22";
      const session = { ownerId: Role?.RoleId ?? "", name: "s", secret: "secret", issuedAt: 0, policies: [], tags: {} };
      const sessionToken = sealSession(secrets, accessKeyId, { ...session, expiresAt });
      return { accessKeyId, secretAccessKey: "secret", sessionToken };
    };
    await expect(listApis(keyOfSession(Date.now() - 1))).rejects.toMatchObject({
      name: "ExpiredTokenException",
      message: "The security token included in the request is expired",
    });
  });

  it("of a role assumes another role that trusts it, for an hour at most", async () => {
    const user = await newUser(gateway, "chain");
    const first = await newRole(gateway, "chain-1", trust({ AWS: `${ACCOUNT}:user/chain` }), allow("a:b"));
    const second = await newRole(gateway, "chain-2", trust({ AWS: first }), allow("apigateway:GET"));
    const key = keyOf((await assume(user, first)).Credentials);
    await listApis(keyOf((await assume(key, second)).Credentials));
    await expect(assume(key, second, { DurationSeconds: 3601 })).rejects.toMatchObject({
      message: expect.stringContaining("role chaining"),
    });
    await iam(gateway).send(
      new UpdateAssumeRolePolicyCommand({
        RoleName: "chain-2",
        PolicyDocument: trust({ AWS: `${ACCOUNT}:user/chain` }),
      }),
    );
    await denied(assume(key, second));
  });

  it("of a user may do what the user may", async () => {
    const user = await newUser(gateway, "temporary", allow("apigateway:GET"));
    const { Credentials } = await sts(gateway, { credentials: user }).send(new GetSessionTokenCommand({}));
    const key = keyOf(Credentials);
    await listApis(key);
    expect((await sts(gateway, { credentials: key }).send(new GetCallerIdentityCommand({}))).Arn).toBe(
      `${ACCOUNT}:user/temporary`,
    );
    const root = await sts(gateway).send(new GetSessionTokenCommand({ DurationSeconds: 900 }));
    await listApis(keyOf(root.Credentials));
    await denied(
      sts(gateway, { credentials: key }).send(new GetSessionTokenCommand({})),
      /^Cannot call GetSessionToken with session credentials$/,
    );
  });
});

describe("roles that are named for a service", () => {
  it("need iam:PassRole", async () => {
    const credentials = await newUser(gateway, "passer", allow("apigateway:*"));
    const role = `${ACCOUNT}:role/backend`;
    const put = new PutIntegrationCommand({
      restApiId: "abcdef1234",
      resourceId: "abc",
      httpMethod: "GET",
      type: "AWS",
      integrationHttpMethod: "POST",
      uri: "arn:aws:apigateway:us-east-1:sqs:path/000000000000/queue",
      credentials: role,
    });
    await denied(
      apiGateway(gateway, { credentials }).send(put),
      /^User: arn:aws:iam::000000000000:user\/passer is not authorized to perform: iam:PassRole on resource: arn:aws:iam::000000000000:role\/backend because/,
    );
  });
});
