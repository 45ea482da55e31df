import { afterAll, beforeAll, expect, it } from "vitest";
import { createFunction } from "../support/functions.ts";
import { sharedGateway, type Gateway } from "../support/gateway.ts";
import { createIssuer, type Issuer } from "../support/issuer.ts";
import { request } from "../support/request.ts";
import { describeWithTerraform, terraformProject } from "../support/terraform.ts";
import { startUpstream, type UpstreamServer } from "../support/upstream-server.ts";
import { functionUri } from "../support/function-uri.ts";

let gateway: Gateway;
let backend: UpstreamServer;
let authority: UpstreamServer;
let issuer: Issuer;

beforeAll(async () => {
  gateway = await sharedGateway();
  backend = await startUpstream();
  authority = await startUpstream();
  issuer = await createIssuer(authority.url);
  authority.answer(({ url }) => ({ body: issuer.document(url) ?? "" }));
});
afterAll(async () => {
  await Promise.all([backend.stop(), authority.stop(), gateway.stop()]);
});

const ALLOW_A = `exports.handler = async (event) => event.type === "TOKEN"
  ? { principalId: "ada", policyDocument: { Version: "2012-10-17", Statement: [{ Action: "execute-api:Invoke", Effect: event.authorizationToken === "a" ? "Allow" : "Deny", Resource: "*" }] } }
  : { isAuthorized: event.identitySource[0] === "a" };`;

/** An HTTP API with a JWT and a Lambda authorizer, and who may call them. */
const httpApi = (arn: string): string => `
resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"
}
resource "aws_apigatewayv2_authorizer" "jwt" {
  api_id           = aws_apigatewayv2_api.shop.id
  name             = "jwt"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]
  jwt_configuration {
    audience = ["shop"]
    issuer   = "${issuer.url}"
  }
}
resource "aws_apigatewayv2_authorizer" "function" {
  api_id                            = aws_apigatewayv2_api.shop.id
  name                              = "function"
  authorizer_type                   = "REQUEST"
  authorizer_uri                    = "${functionUri(arn)}"
  authorizer_payload_format_version = "2.0"
  authorizer_result_ttl_in_seconds  = 60
  enable_simple_responses           = true
  identity_sources                  = ["$request.header.X-User"]
}
resource "aws_lambda_permission" "http" {
  statement_id  = "http"
  action        = "lambda:InvokeFunction"
  function_name = "${arn}"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "arn:aws:execute-api:us-east-1:000000000000:\${aws_apigatewayv2_api.shop.id}/authorizers/\${aws_apigatewayv2_authorizer.function.id}"
}
resource "aws_apigatewayv2_integration" "backend" {
  api_id             = aws_apigatewayv2_api.shop.id
  integration_type   = "HTTP_PROXY"
  integration_method = "ANY"
  integration_uri    = "${backend.url}"
}
resource "aws_apigatewayv2_route" "jwt" {
  api_id               = aws_apigatewayv2_api.shop.id
  route_key            = "GET /jwt"
  target               = "integrations/\${aws_apigatewayv2_integration.backend.id}"
  authorization_type   = "JWT"
  authorizer_id        = aws_apigatewayv2_authorizer.jwt.id
  authorization_scopes = ["read"]
}
resource "aws_apigatewayv2_route" "function" {
  api_id             = aws_apigatewayv2_api.shop.id
  route_key          = "GET /function"
  target             = "integrations/\${aws_apigatewayv2_integration.backend.id}"
  authorization_type = "CUSTOM"
  authorizer_id      = aws_apigatewayv2_authorizer.function.id
}
resource "aws_apigatewayv2_route" "iam" {
  api_id             = aws_apigatewayv2_api.shop.id
  route_key          = "GET /iam"
  target             = "integrations/\${aws_apigatewayv2_integration.backend.id}"
  authorization_type = "AWS_IAM"
}
resource "aws_apigatewayv2_stage" "live" {
  api_id      = aws_apigatewayv2_api.shop.id
  name        = "live"
  auto_deploy = true
}
output "http" { value = aws_apigatewayv2_api.shop.id }`;

const method = (name: string, authorization: string): string => `
resource "aws_api_gateway_resource" "${name}" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  parent_id   = aws_api_gateway_rest_api.shop.root_resource_id
  path_part   = "${name}"
}
resource "aws_api_gateway_method" "${name}" {
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  resource_id   = aws_api_gateway_resource.${name}.id
  http_method   = "GET"
  ${authorization}
}
resource "aws_api_gateway_integration" "${name}" {
  rest_api_id             = aws_api_gateway_rest_api.shop.id
  resource_id             = aws_api_gateway_resource.${name}.id
  http_method             = aws_api_gateway_method.${name}.http_method
  type                    = "HTTP_PROXY"
  integration_http_method = "GET"
  uri                     = "${backend.url}"
}`;

