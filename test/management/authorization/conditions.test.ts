import { describe, expect, it } from "vitest";
import { type Identity, compileDocument } from "../../../src/identities/identity.ts";
import { authorize } from "../../../src/management/authorization/authorize.ts";
import type { Call } from "../../../src/management/call.ts";
import { iamHandlers } from "../../../src/management/iam/handlers.ts";
import { requestKeys } from "../../../src/management/request-keys.ts";
import type { ServiceName } from "../../../src/wire/schema.ts";
import { tableOf } from "../../../src/wire/tables.ts";
import { allow } from "../../support/iam-documents.ts";
import { NOW, newApi, v2Call } from "../../support/v2-call.ts";

const base = v2Call();

/** A call of the user ann whose policy is this document. */
function callOf(document: string, headers: Record<string, string> = {}): Call {
  const arn = "arn:aws:iam::000000000000:user/ann";
  const caller: Identity = {
    ...base.caller,
    admin: false,
    arn,
    userId: "AIDAANN",
    principal: { type: "AWS", arn, account: "000000000000", uniqueId: "AIDAANN" },
    policies: { attached: [compileDocument(document, "identity")] },
    keys: { "aws:username": "ann", "aws:userid": "AIDAANN", "aws:principalarn": arn, "aws:principaltag/team": "blue" },
  };
  const request = new Request("https://gateway.example.com/", { headers });
  return { ...base, caller, requestKeys: requestKeys(request, "us-east-1", NOW.getTime()) };
}

async function passes(call: Call, service: ServiceName, name: string, input: object): Promise<boolean> {
  const operation = tableOf(service).operations.get(name);
  if (!operation) throw new Error(`${service} has no ${name}`);
  return authorize(call, { service, operation, labels: {} }, { ...input }).then(
    () => true,
    () => false,
  );
}

