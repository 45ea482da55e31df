import { CreateAuthorizerCommand, GetRoutesCommand, UpdateRouteCommand } from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { apiGatewayV2 } from "../support/clients.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { createHttpApi, type DeployedHttpApi } from "../support/http-api.ts";
import { createIssuer, type Issuer } from "../support/issuer.ts";
import { type Answer, request } from "../support/request.ts";
import { startUpstream, type UpstreamServer } from "../support/upstream-server.ts";

let gateway: Gateway;
let backend: UpstreamServer;
let authority: UpstreamServer;
let issuer: Issuer;
let api: DeployedHttpApi;

beforeAll(async () => {
  gateway = await sharedGateway();
  backend = await startUpstream();
  authority = await startUpstream();
  issuer = await createIssuer(authority.url);
  authority.answer(({ url }) => ({ body: issuer.document(url) ?? "" }));
  const claims = {
    IntegrationUri: backend.url,
    RequestParameters: {
      "append:header.x-sub": "$context.authorizer.claims.sub",
      "append:header.x-groups": "$context.authorizer.claims.groups",
    },
  };
  api = await createHttpApi(gateway, {
    routes: {
      "GET /orders": claims,
      "POST /orders": backend.url,
      "GET /query": backend.url,
      "GET /open": backend.url,
      "OPTIONS /{proxy+}": backend.url,
    },
    api: { CorsConfiguration: { AllowOrigins: ["https://shop.test"] } },
  });
  const header = await authorizer("header", "$request.header.Authorization");
  const query = await authorizer("query", "$request.querystring.token");
  await protect("GET /orders", header);
  await protect("POST /orders", header, ["orders:write", "orders:admin"]);
  await protect("GET /query", query);
});
beforeEach(() => backend.reset());
afterAll(async () => {
  await backend.stop();
  await authority.stop();
  await gateway.stop();
});

async function authorizer(Name: string, source: string): Promise<string> {
  const made = await apiGatewayV2(gateway).send(
    new CreateAuthorizerCommand({
      ApiId: api.apiId,
      Name,
      AuthorizerType: "JWT",
      IdentitySource: [source],
      JwtConfiguration: { Issuer: issuer.url, Audience: ["shop", "till"] },
    }),
  );
  return made.AuthorizerId ?? "";
}

async function protect(key: string, AuthorizerId: string, AuthorizationScopes?: string[]): Promise<void> {
  const client = apiGatewayV2(gateway);
  const routes = await client.send(new GetRoutesCommand({ ApiId: api.apiId }));
  const RouteId = routes.Items?.find(({ RouteKey }) => RouteKey === key)?.RouteId;
  const authorization = { AuthorizationType: "JWT", AuthorizerId, ...(AuthorizationScopes && { AuthorizationScopes }) };
  await client.send(new UpdateRouteCommand({ ApiId: api.apiId, RouteId, ...authorization } as never));
}

const get = (token: string): Promise<Answer> => request(`${api.url}/orders`, { headers: { authorization: token } });
const post = (token: string): Promise<Answer> =>
  request(`${api.url}/orders`, { method: "POST", headers: { authorization: `Bearer ${token}` } });

describe("a JWT authorizer of an HTTP API", () => {
  it("lets in a good token, with or without Bearer", async () => {
    const token = await issuer.token();
    expect((await get(`Bearer ${token}`)).status).toBe(200);
    expect((await get(token)).status).toBe(200);
  });

  it("reads the token from the query string", async () => {
    expect((await request(`${api.url}/query?token=${await issuer.token()}`)).status).toBe(200);
    expect((await request(`${api.url}/query`)).status).toBe(401);
  });

  it("hands the claims on as texts", async () => {
    await get(await issuer.token({ claims: { groups: ["admin", "staff"] } }));
    expect(backend.last().headers).toMatchObject({ "x-sub": "ada", "x-groups": "[admin staff]" });
  });

  it("asks each route's scopes of a token, whatever other route let it in before", async () => {
    const token = await issuer.token();
    for (let turn = 0; turn < 3; turn++) {
      expect((await get(`Bearer ${token}`)).status).toBe(200);
      expect((await post(token)).status).toBe(403);
    }
    const writer = await issuer.token({ claims: { scope: "orders:write" } });
    for (let turn = 0; turn < 3; turn++) {
      expect((await get(`Bearer ${writer}`)).status).toBe(200);
      expect((await post(writer)).status).toBe(200);
    }
  });

  it("answers 401 without a token", async () => {
    const answer = await request(`${api.url}/orders`);
    expect([answer.status, answer.text, answer.headers.get("www-authenticate")]).toEqual([
      401,
      '{"message":"Unauthorized"}',
      "Bearer",
    ]);
    expect(backend.requests).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["expired", { exp: 1_600_000_000 }, "the token has expired"],
    ["for another audience", { aud: "bank" }, "the token does not have a valid audience"],
    ["for nobody", { aud: undefined }, "the token does not have a valid audience"],
    [
      "with a good client_id but another aud",
      { aud: "bank", client_id: "shop" },
      "the token does not have a valid audience",
    ],
  ])("answers 401 to a token that is %s", async (_name, claims, description) => {
    const answer = await get(await issuer.token({ claims }));
    expect(answer.status).toBe(401);
    expect(answer.text).toBe('{"message":"Unauthorized"}');
    expect(answer.headers.get("www-authenticate")).toBe(
      `Bearer scope="" error="invalid_token" error_description="${description}"`,
    );
    expect(backend.requests).toEqual([]);
  });

  it("takes client_id where there is no aud, and one of several audiences", async () => {
    expect((await get(await issuer.token({ claims: { aud: undefined, client_id: "till" } }))).status).toBe(200);
    expect((await get(await issuer.token({ claims: { aud: ["bank", "till"] } }))).status).toBe(200);
  });

  it.each<[string, Record<string, unknown>]>([
    ["scope", { scope: "openid orders:write" }],
    ["scp as a list", { scp: ["orders:admin"] }],
    ["scp as a text", { scp: "orders:admin other" }],
  ])("lets in a token with one of the route's scopes in %s", async (_name, claims) => {
    expect((await post(await issuer.token({ claims }))).status).toBe(200);
  });

  it("answers 403 to a good token without the route's scopes, also when the token is remembered", async () => {
    const token = await issuer.token({ claims: { scope: "orders:read" } });
    expect((await get(token)).status).toBe(200);
    const answer = await post(token);
    expect([answer.status, answer.text]).toEqual([403, '{"message":"Forbidden"}']);
    expect(answer.headers.get("www-authenticate")).toMatch(
      /^Bearer scope="orders:write orders:admin" error="insufficient_scope" /,
    );
  });

  it("leaves routes open that have none", async () => {
    expect((await request(`${api.url}/open`)).status).toBe(200);
  });

  it("leaves an OPTIONS route without authorization open", async () => {
    expect((await request(`${api.url}/orders`, { method: "OPTIONS" })).status).toBe(200);
  });

  it("gives its refusals the CORS headers of the API", async () => {
    const answer = await request(`${api.url}/orders`, { headers: { origin: "https://shop.test" } });
    expect(answer.headers.get("access-control-allow-origin")).toBe("https://shop.test");
  });
});
