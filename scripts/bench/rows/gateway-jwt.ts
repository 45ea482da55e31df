import { proxyApi } from "../http-api.ts";
import { jwtAuthorizer, startIssuer } from "../issuer.ts";
import { type LoadRequest, type Row, sendOnce } from "../row.ts";

const TOKENS = 1_000;

/** The same behind a JWT authorizer: 1,000 tokens in turn, each of which has been verified once. */
export const gatewayJwt: Row = {
  name: "gateway: JWT + route + HTTP_PROXY",
  worker: "gateway",
  async seed(context) {
    const issuer = await startIssuer();
    const host = await proxyApi(context, async (client, ApiId) => ({
      AuthorizationType: "JWT",
      AuthorizerId: await jwtAuthorizer(client, ApiId, issuer.url),
      AuthorizationScopes: ["read"],
    }));
    const requests: LoadRequest[] = [];
    for (let n = 0; n < TOKENS; n++) {
      const authorization = `Bearer ${await issuer.token(`user-${n}`)}`;
      requests.push({ path: `/users/${n}`, headers: { host, authorization } });
    }
    await sendOnce(context.address, requests);
    issuer.stop();
    return requests;
  },
};
