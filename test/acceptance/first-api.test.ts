import { CreateApiCommand, DeleteApiCommand, GetApiCommand } from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, expect, it } from "vitest";
import { apiGatewayV2 } from "../support/clients.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { request } from "../support/request.ts";
import { type UpstreamServer, startUpstream } from "../support/upstream-server.ts";

let gateway: Gateway;
let upstream: UpstreamServer;
beforeAll(async () => {
  gateway = await sharedGateway();
  upstream = await startUpstream();
});
afterAll(async () => {
  await upstream.stop();
  await gateway.stop();
});

it("serves an API made by quick create with the very next request, and forgets it when it is deleted", async () => {
  const client = apiGatewayV2(gateway);
  const api = await client.send(new CreateApiCommand({ Name: "first", ProtocolType: "HTTP", Target: upstream.url }));
  upstream.answer({ status: 201, body: "made" });
  const answer = await request(`${api.ApiEndpoint}/?q=1`, { method: "POST", body: "hi" });
  expect(answer.status).toBe(201);
  expect(upstream.last().url).toBe("/?q=1");
  await client.send(new DeleteApiCommand({ ApiId: api.ApiId }));
  expect((await request(`${api.ApiEndpoint}/`)).status).toBe(403);
  await expect(client.send(new GetApiCommand({ ApiId: api.ApiId }))).rejects.toThrow(
    /Invalid API identifier specified/,
  );
});
