import { afterAll, beforeAll, expect, it } from "vitest";
import { aws, describeWithAws, tryAws } from "../support/aws-cli.ts";
import { sharedGateway, type Gateway } from "../support/gateway.ts";
import { request } from "../support/request.ts";
import { startUpstream, type UpstreamServer } from "../support/upstream-server.ts";

let gateway: Gateway;
let upstream: UpstreamServer;
beforeAll(async () => {
  gateway = await sharedGateway();
  upstream = await startUpstream();
});
afterAll(() => upstream.stop());

describeWithAws("the first API, with the AWS CLI", () => {
  it("routes GET /users/{id} to an integration, immediately after the command returns", async () => {
    const v2 = (...args: string[]) => aws<Record<string, string>>(gateway, ["apigatewayv2", ...args]);
    const api = await v2("create-api", "--name", "users", "--protocol-type", "HTTP");
    const id = api["ApiId"] ?? "";
    const uri = `${upstream.url}/people/{id}`;
    const kind = ["--integration-type", "HTTP_PROXY", "--integration-method", "GET", "--payload-format-version", "1.0"];
    const integration = await v2("create-integration", "--api-id", id, ...kind, "--integration-uri", uri);
    const target = `integrations/${integration["IntegrationId"]}`;
    await v2("create-stage", "--api-id", id, "--stage-name", "$default", "--auto-deploy");
    await v2("create-route", "--api-id", id, "--route-key", "GET /users/{id}", "--target", target);
    const answer = await request(`${api["ApiEndpoint"]}/users/42`);
    expect(answer.status).toBe(200);
    expect(upstream.last().url).toBe("/people/42");
  });

  it("takes an integration of type HTTP as HTTP_PROXY with any method", async () => {
    const v2 = (...args: string[]) => aws<Record<string, string>>(gateway, ["apigatewayv2", ...args]);
    const api = await v2("create-api", "--name", "users", "--protocol-type", "HTTP");
    const id = api["ApiId"] ?? "";
    const uri = `${upstream.url}/external-service`;
    const integration = await v2(
      "create-integration",
      "--api-id",
      id,
      "--integration-type",
      "HTTP",
      "--integration-uri",
      uri,
    );
    expect(integration).toMatchObject({ IntegrationType: "HTTP_PROXY", IntegrationMethod: "ANY" });
    const target = `integrations/${integration["IntegrationId"]}`;
    await v2("create-route", "--api-id", id, "--route-key", "GET /users/{id}", "--target", target);
    await v2("create-stage", "--api-id", id, "--stage-name", "$default", "--auto-deploy");
    expect((await request(`${api["ApiEndpoint"]}/users/42`)).status).toBe(200);
    expect(upstream.last()).toMatchObject({ method: "GET", url: "/external-service" });
  });

  it("prints the gateway's own words when something is wrong", async () => {
    const outcome = await tryAws(gateway, ["apigatewayv2", "get-api", "--api-id", "nothere123"]);
    expect(outcome.status).not.toBe(0);
    expect(outcome.stderr).toContain("NotFoundException");
  });
});
