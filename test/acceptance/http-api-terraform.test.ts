import { GetApiCommand } from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, expect, it } from "vitest";
import { apiGatewayV2 } from "../support/clients.ts";
import { sharedGateway, type Gateway } from "../support/gateway.ts";
import { request } from "../support/request.ts";
import { describeWithTerraform, terraformProject } from "../support/terraform.ts";
import { startUpstream, type UpstreamServer } from "../support/upstream-server.ts";

let gateway: Gateway;
let upstream: UpstreamServer;
beforeAll(async () => {
  gateway = await sharedGateway();
  upstream = await startUpstream();
});
afterAll(() => upstream.stop());

describeWithTerraform("the first API, with Terraform", () => {
  it("applies, finds nothing to change, and leaves nothing behind", { timeout: 300_000 }, async () => {
    const project = await terraformProject(
      gateway,
      `resource "aws_apigatewayv2_api" "pets" {
        name          = "pets"
        protocol_type = "HTTP"
      }
      resource "aws_apigatewayv2_integration" "upstream" {
        api_id             = aws_apigatewayv2_api.pets.id
        integration_type   = "HTTP_PROXY"
        integration_method = "ANY"
        integration_uri    = "${upstream.url}/{proxy}"
      }
      resource "aws_apigatewayv2_route" "everything" {
        api_id    = aws_apigatewayv2_api.pets.id
        route_key = "ANY /{proxy+}"
        target    = "integrations/\${aws_apigatewayv2_integration.upstream.id}"
      }
      resource "aws_apigatewayv2_stage" "live" {
        api_id      = aws_apigatewayv2_api.pets.id
        name        = "live"
        auto_deploy = true
      }
      output "url" {
        value = aws_apigatewayv2_stage.live.invoke_url
      }
      output "id" {
        value = aws_apigatewayv2_api.pets.id
      }`,
    );
    try {
      await project.apply();
      const { id } = await project.outputs();
      const answer = await request(`${gateway.url}/execute-api/${String(id)}/live/a/b`);
      expect(answer.status).toBe(200);
      expect(upstream.last().url).toBe("/a/b");
      expect(await project.planIsEmpty()).toBe(true);
      await project.destroy();
      const gone = apiGatewayV2(gateway).send(new GetApiCommand({ ApiId: String(id) }));
      await expect(gone).rejects.toMatchObject({ name: "NotFoundException" });
    } finally {
      await project.remove();
    }
  });
});
