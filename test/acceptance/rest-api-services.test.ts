import { CreateVpcLinkCommand } from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRestApi, type DeployedRestApi } from "../support/deployed-rest-api.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { signedFor } from "../support/recorded-signature.ts";
import { request } from "../support/request.ts";
import { startUpstream, type UpstreamServer } from "../support/upstream-server.ts";

const SECRET = "the gateway's secret at AWS";
const JSON_TYPE = "application/json";

let gateway: Gateway;
let service: UpstreamServer;
let api: DeployedRestApi;
beforeAll(async () => {
  service = await startUpstream();
  gateway = await startGateway({
    vars: {
      AWS_INTEGRATION_ALLOW: "dynamodb,s3",
      AWS_ENDPOINT_URL: service.url,
      VPC_LINKS: `nlb.internal=${service.url}`,
    },
    secrets: { AWS_ACCESS_KEY_ID: "AKIDGATEWAY", AWS_SECRET_ACCESS_KEY: SECRET },
  });
  const credentials = "arn:aws:iam::000000000000:role/integration";
  const uri = (rest: string) => `arn:aws:apigateway:eu-west-1:${rest}`;
  api = await createRestApi(gateway, {
    methods: {
      "POST /items": {
        integration: {
          type: "AWS",
          integrationHttpMethod: "POST",
          uri: uri("dynamodb:action/PutItem"),
          credentials,
          requestTemplates: { [JSON_TYPE]: '{"TableName": "t", "Item": {"id": {"S": "$input.path(\'$.id\')"}}}' },
        },
        template: "$input.json('$')",
      },
      "GET /object": {
        integration: {
          type: "AWS",
          integrationHttpMethod: "GET",
          uri: uri("s3:path/bucket/a key"),
          credentials,
          requestTemplates: {},
        },
        response: { responseTemplates: {} },
      },
      "POST /queue": {
        integration: { type: "AWS", integrationHttpMethod: "POST", uri: uri("sqs:path/1/q"), credentials },
      },
    },
  });
});
afterAll(async () => {
  await service.stop();
  await gateway.stop();
});

describe("AWS services behind a REST API", () => {
  it("DynamoDB gets a signed call of its JSON protocol", async () => {
    service.answer({ headers: { "content-type": "application/x-amz-json-1.0" }, body: "{}" });
    const headers = { "content-type": JSON_TYPE };
    const answer = await request(`${api.url}/items`, { method: "POST", body: '{"id": "7"}', headers });
    expect([answer.status, answer.text]).toEqual([200, "{}"]);
    const received = service.last();
    expect(received).toMatchObject({ method: "POST", url: "/" });
    expect(received.headers["x-amz-target"]).toBe("DynamoDB_20120810.PutItem");
    expect(received.headers["content-type"]).toBe("application/x-amz-json-1.0");
    expect(JSON.parse(received.body.toString())).toEqual({ TableName: "t", Item: { id: { S: "7" } } });
    expect(await signedFor(received, SECRET)).toBe("dynamodb in eu-west-1");
  });

  it("S3 gets a signed GET of the object's path", async () => {
    service.answer({ headers: { "content-type": "text/plain" }, body: "object" });
    const answer = await request(`${api.url}/object`);
    expect([answer.status, answer.text]).toEqual([200, "object"]);
    expect(service.last()).toMatchObject({ method: "GET", url: "/bucket/a%20key" });
    expect(await signedFor(service.last(), SECRET)).toBe("s3 in eu-west-1");
  });

  it("what AWS_INTEGRATION_ALLOW does not name is not called", async () => {
    const before = service.requests.length;
    const answer = await request(`${api.url}/queue`, { method: "POST" });
    expect([answer.status, answer.text]).toEqual([500, '{"message": "Internal server error"}']);
    expect(service.requests).toHaveLength(before);
  });
});

it("a VPC link leads where VPC_LINKS says", async () => {
  const nlb = "arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/net/n/1";
  const link = await api.client.send(new CreateVpcLinkCommand({ name: "link", targetArns: [nlb] }));
  const connection = { connectionType: "VPC_LINK", connectionId: link.id } as const;
  const proxy = { type: "HTTP_PROXY", integrationHttpMethod: "GET", uri: "http://nlb.internal/private" } as const;
  const linked = await createRestApi(gateway, { methods: { "GET /v": { integration: { ...proxy, ...connection } } } });
  service.reset();
  expect((await request(`${linked.url}/v`)).json()).toEqual({ ok: true });
  expect(service.last().url).toBe("/private");
});
