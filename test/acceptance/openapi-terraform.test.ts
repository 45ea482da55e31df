import { afterAll, beforeAll, expect, it } from "vitest";
import { sharedGateway, type Gateway } from "../support/gateway.ts";
import { request } from "../support/request.ts";
import { describeWithTerraform, terraformProject } from "../support/terraform.ts";
import { type UpstreamServer, startUpstream } from "../support/upstream-server.ts";

let gateway: Gateway;
let upstream: UpstreamServer;
beforeAll(async () => {
  [gateway, upstream] = await Promise.all([sharedGateway(), startUpstream()]);
});
afterAll(() => upstream.stop());

const CERTIFICATE = "arn:aws:acm:us-east-1:000000000000:certificate/12345678-1234-1234-1234-123456789012";

/** Both kinds of APIs by `body`, each behind a domain of its own. `route`: a path of both. */
const apis = (route: string): string => `
resource "aws_api_gateway_rest_api" "pets" {
  name = "pets-of-body"
  body = jsonencode({
    openapi = "3.0.1"
    info    = { title = "pets-of-body", version = "1.0" }
    paths = {
      "${route}" = {
        get = {
          responses = { "200" = { description = "ok" } }
          x-amazon-apigateway-integration = {
            type = "http_proxy", httpMethod = "GET", uri = "${upstream.url}/rest"
          }
        }
      }
    }
  })
  endpoint_configuration { types = ["REGIONAL"] }
}
resource "aws_api_gateway_deployment" "pets" {
  rest_api_id = aws_api_gateway_rest_api.pets.id
  triggers    = { redeployment = sha1(aws_api_gateway_rest_api.pets.body) }
  lifecycle { create_before_destroy = true }
}
resource "aws_api_gateway_stage" "prod" {
  rest_api_id   = aws_api_gateway_rest_api.pets.id
  deployment_id = aws_api_gateway_deployment.pets.id
  stage_name    = "prod"
}
resource "aws_api_gateway_domain_name" "pets" {
  domain_name              = "pets.terraform.test"
  regional_certificate_arn = "${CERTIFICATE}"
  security_policy          = "TLS_1_2"
  endpoint_configuration { types = ["REGIONAL"] }
  tags = { team = "pets" }
}
resource "aws_api_gateway_base_path_mapping" "pets" {
  domain_name = aws_api_gateway_domain_name.pets.domain_name
  api_id      = aws_api_gateway_rest_api.pets.id
  stage_name  = aws_api_gateway_stage.prod.stage_name
  base_path   = "v1"
}
resource "aws_apigatewayv2_api" "orders" {
  name          = "orders-of-body"
  version       = "1.0" # the provider does not take it from the document
  protocol_type = "HTTP"
  body = jsonencode({
    openapi = "3.0.1"
    info    = { title = "orders-of-body", version = "1.0" }
    paths = {
      "${route}" = {
        get = {
          x-amazon-apigateway-integration = {
            type = "http_proxy", httpMethod = "GET", uri = "${upstream.url}/http", payloadFormatVersion = "1.0"
          }
        }
      }
    }
  })
}
resource "aws_apigatewayv2_stage" "orders" {
  api_id      = aws_apigatewayv2_api.orders.id
  name        = "$default"
  auto_deploy = true
}
resource "aws_apigatewayv2_domain_name" "orders" {
  domain_name = "orders.terraform.test"
  domain_name_configuration {
    certificate_arn = "${CERTIFICATE}"
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
}
resource "aws_apigatewayv2_api_mapping" "orders" {
  api_id          = aws_apigatewayv2_api.orders.id
  domain_name     = aws_apigatewayv2_domain_name.orders.id
  stage           = aws_apigatewayv2_stage.orders.id
  api_mapping_key = "shop/v1"
}
`;

describeWithTerraform("APIs of OpenAPI documents and their domains, with Terraform", () => {
  it("are applied, found unchanged, replaced, and destroyed", { timeout: 300_000 }, async () => {
    upstream.answer(({ url }) => ({ body: url }));
    const call = async (host: string, path: string): Promise<[number, string]> => {
      const { status, text } = await request(`${gateway.url}${path}`, { host });
      return [status, status === 200 ? text : ""];
    };
    const project = await terraformProject(gateway, apis("/first"));
    try {
      await project.apply();
      expect(await project.planIsEmpty()).toBe(true);
      expect(await call("pets.terraform.test", "/v1/first")).toEqual([200, "/rest"]);
      expect(await call("orders.terraform.test", "/shop/v1/first")).toEqual([200, "/http"]);
      await project.write("main.tf", apis("/second"));
      await project.apply();
      expect(await call("pets.terraform.test", "/v1/second")).toEqual([200, "/rest"]);
      expect(await call("orders.terraform.test", "/shop/v1/second")).toEqual([200, "/http"]);
      expect((await call("orders.terraform.test", "/shop/v1/first"))[0]).toBe(404);
      await project.destroy();
      expect((await call("pets.terraform.test", "/v1/second"))[0]).toBe(403);
      expect((await call("orders.terraform.test", "/shop/v1/second"))[0]).toBe(403);
    } finally {
      await project.remove();
    }
  });
});
