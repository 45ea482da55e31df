import { GetApiCommand } from "@aws-sdk/client-apigatewayv2";
import { beforeAll, expect, it } from "vitest";
import { apiGatewayV2 } from "../support/clients.ts";
import { allow, createFunction } from "../support/functions.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { describeWithTerraform, terraformProject } from "../support/terraform.ts";
import { connectTo } from "../support/websocket-api.ts";
import { functionUri } from "../support/function-uri.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await sharedGateway();
});

const AUTHORIZER = `export const handler = async (event) => ({
  principalId: event.queryStringParameters.user,
  policyDocument: { Version: "2012-10-17", Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: event.methodArn }] },
});`;
const ECHO =
  "export const handler = async (event) => ({ statusCode: 200, body: event.requestContext.authorizer.principalId });";

function project(echo: string, authorizer: string): string {
  return `resource "aws_apigatewayv2_api" "chat" {
    name                       = "chat"
    protocol_type              = "WEBSOCKET"
    route_selection_expression = "$request.body.action"
  }
  resource "aws_apigatewayv2_authorizer" "users" {
    api_id           = aws_apigatewayv2_api.chat.id
    name             = "users"
    authorizer_type  = "REQUEST"
    authorizer_uri   = "${functionUri(authorizer)}"
    identity_sources = ["route.request.querystring.user"]
  }
  resource "aws_apigatewayv2_model" "said" {
    api_id       = aws_apigatewayv2_api.chat.id
    name         = "Said"
    content_type = "application/json"
    schema       = jsonencode({ type = "object", required = ["text"] })
  }
  resource "aws_apigatewayv2_integration" "echo" {
    api_id                    = aws_apigatewayv2_api.chat.id
    integration_type          = "AWS_PROXY"
    integration_uri           = "${functionUri(echo)}"
    content_handling_strategy = "CONVERT_TO_TEXT"
    passthrough_behavior      = "WHEN_NO_MATCH"
  }
  resource "aws_apigatewayv2_integration" "mock" {
    api_id                        = aws_apigatewayv2_api.chat.id
    integration_type              = "MOCK"
    template_selection_expression = "200"
    request_templates             = { "200" = jsonencode({ statusCode = 200 }) }
  }
  resource "aws_apigatewayv2_integration_response" "mock" {
    api_id                   = aws_apigatewayv2_api.chat.id
    integration_id           = aws_apigatewayv2_integration.mock.id
    integration_response_key = "/200/"
    response_templates       = { "$default" = "{\\"said\\":$input.json('$.statusCode')}" }
  }
  resource "aws_apigatewayv2_route" "connect" {
    api_id             = aws_apigatewayv2_api.chat.id
    route_key          = "$connect"
    authorization_type = "CUSTOM"
    authorizer_id      = aws_apigatewayv2_authorizer.users.id
  }
  resource "aws_apigatewayv2_route" "who" {
    api_id                              = aws_apigatewayv2_api.chat.id
    route_key                           = "who"
    target                              = "integrations/\${aws_apigatewayv2_integration.echo.id}"
    route_response_selection_expression = "$default"
  }
  resource "aws_apigatewayv2_route_response" "who" {
    api_id             = aws_apigatewayv2_api.chat.id
    route_id           = aws_apigatewayv2_route.who.id
    route_response_key = "$default"
  }
  resource "aws_apigatewayv2_route" "say" {
    api_id                              = aws_apigatewayv2_api.chat.id
    route_key                           = "say"
    target                              = "integrations/\${aws_apigatewayv2_integration.mock.id}"
    model_selection_expression          = "said"
    request_models                      = { said = aws_apigatewayv2_model.said.name }
    route_response_selection_expression = "$default"
  }
  resource "aws_apigatewayv2_route_response" "say" {
    api_id             = aws_apigatewayv2_api.chat.id
    route_id           = aws_apigatewayv2_route.say.id
    route_response_key = "$default"
  }
  resource "aws_apigatewayv2_deployment" "first" {
    api_id     = aws_apigatewayv2_api.chat.id
    depends_on = [
      aws_apigatewayv2_route.connect, aws_apigatewayv2_route_response.who, aws_apigatewayv2_route_response.say,
      aws_apigatewayv2_integration_response.mock,
    ]
  }
  resource "aws_apigatewayv2_stage" "live" {
    api_id          = aws_apigatewayv2_api.chat.id
    name            = "live"
    deployment_id   = aws_apigatewayv2_deployment.first.id
    stage_variables = { room = "lobby" }
    default_route_settings {
      throttling_burst_limit = 100
      throttling_rate_limit  = 50
    }
    route_settings {
      route_key              = "say"
      throttling_burst_limit = 10
      throttling_rate_limit  = 5
    }
  }
  output "id" {
    value = aws_apigatewayv2_api.chat.id
  }
  output "url" {
    value = aws_apigatewayv2_stage.live.invoke_url
  }`;
}

describeWithTerraform("a WebSocket API, with Terraform", () => {
  it("is applied, serves, has nothing to change, and leaves nothing behind", { timeout: 300_000 }, async () => {
    const [echo, authorizer] = await Promise.all(
      [ECHO, AUTHORIZER].map((source) => createFunction(gateway, { "index.mjs": source })),
    );
    if (!echo || !authorizer) throw new Error("the functions were not made");
    await Promise.all([allow(gateway, echo), allow(gateway, authorizer)]);
    const terraform = await terraformProject(gateway, project(echo, authorizer));
    try {
      await terraform.apply();
      const { id, url } = await terraform.outputs();
      expect(url).toMatch(/^wss?:\/\/.+\/live$/);
      const stage = `ws://127.0.0.1:${gateway.port}/execute-api/${String(id)}/live`;
      await expect(connectTo(stage)).rejects.toThrow("refused with 401");
      const client = await connectTo(`${stage}?user=ann`);
      client.send({ action: "who" });
      expect(await client.next()).toBe("ann");
      client.send({ action: "say", text: "hello" });
      expect(await client.next()).toEqual({ said: "" });
      client.send({ action: "say" });
      expect(await client.next()).toMatchObject({ message: "Invalid request body" });
      await client.close();
      expect(await terraform.planIsEmpty()).toBe(true);
      await terraform.destroy();
      const gone = apiGatewayV2(gateway).send(new GetApiCommand({ ApiId: String(id) }));
      await expect(gone).rejects.toMatchObject({ name: "NotFoundException" });
    } finally {
      await terraform.remove();
    }
  });
});
