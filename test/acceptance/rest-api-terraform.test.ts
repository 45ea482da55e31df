import {
  GetAccountCommand,
  GetDeploymentsCommand,
  GetRestApiCommand,
  GetStageCommand,
} from "@aws-sdk/client-api-gateway";
import { beforeAll, expect, it } from "vitest";
import { apiGateway } from "../support/clients.ts";
import { sharedGateway, type Gateway } from "../support/gateway.ts";
import { describeWithTerraform, terraformProject } from "../support/terraform.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await sharedGateway();
});

/** Everything that Terraform knows of a REST API, but for keys, plans, domains and imports. `answer`: what GET /pets says. */
const restApi = (answer: string): string => `
resource "aws_api_gateway_rest_api" "pets" {
  name                     = "pets"
  description              = "Pets of all kinds"
  binary_media_types       = ["image/png"]
  minimum_compression_size = 1024
  endpoint_configuration { types = ["REGIONAL"] }
  tags = { team = "pets" }
}
resource "aws_api_gateway_resource" "pets" {
  rest_api_id = aws_api_gateway_rest_api.pets.id
  parent_id   = aws_api_gateway_rest_api.pets.root_resource_id
  path_part   = "pets"
}
resource "aws_api_gateway_model" "pet" {
  rest_api_id  = aws_api_gateway_rest_api.pets.id
  name         = "Pet"
  content_type = "application/json"
  schema       = jsonencode({ type = "object", properties = { name = { type = "string" } } })
}
resource "aws_api_gateway_request_validator" "all" {
  rest_api_id                 = aws_api_gateway_rest_api.pets.id
  name                        = "all"
  validate_request_body       = true
  validate_request_parameters = true
}
resource "aws_api_gateway_method" "get" {
  rest_api_id          = aws_api_gateway_rest_api.pets.id
  resource_id          = aws_api_gateway_resource.pets.id
  http_method          = "GET"
  authorization        = "NONE"
  request_validator_id = aws_api_gateway_request_validator.all.id
  request_models       = { "application/json" = aws_api_gateway_model.pet.name }
  request_parameters   = { "method.request.querystring.kind" = false }
}
resource "aws_api_gateway_integration" "get" {
  rest_api_id       = aws_api_gateway_rest_api.pets.id
  resource_id       = aws_api_gateway_resource.pets.id
  http_method       = aws_api_gateway_method.get.http_method
  type              = "MOCK"
  request_templates = { "application/json" = jsonencode({ statusCode = 200 }) }
}
resource "aws_api_gateway_method_response" "ok" {
  rest_api_id         = aws_api_gateway_rest_api.pets.id
  resource_id         = aws_api_gateway_resource.pets.id
  http_method         = aws_api_gateway_method.get.http_method
  status_code         = "200"
  response_models     = { "application/json" = "Empty" }
  response_parameters = { "method.response.header.X-Kind" = true }
}
resource "aws_api_gateway_integration_response" "ok" {
  rest_api_id         = aws_api_gateway_rest_api.pets.id
  resource_id         = aws_api_gateway_resource.pets.id
  http_method         = aws_api_gateway_method.get.http_method
  status_code         = aws_api_gateway_method_response.ok.status_code
  response_parameters = { "method.response.header.X-Kind" = "'pet'" }
  response_templates  = { "application/json" = "${answer}" }
  depends_on          = [aws_api_gateway_integration.get]
}
resource "aws_api_gateway_gateway_response" "not_found" {
  rest_api_id         = aws_api_gateway_rest_api.pets.id
  response_type       = "MISSING_AUTHENTICATION_TOKEN"
  status_code         = "404"
  response_templates  = { "application/json" = "{\\"message\\":\\"no such pet\\"}" }
  response_parameters = { "gatewayresponse.header.X-Why" = "'unknown'" }
}
resource "aws_api_gateway_deployment" "all" {
  rest_api_id = aws_api_gateway_rest_api.pets.id
  triggers    = { redeployment = sha1("${answer}") }
  depends_on  = [aws_api_gateway_integration_response.ok, aws_api_gateway_gateway_response.not_found]
  lifecycle { create_before_destroy = true }
}
resource "aws_api_gateway_documentation_part" "api" {
  rest_api_id = aws_api_gateway_rest_api.pets.id
  location { type = "API" }
  properties = jsonencode({ description = "Pets" })
}
resource "aws_api_gateway_documentation_part" "get" {
  rest_api_id = aws_api_gateway_rest_api.pets.id
  location {
    type   = "METHOD"
    method = "GET"
    path   = "/pets"
  }
  properties = jsonencode({ description = "All pets" })
}
resource "aws_api_gateway_documentation_version" "first" {
  rest_api_id = aws_api_gateway_rest_api.pets.id
  version     = "v1"
  description = "the first"
  depends_on  = [aws_api_gateway_documentation_part.api, aws_api_gateway_documentation_part.get]
}
resource "aws_api_gateway_client_certificate" "backend" {
  description = "for the backend"
  tags        = { team = "pets" }
}
resource "aws_api_gateway_stage" "prod" {
  rest_api_id           = aws_api_gateway_rest_api.pets.id
  deployment_id         = aws_api_gateway_deployment.all.id
  stage_name            = "prod"
  description           = "for everyone"
  documentation_version = aws_api_gateway_documentation_version.first.version
  client_certificate_id = aws_api_gateway_client_certificate.backend.id
  cache_cluster_enabled = true
  cache_cluster_size    = "0.5"
  xray_tracing_enabled  = true
  variables             = { backend = "one" }
  access_log_settings {
    destination_arn = "arn:aws:logs:us-east-1:000000000000:log-group:pets"
    format          = "$context.requestId $context.status"
  }
  tags = { team = "pets" }
}
resource "aws_api_gateway_method_settings" "everything" {
  rest_api_id = aws_api_gateway_rest_api.pets.id
  stage_name  = aws_api_gateway_stage.prod.stage_name
  method_path = "*/*"
  settings {
    metrics_enabled        = true
    logging_level          = "INFO"
    throttling_burst_limit = 50
    throttling_rate_limit  = 100
  }
}
resource "aws_api_gateway_method_settings" "pets" {
  rest_api_id = aws_api_gateway_rest_api.pets.id
  stage_name  = aws_api_gateway_stage.prod.stage_name
  method_path = "pets/GET"
  settings {
    caching_enabled      = true
    cache_ttl_in_seconds = 60
  }
  depends_on = [aws_api_gateway_method_settings.everything]
}
resource "aws_api_gateway_account" "this" {
  cloudwatch_role_arn = "arn:aws:iam::000000000000:role/logs"
}
output "id" { value = aws_api_gateway_rest_api.pets.id }
`;

