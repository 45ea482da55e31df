import {
  CreateAuthorizerCommand,
  GetRoutesCommand,
  ResetAuthorizersCacheCommand,
  UpdateRouteCommand,
} from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { apiGatewayV2 } from "../support/clients.ts";
import { allow, createFunction } from "../support/functions.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { createHttpApi, type DeployedHttpApi } from "../support/http-api.ts";
import { type Answer, request } from "../support/request.ts";
import { startUpstream, type UpstreamServer } from "../support/upstream-server.ts";
import { functionUri } from "../support/function-uri.ts";

let gateway: Gateway;
let backend: UpstreamServer;
/** what the authorizer function asks */
let oracle: UpstreamServer;
let api: DeployedHttpApi;

beforeAll(async () => {
  gateway = await sharedGateway();
  backend = await startUpstream();
  oracle = await startUpstream();
  api = await createHttpApi(gateway, {
    routes: {
      "GET /{proxy+}": {
        IntegrationUri: backend.url,
        RequestParameters: { "append:header.x-plan": "$context.authorizer.plan" },
      },
    },
  });
  const arn = await createFunction(gateway, {
    "index.js": `exports.handler = async (event) => {
      const answer = await fetch(${JSON.stringify(oracle.url)} + "/" + event.identitySource[0]);
      return { isAuthorized: event.identitySource[0] === "ada", context: { plan: await answer.text() } };
    };`,
  });
  await allow(gateway, arn);
  const client = apiGatewayV2(gateway);
  const { AuthorizerId } = await client.send(
    new CreateAuthorizerCommand({
      ApiId: api.apiId,
      Name: "who",
      AuthorizerType: "REQUEST",
      AuthorizerPayloadFormatVersion: "2.0",
      EnableSimpleResponses: true,
      AuthorizerUri: functionUri(arn),
      IdentitySource: ["$request.header.x-user"],
      AuthorizerResultTtlInSeconds: 300,
    }),
  );
  const { Items } = await client.send(new GetRoutesCommand({ ApiId: api.apiId }));
  const RouteId = Items?.[0]?.RouteId;
  await client.send(new UpdateRouteCommand({ ApiId: api.apiId, RouteId, AuthorizationType: "CUSTOM", AuthorizerId }));
});
beforeEach(() => {
  backend.reset();
  oracle.reset();
  oracle.answer({ body: "gold" });
});
afterAll(async () => {
  await Promise.all([backend.stop(), oracle.stop(), gateway.stop()]);
});

const get = (user: string): Promise<Answer> => request(`${api.url}/a`, { headers: { "x-user": user } });

describe("a Lambda authorizer of an HTTP API", () => {
  it("is a function of the gateway's own, asked once per identity", async () => {
    expect((await get("ada")).status).toBe(200);
    expect(backend.last().headers["x-plan"]).toBe("gold");
    expect((await get("ada")).status).toBe(200);
    expect(oracle.requests).toHaveLength(1);
    expect((await get("eve")).status).toBe(403);
  });

  it("is asked again after ResetAuthorizersCache", async () => {
    await get("ada");
    oracle.reset();
    oracle.answer({ body: "silver" });
    await get("ada");
    expect(oracle.requests).toHaveLength(0);
    const reset = { ApiId: api.apiId, StageName: "$default" };
    await apiGatewayV2(gateway).send(new ResetAuthorizersCacheCommand(reset));
    await get("ada");
    expect(oracle.requests).toHaveLength(1);
    expect(backend.last().headers["x-plan"]).toBe("silver");
  });

  it("has no cache to reset for a stage that does not exist", async () => {
    const reset = new ResetAuthorizersCacheCommand({ ApiId: api.apiId, StageName: "nowhere" });
    await expect(apiGatewayV2(gateway).send(reset)).rejects.toThrow("Invalid stage identifier specified");
  });
});
