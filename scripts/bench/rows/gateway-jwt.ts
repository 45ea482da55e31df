import { proxyApi } from "../http-api.ts";
import { jwtAuthorizer, startIssuer, tokenRequests } from "../issuer.ts";
import { type Row, sendOnce } from "../row.ts";

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
    const requests = await tokenRequests(issuer.token, () => ({ host }));
    await sendOnce(context.address, requests);
    issuer.stop();
    return requests;
  },
};