describeWithTerraform("a REST API, with Terraform", () => {
  it("applies, finds nothing to change, redeploys, and leaves nothing behind", { timeout: 300_000 }, async () => {
    const client = apiGateway(gateway);
    const project = await terraformProject(gateway, restApi("{}"));
    try {
      await project.apply();
      expect(await project.planIsEmpty()).toBe(true);
      const restApiId = String((await project.outputs())["id"]);
      const stage = await client.send(new GetStageCommand({ restApiId, stageName: "prod" }));
      expect(stage.methodSettings?.["*/*"]).toMatchObject({ loggingLevel: "INFO", throttlingRateLimit: 100 });
      expect(stage.methodSettings?.["pets/GET"]).toMatchObject({ cachingEnabled: true, cacheTtlInSeconds: 60 });

      await project.write("main.tf", restApi("[]"));
      await project.apply();
      const { items } = await client.send(new GetDeploymentsCommand({ restApiId }));
      const moved = await client.send(new GetStageCommand({ restApiId, stageName: "prod" }));
      expect(items?.map(({ id }) => id)).toEqual([moved.deploymentId]);
      expect(moved.deploymentId).not.toBe(stage.deploymentId);

      await project.destroy();
      const gone = client.send(new GetRestApiCommand({ restApiId }));
      await expect(gone).rejects.toMatchObject({ name: "NotFoundException" });
      expect(await client.send(new GetAccountCommand({}))).toHaveProperty("features", ["UsagePlans"]);
    } finally {
      await project.remove();
    }
  });
});
