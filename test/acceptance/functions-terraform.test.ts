import { afterAll, beforeAll, expect, it } from "vitest";
import { startGateway, type OwnGateway } from "../support/gateway.ts";
import { request } from "../support/request.ts";
import { describeWithTerraform, terraformProject } from "../support/terraform.ts";
import { zipOf } from "../support/zip.ts";

let gateway: OwnGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

const MAIN = `resource "aws_lambda_function" "greeter" {
  function_name    = "greeter"
  role             = "arn:aws:iam::000000000000:role/greeter"
  runtime          = "nodejs22.x"
  handler          = "index.handler"
  filename         = "greeter.zip"
  source_code_hash = filebase64sha256("greeter.zip")
  timeout          = 5
  memory_size      = 256
  publish          = true
  environment {
    variables = { GREETING = "hello" }
  }
  description                    = "greets"
  architectures                  = ["arm64"]
  reserved_concurrent_executions = 5
  ephemeral_storage { size = 1024 }
  tracing_config { mode = "Active" }
  logging_config {
    log_format            = "JSON"
    application_log_level = "INFO"
    system_log_level      = "INFO"
  }
  tags = { team = "web" }
}
resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.greeter.function_name
  function_version = aws_lambda_function.greeter.version
}
resource "aws_lambda_function_event_invoke_config" "live" {
  function_name          = aws_lambda_function.greeter.function_name
  qualifier              = aws_lambda_alias.live.name
  maximum_retry_attempts = 1
}
resource "aws_lambda_permission" "api" {
  statement_id  = "apigateway"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.greeter.function_name
  qualifier     = aws_lambda_alias.live.name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "arn:aws:execute-api:us-east-1:000000000000:\${aws_apigatewayv2_api.greetings.id}/*/*"
}
resource "aws_apigatewayv2_api" "greetings" {
  name          = "greetings"
  protocol_type = "HTTP"
}
resource "aws_apigatewayv2_integration" "greeter" {
  api_id                 = aws_apigatewayv2_api.greetings.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_alias.live.invoke_arn
  payload_format_version = "2.0"
}
resource "aws_apigatewayv2_route" "greet" {
  api_id    = aws_apigatewayv2_api.greetings.id
  route_key = "GET /greet/{name}"
  target    = "integrations/\${aws_apigatewayv2_integration.greeter.id}"
}
resource "aws_apigatewayv2_stage" "live" {
  api_id      = aws_apigatewayv2_api.greetings.id
  name        = "live"
  auto_deploy = true
}
output "id" {
  value = aws_apigatewayv2_api.greetings.id
}`;

const code = (verb: string): Uint8Array =>
  zipOf({
    "index.js": `exports.handler = async (event) => \`\${process.env.GREETING} \${event.pathParameters.name}, ${verb}\`;`,
  });

describeWithTerraform("a function, with Terraform", () => {
  it(
    "applies, finds nothing to change, follows new code, and leaves nothing behind",
    { timeout: 300_000 },
    async () => {
      const before = await gateway.rows();
      const project = await terraformProject(gateway, MAIN);
      try {
        await project.write("greeter.zip", code("welcome"));
        await project.apply();
        const { id } = await project.outputs();
        const url = `${gateway.url}/execute-api/${String(id)}/live/greet/Ann`;
        expect((await request(url)).text).toBe("hello Ann, welcome");
        expect(await project.planIsEmpty()).toBe(true);
        await project.write("greeter.zip", code("goodbye"));
        await project.apply();
        expect((await request(url)).text).toBe("hello Ann, goodbye");
        await project.destroy();
        expect(await gateway.rows()).toEqual(before);
      } finally {
        await project.remove();
      }
    },
  );
});
