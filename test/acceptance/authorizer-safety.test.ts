import { CreateAuthorizerCommand, GetRoutesCommand, UpdateRouteCommand } from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { apiGatewayV2 } from "../support/clients.ts";
import { type OwnGateway, startGateway } from "../support/gateway.ts";
import { createHttpApi, type DeployedHttpApi } from "../support/http-api.ts";
import { createIssuer, type Issuer } from "../support/issuer.ts";
import { request } from "../support/request.ts";
import { createRestApi } from "../support/rest-api-over-tcp.ts";
import { signedRequest } from "../support/signed-request.ts";
import { startUpstream, type UpstreamServer } from "../support/upstream-server.ts";

let gateway: OwnGateway;
let backend: UpstreamServer;
let authority: UpstreamServer;
let issuer: Issuer;

beforeAll(async () => {
  gateway = await startGateway();
  backend = await startUpstream();
  authority = await startUpstream();
  issuer = await createIssuer(authority.url);
  authority.answer(({ url }) => ({ body: issuer.document(url) ?? "" }));
});
beforeEach(() => backend.reset());
afterAll(async () => {
  await Promise.all([gateway.stop(), backend.stop(), authority.stop()]);
});

/** An HTTP API whose one route wants a token of this issuer. */
async function jwtApi(Issuer: string): Promise<DeployedHttpApi> {
  const api = await createHttpApi(gateway, { routes: { "ANY /{proxy+}": backend.url } });
  const client = apiGatewayV2(gateway);
  const { AuthorizerId } = await client.send(
    new CreateAuthorizerCommand({
      ApiId: api.apiId,
      Name: "jwt",
      AuthorizerType: "JWT",
      IdentitySource: ["$request.header.Authorization"],
      JwtConfiguration: { Issuer, Audience: ["shop"] },
    }),
  );
  const { Items } = await client.send(new GetRoutesCommand({ ApiId: api.apiId }));
  const RouteId = Items?.[0]?.RouteId;
  await client.send(new UpdateRouteCommand({ ApiId: api.apiId, RouteId, AuthorizationType: "JWT", AuthorizerId }));
  return api;
}

describe("the gateway's own management APIs", () => {
  it("give nothing to the search for an issuer's keys", async () => {
    const api = await jwtApi(gateway.url);
    const answer = await request(`${api.url}/a`, { headers: { authorization: await issuer.token() } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toContain("OIDC discovery endpoint communication error");
  });

  it("answer an integration that points to them as they answer everybody without a signature", async () => {
    const api = await createHttpApi(gateway, { routes: { "GET /{proxy+}": `${gateway.url}/v2/apis` } });
    const answer = await request(`${api.url}/a`);
    expect(answer.status).toBe(403);
    expect(answer.text).toContain("Missing Authentication Token");
  });
});

describe("headers of the caller", () => {
  it("cannot fake those that the gateway adds", async () => {
    const method = { authorizationType: "NONE", integration: { uri: backend.url } };
    const api = await createRestApi(gateway, { "GET /pets": method });
    const faked = { "x-amzn-apigateway-api-id": "other", "x-forwarded-proto": "https", "x-forwarded-port": "443" };
    await request(`${api.url}/pets`, { headers: { ...faked, "x-forwarded-for": "10.0.0.1" } });
    const { headers } = backend.last();
    expect(headers["x-amzn-apigateway-api-id"]).toBe(api.restApiId);
    expect(headers["x-forwarded-proto"]).toBe("http");
    expect(headers["x-forwarded-port"]).toBe(String(gateway.port));
    expect(headers["x-forwarded-for"]).toMatch(/^10\.0\.0\.1, .+/);
  });
});

describe("logs and answers", () => {
  it("hold no token, key or signature, whatever went wrong", async () => {
    const api = await jwtApi(issuer.url);
    const good = await issuer.token();
    const expired = await issuer.token({ claims: { exp: 1_600_000_000 } });
    const stranger = await (await createIssuer(authority.url)).token({ kid: "first" });
    const answers = await Promise.all(
      [good, expired, stranger, `${good}x`].map((token) =>
        request(`${api.url}/a`, { headers: { authorization: `Bearer ${token}` } }),
      ),
    );
    const guarded = { authorizationType: "AWS_IAM", integration: { uri: backend.url } };
    const rest = await createRestApi(gateway, { "GET /pets": guarded });
    const wrong = { accessKeyId: "test", secretAccessKey: "a-wrong-secret" };
    let signature = "";
    answers.push(
      await signedRequest(`${rest.url}/pets`, {
        credentials: wrong,
        tamper: ({ headers }) => (signature = /Signature=(\w+)/.exec(headers["authorization"] ?? "")?.[1] ?? ""),
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 401, 401, 403]);
    const told = [...gateway.logs(), ...answers.map(({ text, rawHeaders }) => `${text} ${rawHeaders.join(" ")}`)];
    const secrets = [good, expired, stranger].flatMap((token) => token.split(".").slice(1));
    for (const secret of [...secrets, signature, "a-wrong-secret"]) expect(told.join("\n")).not.toContain(secret);
  });
});
