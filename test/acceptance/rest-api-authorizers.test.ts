import { FlushStageAuthorizersCacheCommand, TestInvokeAuthorizerCommand } from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { apiGateway } from "../support/clients.ts";
import { allow as allowGateway, createFunction } from "../support/functions.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { allow } from "../support/iam-documents.ts";
import { newUser } from "../support/iam-users.ts";
import { type Answer, request } from "../support/request.ts";
import { createRestApi, type DeployedRestApi } from "../support/rest-api-over-tcp.ts";
import { signedRequest } from "../support/signed-request.ts";
import { startUpstream, type UpstreamServer } from "../support/upstream-server.ts";
import { functionUri } from "../support/function-uri.ts";

let gateway: Gateway;
let backend: UpstreamServer;

beforeAll(async () => {
  gateway = await sharedGateway();
  backend = await startUpstream();
});
beforeEach(() => backend.reset());
afterAll(async () => {
  await Promise.all([backend.stop(), gateway.stop()]);
});

/** As its user wrote it. */
const CUSTOM_AUTHORIZER =
  'exports.handler = async (event) => { const token = event.authorizationToken; if (token === "allow") { return { principalId: "user", policyDocument: { Version: "2012-10-17", Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: event.methodArn }] } }; } else { throw new Error("Unauthorized"); } };';

describe("the custom authorizer", () => {
  let api: DeployedRestApi;
  beforeAll(async () => {
    const arn = await createFunction(gateway, { "index.js": CUSTOM_AUTHORIZER });
    const echo = await createFunction(gateway, {
      "index.js":
        "exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event.requestContext.authorizer) });",
    });
    await allowGateway(gateway, arn);
    await allowGateway(gateway, echo);
    const proxy = { type: "AWS_PROXY" as const, integrationHttpMethod: "POST", uri: functionUri(echo) };
    const guarded = { authorizationType: "CUSTOM", integration: proxy };
    api = await createRestApi(
      gateway,
      { "GET /pets": guarded, "OPTIONS /pets": { integration: { uri: backend.url } }, "GET /birds": guarded },
      {},
      {
        name: "custom",
        type: "TOKEN",
        authorizerUri: functionUri(arn),
        identitySource: "method.request.header.Authorization",
      },
    );
  });

  const get = (authorization: string, path = "/pets"): Promise<Answer> =>
    request(`${api.url}${path}`, { headers: { authorization } });

  it("lets in whom it allows, and tells the backend who it is", async () => {
    const answer = await get("allow");
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({ principalId: "user", integrationLatency: expect.any(Number) });
  });

  it("answers 401 where it throws Unauthorized, and without a token", async () => {
    for (const answer of [await get("deny"), await request(`${api.url}/pets`)]) {
      expect([answer.status, answer.text]).toEqual([401, '{"message":"Unauthorized"}']);
      expect(answer.headers.get("x-amzn-errortype")).toBe("UnauthorizedException");
    }
  });

  it("is kept for its token: its policy names one method, so another is refused until the cache is flushed", async () => {
    expect((await get("allow")).status).toBe(200);
    expect((await get("allow", "/birds")).status).toBe(403);
    await apiGateway(gateway).send(
      new FlushStageAuthorizersCacheCommand({ restApiId: api.restApiId, stageName: "prod" }),
    );
    expect((await get("allow", "/birds")).status).toBe(200);
  });

  it("can be tested without a method: TestInvokeAuthorizer", async () => {
    const test = (token: string | undefined) =>
      apiGateway(gateway).send(
        new TestInvokeAuthorizerCommand({
          restApiId: api.restApiId,
          authorizerId: api.authorizerId,
          ...(token !== undefined && { headers: { Authorization: token } }),
        }),
      );
    const allowed = await test("allow");
    expect(allowed).toMatchObject({ clientStatus: 0, principalId: "user", latency: expect.any(Number) });
    expect(JSON.parse(allowed.policy ?? "")).toMatchObject({
      Statement: [{ Effect: "Allow", Resource: expect.stringMatching(/:\w+\/ESTestInvoke-stage\/GET\/$/) }],
    });
    expect(allowed.log).toContain(`Starting authorizer: ${api.authorizerId}`);
    expect(await test("deny")).toMatchObject({ clientStatus: 401 });
    expect(await test(undefined)).toMatchObject({ clientStatus: 401 });
    const unknown = new TestInvokeAuthorizerCommand({ restApiId: api.restApiId, authorizerId: "nobody" });
    await expect(apiGateway(gateway).send(unknown)).rejects.toThrow("Invalid Authorizer identifier specified");
  });

  it("leaves OPTIONS open, as the definition has it", async () => {
    expect((await request(`${api.url}/pets`, { method: "OPTIONS" })).status).toBe(200);
  });
});

describe("AWS_IAM on a REST API", () => {
  let api: DeployedRestApi;
  beforeAll(async () => {
    const guarded = { authorizationType: "AWS_IAM", integration: { uri: backend.url } };
    api = await createRestApi(gateway, { "GET /pets": guarded, "POST /pets": guarded });
  });

  it("lets a user in as far as its policies allow", async () => {
    const method = `arn:aws:execute-api:us-east-1:000000000000:${api.restApiId}/prod/GET/pets`;
    const credentials = await newUser(gateway, `caller-${api.restApiId}`, allow("execute-api:Invoke", method));
    expect((await signedRequest(`${api.url}/pets?a=b`, { credentials })).status).toBe(200);
    const refused = await signedRequest(`${api.url}/pets`, { method: "POST", body: "x", credentials });
    expect(refused.status).toBe(403);
    expect(refused.json()).toEqual({
      Message: `User: arn:aws:iam::000000000000:user/caller-${api.restApiId} is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********0000:${api.restApiId}/prod/POST/pets because no identity-based policy allows the execute-api:Invoke action`,
    });
  });

  it("lets the administrator in, with a body that reaches the backend", async () => {
    const answer = await signedRequest(`${api.url}/pets`, { method: "POST", body: "hello" });
    expect(answer.status).toBe(200);
    expect(backend.last().body.toString()).toBe("hello");
  });

  it("answers 403 to what is not signed", async () => {
    const answer = await request(`${api.url}/pets`);
    expect([answer.status, answer.text]).toEqual([403, '{"message":"Missing Authentication Token"}']);
  });
});
