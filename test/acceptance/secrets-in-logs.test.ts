import { GetRestApisCommand } from "@aws-sdk/client-api-gateway";
import { CreateApiCommand, CreateRouteCommand, CreateStageCommand } from "@aws-sdk/client-apigatewayv2";
import { PutUserPolicyCommand, UpdateAccessKeyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sign } from "../../src/sigv4/sign.ts";
import { createSigningKeys } from "../../src/sigv4/signingkey.ts";
import { apiGateway, apiGatewayV2, iam, sts } from "../support/clients.ts";
import { type OwnGateway, startGateway } from "../support/gateway.ts";
import { allow, trust } from "../support/iam-documents.ts";
import { newRole, newUser } from "../support/iam-users.ts";
import { request } from "../support/request.ts";

const ENCRYPTION_KEY = Buffer.alloc(32, 11).toString("base64");
let gateway: OwnGateway;
beforeAll(async () => {
  gateway = await startGateway({ secrets: { ENCRYPTION_KEY } });
});
afterAll(() => gateway.stop());

type Key = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

/** Sends a signed request of which one character is changed after it was signed, and gives the whole answer as text. */
async function tampered(key: Key, service: string, path: string): Promise<string> {
  const host = `127.0.0.1:${gateway.port}`;
  const { sessionToken } = key;
  const credentials = {
    accessKeyId: key.accessKeyId,
    secret: key.secretAccessKey,
    ...(sessionToken && { sessionToken }),
  };
  const context = { credentials, signingKeys: createSigningKeys(), region: "us-east-1", service, now: Date.now() };
  const headers = sign({ method: "GET", url: `http://${host}${path}` }, context);
  const { status, rawHeaders, text } = await request(`${gateway.url}${path}?x=1`, {
    headers: Object.fromEntries(Object.entries(headers)),
  });
  expect(status).toBe(403);
  return `${rawHeaders.join(" ")} ${text}`;
}

it("no secret key, session token or encryption key is in any log or error", { timeout: 60_000 }, async () => {
  const user = await newUser(gateway, "audited", allow("apigateway:GET"));
  const role = await newRole(
    gateway,
    "audited",
    trust({ AWS: "arn:aws:iam::000000000000:user/audited" }),
    allow("execute-api:*"),
  );
  const { Credentials } = await sts(gateway, { credentials: user }).send(
    new AssumeRoleCommand({ RoleArn: role, RoleSessionName: "audited" }),
  );
  const session: Key = {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
  const v2 = apiGatewayV2(gateway);
  const { ApiId } = await v2.send(
    new CreateApiCommand({ Name: "audited", ProtocolType: "HTTP", Target: "http://127.0.0.1:9" }),
  );
  await v2.send(new CreateRouteCommand({ ApiId, RouteKey: "GET /iam", AuthorizationType: "AWS_IAM" }));
  await v2.send(new CreateStageCommand({ ApiId, StageName: "live", AutoDeploy: true }));

  const errors: string[] = [];
  const collect = (work: Promise<unknown>) =>
    work.then(
      () => Promise.reject(new Error("the call was not refused")),
      (error: unknown) => void errors.push(JSON.stringify(error), String(error)),
    );
  for (const key of [user, session]) {
    errors.push(await tampered(key, "apigateway", "/v2/apis"));
    errors.push(await tampered(key, "execute-api", `/execute-api/${ApiId}/live/iam`));
  }
  await collect(apiGateway(gateway, { credentials: session }).send(new GetRestApisCommand({})));
  await collect(
    apiGateway(gateway, { credentials: { ...user, secretAccessKey: "wrong" } }).send(new GetRestApisCommand({})),
  );
  await collect(
    sts(gateway, { credentials: user }).send(new AssumeRoleCommand({ RoleArn: `${role}x`, RoleSessionName: "no" })),
  );
  const admin = iam(gateway);
  await collect(admin.send(new PutUserPolicyCommand({ UserName: "audited", PolicyName: "p", PolicyDocument: "{" })));
  await admin.send(
    new UpdateAccessKeyCommand({ UserName: "audited", AccessKeyId: user.accessKeyId, Status: "Inactive" }),
  );
  await collect(apiGateway(gateway, { credentials: user }).send(new GetRestApisCommand({})));

  const text = [...errors, ...gateway.logs()].join("\n");
  expect(errors.length).toBeGreaterThan(8);
  const secrets = [user.secretAccessKey, session.secretAccessKey, session.sessionToken ?? "", ENCRYPTION_KEY];
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(30);
    expect(text.includes(secret) || text.includes(encodeURIComponent(secret))).toBe(false);
  }
});
