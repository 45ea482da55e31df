import { beforeAll, expect, it } from "vitest";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { request } from "../support/request.ts";
import { describeWithTerraform, terraformProject } from "../support/terraform.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await sharedGateway();
});

const resources = (address: string): string => `
resource "aws_api_gateway_rest_api" "pets" {
  name = "tf-web-acl"
}
resource "aws_api_gateway_method" "get" {
  rest_api_id   = aws_api_gateway_rest_api.pets.id
  resource_id   = aws_api_gateway_rest_api.pets.root_resource_id
  http_method   = "GET"
  authorization = "NONE"
}
resource "aws_api_gateway_integration" "get" {
  rest_api_id       = aws_api_gateway_rest_api.pets.id
  resource_id       = aws_api_gateway_rest_api.pets.root_resource_id
  http_method       = aws_api_gateway_method.get.http_method
  type              = "MOCK"
  request_templates = { "application/json" = "{\\"statusCode\\": 200}" }
}
resource "aws_api_gateway_method_response" "ok" {
  rest_api_id = aws_api_gateway_rest_api.pets.id
  resource_id = aws_api_gateway_rest_api.pets.root_resource_id
  http_method = aws_api_gateway_method.get.http_method
  status_code = "200"
}
resource "aws_api_gateway_integration_response" "ok" {
  rest_api_id = aws_api_gateway_rest_api.pets.id
  resource_id = aws_api_gateway_rest_api.pets.root_resource_id
  http_method = aws_api_gateway_method.get.http_method
  status_code = aws_api_gateway_method_response.ok.status_code
  depends_on  = [aws_api_gateway_integration.get]
}
resource "aws_api_gateway_gateway_response" "filtered" {
  rest_api_id        = aws_api_gateway_rest_api.pets.id
  response_type      = "WAF_FILTERED"
  status_code        = "403"
  response_templates = { "application/json" = "{\\"message\\":\\"filtered\\"}" }
}
resource "aws_api_gateway_deployment" "one" {
  rest_api_id = aws_api_gateway_rest_api.pets.id
  depends_on  = [aws_api_gateway_integration_response.ok, aws_api_gateway_gateway_response.filtered]
}
resource "aws_api_gateway_stage" "prod" {
  rest_api_id   = aws_api_gateway_rest_api.pets.id
  deployment_id = aws_api_gateway_deployment.one.id
  stage_name    = "prod"
}
resource "aws_wafv2_ip_set" "bad" {
  name               = "tf-bad"
  description        = "Callers to keep out"
  scope              = "REGIONAL"
  ip_address_version = "IPV4"
  addresses          = ["${address}"]
  tags               = { team = "gateway" }
}
resource "aws_wafv2_web_acl" "shield" {
  name  = "tf-shield"
  scope = "REGIONAL"
  tags  = { team = "gateway" }
  default_action {
    allow {}
  }
  rule {
    name     = "addresses"
    priority = 1
    action {
      block {}
    }
    statement {
      ip_set_reference_statement {
        arn = aws_wafv2_ip_set.bad.arn
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "addresses"
      sampled_requests_enabled   = false
    }
  }
  rule {
    name     = "rate"
    priority = 2
    action {
      count {}
    }
    statement {
      rate_based_statement {
        limit              = 1000
        aggregate_key_type = "IP"
        scope_down_statement {
          not_statement {
            statement {
              byte_match_statement {
                search_string         = "/health"
                positional_constraint = "STARTS_WITH"
                field_to_match {
                  uri_path {}
                }
                text_transformation {
                  priority = 0
                  type     = "LOWERCASE"
                }
              }
            }
          }
        }
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "rate"
      sampled_requests_enabled   = false
    }
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "shield"
    sampled_requests_enabled   = true
  }
}
resource "aws_wafv2_web_acl_association" "prod" {
  resource_arn = aws_api_gateway_stage.prod.arn
  web_acl_arn  = aws_wafv2_web_acl.shield.arn
}
output "api" {
  value = aws_api_gateway_rest_api.pets.id
}
`;

describeWithTerraform("a web ACL on a stage, with Terraform", () => {
  it("is applied, found unchanged, changed and destroyed", { timeout: 300_000 }, async () => {
    const project = await terraformProject(gateway, resources("127.0.0.1/32"));
    try {
      await project.apply();
      expect(await project.planIsEmpty()).toBe(true);
      const { api } = await project.outputs();
      const call = () => request(`${gateway.url}/execute-api/${String(api)}/prod/`);
      const blocked = await call();
      expect([blocked.status, blocked.text]).toEqual([403, '{"message":"filtered"}']);
      await project.write("main.tf", resources("192.0.2.0/24"));
      await project.apply();
      expect((await call()).status).toBe(200);
      await project.destroy();
    } finally {
      await project.remove();
    }
  });
});
