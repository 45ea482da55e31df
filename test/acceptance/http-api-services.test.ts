import { CreateVpcLinkCommand } from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiGatewayV2 } from "../support/clients.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { createHttpApi } from "../support/http-api.ts";
import { signedFor } from "../support/recorded-signature.ts";
import { request } from "../support/request.ts";
import { describeWithTerraform, terraformProject } from "../support/terraform.ts";
import { startUpstream, type UpstreamServer } from "../support/upstream-server.ts";

const SECRET = "the gateway's secret at AWS";
const ROLE = "arn:aws:iam::000000000000:role/integration";
const QUEUE = "https://sqs.us-east-1.amazonaws.com/000000000000/q";
const LISTENER = "arn:aws:elasticloadbalancing:us-east-1:000000000000:listener/app/lb/50dc/0467";

let gateway: Gateway;
let service: UpstreamServer;
beforeAll(async () => {
  service = await startUpstream();
  gateway = await startGateway({
    vars: {
      AWS_INTEGRATION_ALLOW: "sqs,events,states,kinesis",
      AWS_ENDPOINT_URL: service.url,
      VPC_LINKS: `${LISTENER}=${service.url}`,
    },
    secrets: { AWS_ACCESS_KEY_ID: "AKIDGATEWAY", AWS_SECRET_ACCESS_KEY: SECRET },
  });
});
afterAll(async () => {
  await service.stop();
  await gateway.stop();
});

const subtype = (IntegrationSubtype: string, RequestParameters: Record<string, string>) =>
  ({
    IntegrationType: "AWS_PROXY",
    IntegrationSubtype,
    CredentialsArn: ROLE,
    IntegrationMethod: undefined,
    RequestParameters,
  }) as const;

describe("AWS services behind an HTTP API", () => {
  it("SQS is sent the body as a message, and its answer comes back", async () => {
    const api = await createHttpApi(gateway, {
      routes: { "POST /messages": subtype("SQS-SendMessage", { QueueUrl: QUEUE, MessageBody: "$request.body" }) },
    });
    const xml = '<?xml version="1.0"?><SendMessageResponse/>';
    service.answer({ headers: { "content-type": "text/xml", "x-amzn-requestid": "r-1" }, body: xml });
    const answer = await request(`${api.url}/messages`, { method: "POST", body: '{"a": "b c"}' });
    expect([answer.status, answer.text, answer.headers.get("content-type")]).toEqual([200, xml, "text/xml"]);
    expect(answer.headers.get("x-amzn-requestid")).toBe("r-1");
    expect(answer.headers.get("apigw-requestid")).toMatch(/=$/);
    const received = service.last();
    expect(received).toMatchObject({ method: "POST", url: "/" });
    expect(Object.fromEntries(new URLSearchParams(received.body.toString()))).toEqual({
      Action: "SendMessage",
      Version: "2012-11-05",
      QueueUrl: QUEUE,
      MessageBody: '{"a": "b c"}',
    });
    expect(await signedFor(received, SECRET)).toBe("sqs in us-east-1");
  });

  it("EventBridge is put an event, in the region that is named", async () => {
    const parameters = {
      Detail: "$request.body.detail",
      DetailType: "$request.path.kind",
      Source: "${context.apiId}.shop",
      Region: "eu-west-1",
    };
    const api = await createHttpApi(gateway, {
      routes: { "POST /{kind}": subtype("EventBridge-PutEvents", parameters) },
    });
    service.answer({ body: '{"FailedEntryCount":0}' });
    const body = '{"detail": {"id": 1}}';
    expect((await request(`${api.url}/order`, { method: "POST", body })).json()).toEqual({ FailedEntryCount: 0 });
    const received = service.last();
    expect(received.headers["x-amz-target"]).toBe("AWSEvents.PutEvents");
    expect(JSON.parse(received.body.toString())).toEqual({
      Entries: [{ Detail: '{"id":1}', DetailType: "order", Source: `${api.apiId}.shop` }],
    });
    expect(await signedFor(received, SECRET)).toBe("events in eu-west-1");
  });

  it("what a service refuses is a 500, and a parameter without a value a 400 that reaches no service", async () => {
    const api = await createHttpApi(gateway, {
      routes: {
        "POST /": subtype("Kinesis-PutRecord", {
          StreamName: "$request.body.stream",
          Data: "aGk=",
          PartitionKey: "p",
        }),
      },
    });
    service.answer({ status: 400, body: '{"__type":"ResourceNotFoundException"}' });
    const refused = await request(`${api.url}/`, { method: "POST", body: '{"stream": "none"}' });
    expect([refused.status, refused.text]).toEqual([500, '{"message":"Internal Server Error"}']);
    const before = service.requests.length;
    const incomplete = await request(`${api.url}/`, { method: "POST", body: "{}" });
    expect([incomplete.status, incomplete.text]).toEqual([400, '{"message":"Bad Request"}']);
    expect(service.requests).toHaveLength(before);
  });
});

