import { ApiGatewayV2Client, UpdateStageCommand } from "@aws-sdk/client-apigatewayv2";
import { clientSettings } from "../gateway.ts";
import { proxyApi } from "../http-api.ts";
import { jwtAuthorizer, startIssuer, tokenRequests } from "../issuer.ts";
import { LEASES_END_SECONDS, askForKeys, keyValue } from "../keys.ts";
import { type Row, sendOnce } from "../row.ts";

const FORMAT = JSON.stringify({
  requestId: "$context.requestId",
  ip: "$context.identity.sourceIp",
  time: "$context.requestTime",
  method: "$context.httpMethod",
  route: "$context.routeKey",
  status: "$context.status",
  length: "$context.responseLength",
  latency: "$context.integrationLatency",
  user: "$context.authorizer.claims.sub",
});

/** All of it: token, API key, usage plan, quota, throttle, route, access log, metrics; 1,000 callers in turn. */
export const gatewayEverything: Row = {
  name: "gateway: JWT, API key, plan, quota, throttle, access log, metrics, HTTP_PROXY",
  worker: "gateway",
  metrics: true,
  restSeconds: LEASES_END_SECONDS,
  async seed(context) {
    const { address } = context;
    const issuer = await startIssuer();
    const host = await proxyApi(context, async (client, ApiId) => ({
      AuthorizationType: "JWT",
      AuthorizerId: await jwtAuthorizer(client, ApiId, issuer.url),
      AuthorizationScopes: ["read"],
    }));
    const ApiId = host.split(".")[0] ?? "";
    await askForKeys(address, ApiId, {
      throttle: { rateLimit: 1_000, burstLimit: 2_000 },
      quota: { limit: 1_000_000_000, period: "MONTH" },
    });
    const client = new ApiGatewayV2Client(clientSettings(address));
    const DestinationArn = "arn:aws:logs:us-east-1:000000000000:log-group:bench";
    const AccessLogSettings = { DestinationArn, Format: FORMAT };
    await client.send(new UpdateStageCommand({ ApiId, StageName: "$default", AccessLogSettings }));
    const requests = await tokenRequests(issuer.token, (n) => ({ host, "x-api-key": keyValue(n) }));
    await sendOnce(address, requests);
    issuer.stop();
    return requests;
  },
};
