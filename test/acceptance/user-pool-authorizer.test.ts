import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { createIssuer, type Issuer } from "../support/issuer.ts";
import { type Answer, request } from "../support/request.ts";
import { createRestApi, type DeployedRestApi } from "../support/rest-api-over-tcp.ts";
import { startUpstream, type UpstreamServer } from "../support/upstream-server.ts";

let gateway: Gateway;
let cognito: UpstreamServer;
let backend: UpstreamServer;
let pool: Issuer;
let api: DeployedRestApi;

beforeAll(async () => {
  cognito = await startUpstream();
  backend = await startUpstream();
  gateway = await startGateway({ vars: { AWS_ENDPOINT_URL_COGNITO_IDP: cognito.url } });
  pool = await createIssuer(`${cognito.url}/us-east-1_shop`);
  cognito.answer(({ url }) => ({ body: pool.document(url) ?? "" }));
  const requestParameters = { "integration.request.header.x-user": "context.authorizer.claims.sub" };
  const guarded = {
    authorizationType: "COGNITO_USER_POOLS",
    integration: { uri: backend.url, requestParameters },
  };
  api = await createRestApi(
    gateway,
    { "GET /me": guarded, "GET /orders": { ...guarded, authorizationScopes: ["shop/read"] } },
    {},
    {
      name: "pool",
      type: "COGNITO_USER_POOLS",
      providerARNs: ["arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_shop"],
      identitySource: "method.request.header.Authorization",
    },
  );
});
afterAll(async () => {
  await Promise.all([gateway.stop(), cognito.stop(), backend.stop()]);
});

const get = (path: string, authorization: string): Promise<Answer> =>
  request(`${api.url}${path}`, { headers: { authorization } });

describe("a user pool below AWS_ENDPOINT_URL_COGNITO_IDP", () => {
  it("lets its users in and tells the backend who they are", async () => {
    expect((await get("/me", await pool.token({ claims: { token_use: "id" } }))).status).toBe(200);
    expect(backend.last().headers["x-user"]).toBe("ada");
  });

  it("lets access tokens in by their scopes", async () => {
    const access = (scope: string) => pool.token({ claims: { token_use: "access", aud: undefined, scope } });
    expect((await get("/orders", await access("shop/read"))).status).toBe(200);
    expect((await get("/orders", await access("other"))).status).toBe(401);
    expect((await get("/me", await access("shop/read"))).status).toBe(401);
  });

  it("keeps strangers out", async () => {
    const stranger = await createIssuer("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_shop");
    const answer = await get("/me", await stranger.token({ claims: { token_use: "id" } }));
    expect([answer.status, answer.text]).toEqual([401, '{"message":"Unauthorized"}']);
  });
});
