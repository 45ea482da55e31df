import { GetRoutesCommand, UpdateRouteCommand } from "@aws-sdk/client-apigatewayv2";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { apiGatewayV2, sts } from "../support/clients.ts";
import { isOnPath, run } from "../support/command.ts";
import { credentials, type Gateway, sharedGateway } from "../support/gateway.ts";
import { createHttpApi, type DeployedHttpApi } from "../support/http-api.ts";
import { allow, trust } from "../support/iam-documents.ts";
import { newRole, newUser } from "../support/iam-users.ts";
import { request } from "../support/request.ts";
import { signedRequest, type SignedOptions } from "../support/signed-request.ts";
import { startUpstream, type UpstreamServer } from "../support/upstream-server.ts";

let gateway: Gateway;
let backend: UpstreamServer;
let api: DeployedHttpApi;

beforeAll(async () => {
  gateway = await sharedGateway();
  backend = await startUpstream();
  api = await createHttpApi(gateway, {
    routes: {
      "ANY /{proxy+}": {
        IntegrationUri: backend.url,
        RequestParameters: { "append:header.x-caller": "$context.identity.userArn" },
      },
    },
  });
  const client = apiGatewayV2(gateway);
  const { Items } = await client.send(new GetRoutesCommand({ ApiId: api.apiId }));
  const RouteId = Items?.[0]?.RouteId;
  await client.send(new UpdateRouteCommand({ ApiId: api.apiId, RouteId, AuthorizationType: "AWS_IAM" }));
});
beforeEach(() => backend.reset());
afterAll(async () => {
  await backend.stop();
  await gateway.stop();
});

const FORBIDDEN = [403, '{"message":"Forbidden"}'];

describe("AWS_IAM on an HTTP API", () => {
  it("lets in a request that the SDK's signer has signed in its headers or its query", async () => {
    expect((await signedRequest(`${api.url}/a/b?x=1&y=a%20b`)).status).toBe(200);
    expect((await signedRequest(`${api.url}/a/b?x=1`, { presign: true })).status).toBe(200);
    expect((await signedRequest(`${api.pathUrl}/a/b`)).status).toBe(200);
  });

  it("hands a signed body on", async () => {
    expect((await signedRequest(`${api.url}/a`, { method: "POST", body: "hello" })).status).toBe(200);
    expect(backend.last().body.toString()).toBe("hello");
  });

  it.skipIf(!isOnPath("curl"))("lets in a request that curl has signed", async () => {
    const signing = "--silent --aws-sigv4 aws:amz:us-east-1:execute-api --user test:test".split(" ");
    const output = ["--output", "/dev/null", "--write-out", "%{http_code}"];
    const { stdout } = await run("curl", [...signing, ...output, "--data", "a=b", `${api.pathUrl}/a?x=1`]);
    expect(stdout).toBe("200");
    expect(backend.last().body.toString()).toBe("a=b");
  });

  it.each<[string, SignedOptions]>([
    ["signed with a wrong secret", { credentials: { ...credentials, secretAccessKey: "wrong" } }],
    ["of an unknown access key", { credentials: { accessKeyId: "AKIANOBODY", secretAccessKey: "test" } }],
    ["signed for another service", { service: "s3" }],
    ["signed for another region", { region: "eu-west-1" }],
    ["signed an hour ago", { date: new Date(Date.now() - 3_600_000) }],
    ["with another body", { method: "POST", body: "a", tamper: (sent) => (sent.body = "b") }],
    ["with another path", { tamper: (sent) => (sent.url = sent.url.replace(/a$/, "b")) }],
    ["with a changed signed header", { headers: { "x-mine": "1" }, tamper: (sent) => (sent.headers["x-mine"] = "2") }],
  ])("answers 403 to a request %s", async (_name, options) => {
    const answer = await signedRequest(`${api.url}/a`, options);
    expect([answer.status, answer.text]).toEqual(FORBIDDEN);
    expect(backend.requests).toEqual([]);
  });

  it("answers 403 to a request without a signature", async () => {
    const answer = await request(`${api.url}/a`);
    expect([answer.status, answer.text]).toEqual(FORBIDDEN);
  });

  it("lets users and sessions of roles in as far as their policies allow, and tells the backend who they are", async () => {
    const method = `arn:aws:execute-api:us-east-1:000000000000:${api.apiId}/$default/GET/reports/*`;
    const name = `reader-${api.apiId}`;
    const user = await newUser(gateway, name, allow("execute-api:Invoke", method));
    expect((await signedRequest(`${api.url}/reports/7`, { credentials: user })).status).toBe(200);
    expect(backend.last().headers["x-caller"]).toBe(`arn:aws:iam::000000000000:user/${name}`);
    const elsewhere = await signedRequest(`${api.url}/orders/7`, { credentials: user });
    expect([elsewhere.status, elsewhere.text]).toEqual(FORBIDDEN);

    const RoleArn = await newRole(gateway, `${name}-role`, trust({ AWS: "*" }), allow("execute-api:Invoke", method));
    const { Credentials: own } = await sts(gateway).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "night" }));
    const session = {
      accessKeyId: own?.AccessKeyId ?? "",
      secretAccessKey: own?.SecretAccessKey ?? "",
      sessionToken: own?.SessionToken ?? "",
    };
    for (const presign of [false, true]) {
      const answer = await signedRequest(`${api.url}/reports/7`, { credentials: session, presign });
      expect([presign, answer.status]).toEqual([presign, 200]);
    }
    expect(backend.last().headers["x-caller"]).toBe(`arn:aws:sts::000000000000:assumed-role/${name}-role/night`);
    const stolen = { ...session, sessionToken: "x" };
    expect((await signedRequest(`${api.url}/reports/7`, { credentials: stolen })).status).toBe(403);
  });

  it("answers 413 to a signed body above 10 MB", async () => {
    const answer = await signedRequest(`${api.url}/a`, { method: "POST", body: "x".repeat(10 * 1024 * 1024 + 1) });
    expect(answer.status).toBe(413);
    expect(backend.requests).toEqual([]);
  });
});
