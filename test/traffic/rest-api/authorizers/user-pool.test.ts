import { beforeAll, describe, expect, it } from "vitest";
import { createIssuer, type Issuer } from "../../../support/issuer.ts";
import { mockIntegration, restTraffic, type RestTraffic, TEST_NOW } from "../../../support/rest-traffic.ts";

const now = TEST_NOW / 1000;
let pool: Issuer;
let second: Issuer;
let stranger: Issuer;

beforeAll(async () => {
  pool = await createIssuer("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_one");
  second = await createIssuer("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_two");
  stranger = await createIssuer("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_three");
});

function guarded(more: object = {}): RestTraffic {
  const claims = (name: string): string => `$context.authorizer.claims.get('${name}')`;
  const shown = `{"sub":"${claims("sub")}","groups":"${claims("cognito:groups")}","exp":"${claims("exp")}","at":"${claims("auth_time")}"}`;
  const guard = { authorizationType: "COGNITO_USER_POOLS", authorizerId: "auth01" };
  return restTraffic(
    {
      authorizers: [
        {
          id: "auth01",
          name: "pools",
          type: "COGNITO_USER_POOLS",
          providerARNs: [
            "arn:aws:cognito-idp:eu-west-1:000000000000:userpool/eu-west-1_one",
            "arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_two",
          ],
          identitySource: "method.request.header.Authorization",
          ...more,
        },
      ],
      methods: {
        "GET /me": { ...guard, integration: mockIntegration(shown) },
        "GET /orders": { ...guard, authorizationScopes: ["shop/orders.read", "shop/admin"] },
      },
    },
    {
      fetch: (url) => {
        const issuer = [pool, second, stranger].find((one) => url.startsWith(`${one.url}/`));
        return new Response(issuer?.document(new URL(url).pathname));
      },
    },
  );
}

const id = (issuer: Issuer, claims: Record<string, unknown> = {}): Promise<string> =>
  issuer.token({ now, claims: { token_use: "id", ...claims } });
const accessToken = (scope: string): Promise<string> =>
  pool.token({ now, claims: { token_use: "access", aud: undefined, client_id: "shop", scope } });
const get = (traffic: RestTraffic, authorization: string, path = "/test/me"): Promise<Response> =>
  traffic.call(path, { headers: { authorization } });

describe("a user pool authorizer", () => {
  it("lets in identity tokens of each of its pools, with or without Bearer", async () => {
    const traffic = guarded();
    expect((await get(traffic, await id(pool))).status).toBe(200);
    expect((await get(traffic, `Bearer ${await id(second)}`)).status).toBe(200);
  });

  it("shows the claims as AWS writes them for REST APIs", async () => {
    const token = await id(pool, { "cognito:groups": ["a", "b"], auth_time: 1_718_636_404, exp: 1_718_722_804 });
    expect(await (await get(guarded(), token)).json()).toEqual({
      sub: "ada",
      groups: "a,b",
      exp: "Tue Jun 18 15:00:04 UTC 2024",
      at: "1718636404",
    });
  });

  it("asks nobody on a warm isolate", async () => {
    const traffic = guarded();
    await get(traffic, await id(pool));
    traffic.sent.length = 0;
    for (let n = 0; n < 50; n++) expect((await get(traffic, await id(pool, { sub: `u${n}` }))).status).toBe(200);
    expect(traffic.sent).toEqual([]);
  });

  it("answers 401 to a token of another pool, an access token, garbage and nothing", async () => {
    const traffic = guarded();
    const tokens = [await id(stranger), await accessToken("shop/admin"), "garbage", "a.b.c", ""];
    for (const token of tokens) {
      const answer = await get(traffic, token);
      expect([answer.status, await answer.text()]).toEqual([401, '{"message":"Unauthorized"}']);
    }
    expect(traffic.sent.filter(({ url }) => url.startsWith(stranger.url))).toEqual([]);
  });

  it("tells that a token has expired", async () => {
    const answer = await get(guarded(), await id(pool, { exp: now - 1 }));
    expect([answer.status, await answer.text()]).toEqual([401, '{"message":"The incoming token has expired"}']);
  });

  it("wants an access token with one of the method's scopes", async () => {
    const traffic = guarded();
    expect((await get(traffic, await accessToken("openid shop/orders.read"), "/test/orders")).status).toBe(200);
    expect((await get(traffic, await accessToken("openid"), "/test/orders")).status).toBe(401);
    expect((await get(traffic, await id(pool, { scope: "shop/admin" }), "/test/orders")).status).toBe(401);
  });

  it("matches the audience with the validation expression", async () => {
    const traffic = guarded({ identityValidationExpression: "sh.p" });
    expect((await get(traffic, await id(pool))).status).toBe(200);
    expect((await get(traffic, await id(pool, { aud: "shops" }))).status).toBe(401);
  });
});