describe("a policy's conditions", () => {
  it.each<[string, object, object]>([
    [
      "the caller's address",
      { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } },
      { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
    ],
    ["the caller's name", { StringEquals: { "aws:username": "ann" } }, { StringEquals: { "aws:username": "bob" } }],
    ["the caller's id", { StringEquals: { "aws:userid": "AIDAANN" } }, { StringEquals: { "aws:userid": "AIDABOB" } }],
    [
      "the caller's ARN",
      { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:user/ann" } },
      { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/*" } },
    ],
    [
      "the caller's tags",
      { StringEquals: { "aws:PrincipalTag/team": "blue" } },
      { StringEquals: { "aws:PrincipalTag/team": "red" } },
    ],
    [
      "the time",
      { DateGreaterThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } },
      { DateLessThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } },
    ],
    [
      "the region",
      { StringEquals: { "aws:RequestedRegion": "us-east-1" } },
      { StringEquals: { "aws:RequestedRegion": "eu-west-1" } },
    ],
    ["a safe connection", { Bool: { "aws:SecureTransport": "true" } }, { Bool: { "aws:SecureTransport": "false" } }],
    ["the user agent", { StringLike: { "aws:UserAgent": "aws-cli/*" } }, { StringLike: { "aws:UserAgent": "curl/*" } }],
  ])("know %s", async (_what, holds, fails) => {
    const headers = { "cf-connecting-ip": "192.0.2.7", "user-agent": "aws-cli/2.0" };
    const ask = (Condition: object) =>
      passes(callOf(allow("apigateway:GET", "*", { Condition }), headers), "apigateway", "GetRestApis", {});
    expect([await ask(holds), await ask(fails)]).toEqual([true, false]);
  });

  it("know an API's tags, and the tags that a request brings", async () => {
    const ApiId = await newApi(base);
    await base.apis.edit(ApiId, async (edit) => {
      if (edit.root.kind !== "REST") edit.putRoot(edit.root, { ...edit.root.body, Tags: { env: "test" } });
    });
    const owned = (value: string) =>
      allow("apigateway:GET", "*", { Condition: { StringEquals: { "aws:ResourceTag/env": value } } });
    expect(await passes(callOf(owned("test")), "apigatewayv2", "GetApi", { ApiId })).toBe(true);
    expect(await passes(callOf(owned("prod")), "apigatewayv2", "GetApi", { ApiId })).toBe(false);
    const tagged = allow("apigateway:POST", "*", { Condition: { StringEquals: { "aws:RequestTag/env": "test" } } });
    const create = (Tags?: object) => passes(callOf(tagged), "apigatewayv2", "CreateApi", { Name: "n", Tags });
    expect([await create({ env: "test" }), await create({ env: "prod" }), await create()]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("hold a delegated administrator to a boundary and to certain policies", async () => {
    const PolicyArn = "arn:aws:iam::000000000000:policy/limits";
    await iamHandlers.CreatePolicy(base, { PolicyName: "limits", PolicyDocument: allow("logs:*") });
    await iamHandlers.CreateUser(base, { UserName: "bounded", PermissionsBoundary: PolicyArn });
    await iamHandlers.CreateUser(base, { UserName: "free" });
    const bounded = callOf(
      allow("iam:*", "*", { Condition: { StringEquals: { "iam:PermissionsBoundary": PolicyArn } } }),
    );
    const put = (UserName: string) => passes(bounded, "iam", "PutUserPolicy", { UserName, PolicyName: "p" });
    expect([await put("bounded"), await put("free")]).toEqual([true, false]);
    const create = (PermissionsBoundary?: string) =>
      passes(bounded, "iam", "CreateUser", { UserName: "new", PermissionsBoundary });
    expect([await create(PolicyArn), await create()]).toEqual([true, false]);
    await iamHandlers.CreatePolicy(base, { PolicyName: "none", PolicyDocument: allow("*") });
    const bind = (PermissionsBoundary: string) =>
      passes(bounded, "iam", "PutUserPermissionsBoundary", { UserName: "bounded", PermissionsBoundary });
    expect([await bind(PolicyArn), await bind("arn:aws:iam::000000000000:policy/none")]).toEqual([true, false]);
    const attacher = callOf(
      allow("iam:AttachUserPolicy", "*", { Condition: { ArnEquals: { "iam:PolicyARN": PolicyArn } } }),
    );
    const attach = (arn: string) => passes(attacher, "iam", "AttachUserPolicy", { UserName: "free", PolicyArn: arn });
    expect([await attach(PolicyArn), await attach("arn:aws:iam::aws:policy/AdministratorAccess")]).toEqual([
      true,
      false,
    ]);
  });

  it("limit the services that a role may be given to", async () => {
    const Condition = { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } };
    const document = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: ["lambda:*", "apigateway:*"], Resource: "*" },
        { Effect: "Allow", Action: "iam:PassRole", Resource: "*", Condition },
      ],
    });
    const role = "arn:aws:iam::000000000000:role/r";
    const call = callOf(document);
    expect(await passes(call, "lambda", "CreateFunction", { FunctionName: "f", Role: role })).toBe(true);
    expect(await passes(call, "apigateway", "PutIntegration", { restApiId: "a", credentials: role })).toBe(false);
  });
});

describe("policy variables", () => {
  it("let every user manage its own access keys, and nobody else's", async () => {
    const own = callOf(allow("iam:*AccessKey*", "arn:aws:iam::000000000000:user/${aws:username}"));
    await iamHandlers.CreateUser(base, { UserName: "ann" });
    await iamHandlers.CreateUser(base, { UserName: "zoe" });
    const create = (UserName?: string) => passes(own, "iam", "CreateAccessKey", { UserName });
    expect([await create(), await create("ann"), await create("zoe")]).toEqual([true, true, false]);
  });

  it("hold a user where it is: moving it needs the permission on both places", async () => {
    await iamHandlers.CreateUser(base, { UserName: "mover", Path: "/a/" });
    const within = callOf(allow("iam:UpdateUser", "arn:aws:iam::000000000000:user/a/*"));
    const update = (over: object) => passes(within, "iam", "UpdateUser", { UserName: "mover", ...over });
    expect(await update({ NewUserName: "moved" })).toBe(true);
    expect([await update({ NewPath: "/b/" }), await update({ NewPath: "/a/b/" })]).toEqual([false, true]);
  });
});