describe("a private backend behind an HTTP API", () => {
  it("is reached over its VPC link, and sees the path with the stage", async () => {
    const link = await apiGatewayV2(gateway).send(new CreateVpcLinkCommand({ Name: "link", SubnetIds: ["subnet-1"] }));
    const linked = {
      ConnectionType: "VPC_LINK",
      ConnectionId: link.VpcLinkId,
      IntegrationUri: LISTENER,
    } as const;
    const api = await createHttpApi(gateway, {
      stage: "test",
      routes: {
        "ANY /{proxy+}": linked,
        "GET /bare": { ...linked, RequestParameters: { "overwrite:path": "$request.path" } },
      },
    });
    service.reset();
    expect((await request(`${api.url}/a/b?c=d`, { method: "PUT", body: "x" })).json()).toEqual({ ok: true });
    expect(service.last()).toMatchObject({ method: "PUT", url: "/test/a/b?c=d" });
    await request(`${api.url}/bare`);
    expect(service.last().url).toBe("/bare");
  });
});

describeWithTerraform("integrations with services and private backends, with Terraform", () => {
  it("apply, and find nothing to change", { timeout: 300_000 }, async () => {
    const project = await terraformProject(
      gateway,
      `resource "aws_apigatewayv2_api" "shop" {
        name          = "shop"
        protocol_type = "HTTP"
      }
      resource "aws_apigatewayv2_integration" "start" {
        api_id                 = aws_apigatewayv2_api.shop.id
        integration_type       = "AWS_PROXY"
        integration_subtype    = "StepFunctions-StartExecution"
        payload_format_version = "1.0"
        credentials_arn        = "${ROLE}"
        request_parameters = {
          StateMachineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:m"
          Input           = "$request.body"
        }
        response_parameters {
          status_code = 200
          mappings    = { "overwrite:statuscode" = "202" }
        }
      }
      resource "aws_apigatewayv2_route" "start" {
        api_id    = aws_apigatewayv2_api.shop.id
        route_key = "POST /orders"
        target    = "integrations/\${aws_apigatewayv2_integration.start.id}"
      }
      resource "aws_apigatewayv2_vpc_link" "link" {
        name               = "link"
        security_group_ids = []
        subnet_ids         = ["subnet-1"]
      }
      resource "aws_apigatewayv2_integration" "private" {
        api_id             = aws_apigatewayv2_api.shop.id
        integration_type   = "HTTP_PROXY"
        integration_method = "ANY"
        connection_type    = "VPC_LINK"
        connection_id      = aws_apigatewayv2_vpc_link.link.id
        integration_uri    = "${LISTENER}"
        tls_config { server_name_to_verify = "shop.example.com" }
      }
      resource "aws_apigatewayv2_stage" "live" {
        api_id      = aws_apigatewayv2_api.shop.id
        name        = "$default"
        auto_deploy = true
      }
      output "id" {
        value = aws_apigatewayv2_api.shop.id
      }`,
    );
    try {
      await project.apply();
      const { id } = await project.outputs();
      service.answer({ body: '{"executionArn":"e"}' });
      const url = `${gateway.url}/execute-api/${String(id)}/orders`;
      const answer = await request(url, { method: "POST", body: '{"n": 1}' });
      expect([answer.status, answer.json()]).toEqual([202, { executionArn: "e" }]);
      expect(JSON.parse(service.last().body.toString())).toEqual({
        stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:m",
        input: '{"n": 1}',
      });
      expect(await project.planIsEmpty()).toBe(true);
      await project.destroy();
    } finally {
      await project.remove();
    }
  });
});