/** A REST API with authorizers of all three types and a resource policy. */
const restApi = (arn: string): string => `
resource "aws_api_gateway_rest_api" "shop" {
  name = "shop"
  endpoint_configuration { types = ["REGIONAL"] }
}
resource "aws_api_gateway_rest_api_policy" "shop" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = "*", Action = "execute-api:Invoke", Resource = "arn:aws:execute-api:us-east-1:000000000000:\${aws_api_gateway_rest_api.shop.id}/*" },
      { Effect = "Deny", Principal = "*", Action = "execute-api:Invoke", Resource = "arn:aws:execute-api:us-east-1:000000000000:\${aws_api_gateway_rest_api.shop.id}/*/GET/closed" },
    ]
  })
}
resource "aws_api_gateway_authorizer" "token" {
  rest_api_id                      = aws_api_gateway_rest_api.shop.id
  name                             = "token"
  authorizer_uri                   = "${functionUri(arn)}"
  identity_validation_expression   = "[a-z]"
  authorizer_result_ttl_in_seconds = 60
}
resource "aws_api_gateway_authorizer" "request" {
  rest_api_id     = aws_api_gateway_rest_api.shop.id
  name            = "request"
  type            = "REQUEST"
  authorizer_uri  = "${functionUri(arn)}"
  identity_source = "method.request.header.X-User,method.request.querystring.team"
}
resource "aws_api_gateway_authorizer" "pool" {
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  name          = "pool"
  type          = "COGNITO_USER_POOLS"
  provider_arns = ["arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_abc"]
}
resource "aws_lambda_permission" "rest" {
  statement_id  = "rest"
  action        = "lambda:InvokeFunction"
  function_name = "${arn}"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "arn:aws:execute-api:us-east-1:000000000000:\${aws_api_gateway_rest_api.shop.id}/authorizers/*"
}
${method("token", 'authorization = "CUSTOM"\n  authorizer_id = aws_api_gateway_authorizer.token.id')}
${method("pool", 'authorization = "COGNITO_USER_POOLS"\n  authorizer_id = aws_api_gateway_authorizer.pool.id\n  authorization_scopes = ["shop/read"]')}
${method("closed", 'authorization = "NONE"')}
resource "aws_api_gateway_deployment" "one" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  depends_on = [
    aws_api_gateway_integration.token, aws_api_gateway_integration.pool, aws_api_gateway_integration.closed,
    aws_api_gateway_rest_api_policy.shop,
  ]
}
resource "aws_api_gateway_stage" "prod" {
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  deployment_id = aws_api_gateway_deployment.one.id
  stage_name    = "prod"
}
output "rest" { value = aws_api_gateway_rest_api.shop.id }`;

describeWithTerraform("authorizers of both API versions, with Terraform", () => {
  it("apply, guard, need no second apply, and go", { timeout: 300_000 }, async () => {
    const arn = await createFunction(gateway, { "index.js": ALLOW_A });
    const project = await terraformProject(gateway, `${httpApi(arn)}\n${restApi(arn)}`);
    try {
      await project.apply();
      const { http, rest } = await project.outputs();
      const status = async (path: string, headers: Record<string, string> = {}): Promise<number> =>
        (await request(`${gateway.url}/execute-api/${path}`, { headers })).status;
      const token = await issuer.token({ claims: { scope: "read" } });
      expect(await status(`${String(http)}/live/jwt`, { authorization: token })).toBe(200);
      expect(await status(`${String(http)}/live/jwt`)).toBe(401);
      expect(await status(`${String(http)}/live/function`, { "x-user": "a" })).toBe(200);
      expect(await status(`${String(http)}/live/function`, { "x-user": "b" })).toBe(403);
      expect(await status(`${String(http)}/live/iam`)).toBe(403);
      expect(await status(`${String(rest)}/prod/token`, { authorization: "a" })).toBe(200);
      expect(await status(`${String(rest)}/prod/token`, { authorization: "b" })).toBe(403);
      expect(await status(`${String(rest)}/prod/token`, { authorization: "aa" })).toBe(401);
      expect(await status(`${String(rest)}/prod/pool`)).toBe(401);
      expect(await status(`${String(rest)}/prod/closed`)).toBe(403);
      expect(await project.planIsEmpty()).toBe(true);
      await project.destroy();
      expect(await status(`${String(rest)}/prod/closed`)).toBe(403);
    } finally {
      await project.remove();
    }
  });
});
