import type { Integration } from "@aws-sdk/client-api-gateway";
import { describe, expect, it } from "vitest";
import { type Config, VARIABLES } from "../../../../src/config.ts";
import { outgoingAws } from "../../../../src/outgoing-aws.ts";
import { sha256Hex } from "../../../../src/sigv4/digest.ts";
import { createSigningKeys } from "../../../../src/sigv4/signingkey.ts";
import { restTraffic, type RestTraffic, TEST_API_ID, TEST_NOW } from "../../../support/rest-traffic.ts";
import { signedCall, type SignedCall } from "../../../support/signed-call.ts";

const SECRET = "secret";
const defaults = Object.fromEntries(Object.entries(VARIABLES).map(([name, { default: value }]) => [name, value]));
const CREDENTIALS = { AWS_ACCESS_KEY_ID: "AKID", AWS_SECRET_ACCESS_KEY: SECRET };

interface Setting {
  variables?: Partial<Config>;
  stageVariables?: Record<string, string>;
  env?: Record<string, string>;
  /** what the service answers */
  answer?: Response;
  /** what STS answers */
  sts?: () => Response | Promise<Response>;
}

/** An API whose `ANY /{id}` is AWS with a service. */
function calling(uri: string, integration: Partial<Integration> = {}, setting: Setting = {}): RestTraffic {
  const own: Integration = {
    type: "AWS",
    httpMethod: "POST",
    uri: `arn:aws:apigateway:us-east-1:${uri}`,
    credentials: "arn:aws:iam::000000000000:role/service",
    integrationResponses: { "200": { statusCode: "200" } },
    ...integration,
  };
  const config = { ...defaults, ...CREDENTIALS, AWS_INTEGRATION_ALLOW: "*", ...setting.variables } as Config;
  return restTraffic(
    { methods: { "ANY /{id}": { integration: own } } },
    {
      variables: setting.stageVariables ?? {},
      fetch: (url) =>
        /\/sts\./.test(url) && setting.sts ? setting.sts() : (setting.answer?.clone() ?? Response.json({})),
      ports: { aws: { ...outgoingAws(config, setting.env ?? {}), signingKeys: createSigningKeys() } },
    },
  );
}

/** What reached the service, its signature checked as the service does it. */
const received = (traffic: RestTraffic): Promise<SignedCall> => signedCall(traffic.sent.at(-1), SECRET, TEST_NOW);

const JSON_TEMPLATE = (text: string) => ({ requestTemplates: { "application/json": text } });

describe("action/… of services with a JSON protocol", () => {
  it.each([
    ["dynamodb:action/PutItem", "DynamoDB_20120810.PutItem", "1.0", "dynamodb"],
    ["dynamodb:action/Query", "DynamoDB_20120810.Query", "1.0", "dynamodb"],
    ["dynamodb:action/Scan", "DynamoDB_20120810.Scan", "1.0", "dynamodb"],
    ["streams.dynamodb:action/ListStreams", "DynamoDBStreams_20120810.ListStreams", "1.0", "dynamodb"],
    ["kinesis:action/PutRecord", "Kinesis_20131202.PutRecord", "1.1", "kinesis"],
    ["kinesis:action/PutRecords", "Kinesis_20131202.PutRecords", "1.1", "kinesis"],
    ["firehose:action/PutRecord", "Firehose_20150804.PutRecord", "1.1", "firehose"],
    ["events:action/PutEvents", "AWSEvents.PutEvents", "1.1", "events"],
    ["states:action/StartExecution", "AWSStepFunctions.StartExecution", "1.0", "states"],
    ["states:action/DeleteStateMachine", "AWSStepFunctions.DeleteStateMachine", "1.0", "states"],
    ["cognito-idp:action/InitiateAuth", "AWSCognitoIdentityProviderService.InitiateAuth", "1.1", "cognito-idp"],
  ])("%s is called with X-Amz-Target %s and JSON %s", async (uri, target, version, service) => {
    const traffic = calling(uri, JSON_TEMPLATE(`{"id": "$input.params('id')"}`));
    const answer = await traffic.call("/test/7", { method: "POST" });
    expect(answer.status).toBe(200);
    const { url, method, headers, body, signedFor } = await received(traffic);
    expect(url.href).toBe(`https://${uri.slice(0, uri.indexOf(":"))}.us-east-1.amazonaws.com/`);
    expect(method).toBe("POST");
    expect(headers.get("x-amz-target")).toBe(target);
    expect(headers.get("content-type")).toBe(`application/x-amz-json-${version}`);
    expect(body).toBe('{"id": "7"}');
    expect(signedFor).toBe(`${service} us-east-1`);
  });

  it("an X-Amz-Target and a Content-Type of the template's go before the gateway's", async () => {
    const traffic = calling(
      "events:action/PutEvents",
      JSON_TEMPLATE(
        '#set($context.requestOverride.header.X-Amz-Target = "AWSEvents.Other")#set($context.requestOverride.header.Content-Type = "application/x-amz-json-1.2"){}',
      ),
    );
    await traffic.call("/test/7", { method: "POST" });
    const { headers } = await received(traffic);
    expect(headers.get("x-amz-target")).toBe("AWSEvents.Other");
    expect(headers.get("content-type")).toBe("application/x-amz-json-1.2");
  });

  it("without a body `{}` is sent", async () => {
    const traffic = calling("dynamodb:action/ListTables");
    await traffic.call("/test/7");
    expect((await received(traffic)).body).toBe("{}");
  });
});

describe("action/… of services with the query protocol", () => {
  it("SSM: Action and what is mapped in the query, JSON wanted, no version (recorded)", async () => {
    const traffic = calling("ssm:action/GetParameter", {
      requestParameters: { "integration.request.querystring.Name": "method.request.path.id" },
    });
    await traffic.call("/test/param");
    const { url, headers, method } = await received(traffic);
    expect(method).toBe("POST");
    expect(url.search).toBe("?Action=GetParameter&Name=param");
    expect(headers.get("accept")).toBe("application/json");
    expect(headers.has("x-amz-target")).toBe(false);
  });

  it("others with their version, and parameters of the URI's own", async () => {
    const traffic = calling("sns:action/Publish&TopicArn={topic}", {
      requestParameters: {
        "integration.request.path.topic": "'arn:aws:sns:us-east-1:1:t'",
        "integration.request.querystring.Message": "'a b&c'",
      },
    });
    await traffic.call("/test/x");
    const { url } = await received(traffic);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      Action: "Publish",
      Version: "2010-03-31",
      TopicArn: "arn:aws:sns:us-east-1:1:t",
      Message: "a b&c",
    });
  });
});

describe("path/…", () => {
  it("SQS: the queue's path, a form made by the template", async () => {
    const traffic = calling("sqs:path/000000000000/queue", {
      ...JSON_TEMPLATE("Action=SendMessage&MessageBody=$input.body"),
      passthroughBehavior: "NEVER",
      requestParameters: { "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'" },
    });
    await traffic.call("/test/x", { method: "POST" });
    const { url, headers, body, signedFor } = await received(traffic);
    expect(url.href).toBe("https://sqs.us-east-1.amazonaws.com/000000000000/queue");
    expect(headers.get("content-type")).toBe("application/x-www-form-urlencoded");
    expect(headers.get("accept")).toBe("application/json");
    expect(headers.has("x-amz-target")).toBe(false);
    expect(body).toBe("Action=SendMessage&MessageBody={}");
    expect(signedFor).toBe("sqs us-east-1");
  });

  it("SQS: Accept and the JSON protocol where they are mapped", async () => {
    const traffic = calling("sqs:path/000000000000/queue", {
      requestParameters: {
        "integration.request.header.Accept": "'application/xml'",
        "integration.request.header.Content-Type": "'application/x-amz-json-1.0'",
        "integration.request.header.X-Amz-Target": "'AmazonSQS.SendMessage'",
      },
    });
    await traffic.call("/test/x", { method: "POST", body: "{}" });
    expect(Object.fromEntries((await received(traffic)).headers)).toMatchObject({
      accept: "application/xml",
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "AmazonSQS.SendMessage",
    });
  });

  it("S3: the client's method, path variables, the hash of the body", async () => {
    const traffic = calling("s3:path/bucket/{key}", {
      httpMethod: "ANY",
      requestParameters: {
        "integration.request.path.key": "method.request.path.id",
        "integration.request.header.Content-Type": "method.request.header.Content-Type",
        "integration.request.querystring.response-content-type": "'text/x'",
      },
    });
    await traffic.call("/test/a%20b.txt", { method: "PUT", body: "object", headers: { "Content-Type": "text/plain" } });
    const put = await received(traffic);
    expect(put.url.href).toBe("https://s3.us-east-1.amazonaws.com/bucket/a%20b.txt?response-content-type=text%2Fx");
    expect(put.method).toBe("PUT");
    expect(put.headers.get("x-amz-content-sha256")).toBe(sha256Hex("object"));
    await traffic.call("/test/a", { method: "GET" });
    expect((await received(traffic)).method).toBe("GET");
  });
});

describe("what every service gets", () => {
  it("the trace and the gateway's User-Agent, and the session token of temporary credentials", async () => {
    const traffic = calling("dynamodb:action/Scan", {}, { variables: { AWS_SESSION_TOKEN: "token" } });
    await traffic.call("/test/x", { method: "POST", body: "{}" });
    const { headers } = await received(traffic);
    expect(headers.get("x-amz-security-token")).toBe("token");
    expect(headers.get("user-agent")).toBe(`AmazonAPIGateway_${TEST_API_ID}`);
    expect(headers.get("x-amzn-trace-id")).toMatch(/^Root=1-/);
  });

  it("goes where the AWS SDKs' own variables say", async () => {
    const env = { AWS_ENDPOINT_URL: "http://localhost:4566/", AWS_ENDPOINT_URL_SFN: "http://localhost:8083" };
    const table = calling("dynamodb:action/Scan", {}, { env });
    await table.call("/test/x");
    expect((await received(table)).url.href).toBe("http://localhost:4566/");
    const machine = calling("states:action/StartExecution", {}, { env });
    await machine.call("/test/x");
    expect((await received(machine)).url.href).toBe("http://localhost:8083/");
  });

  it.each([
    ["iam:action/ListUsers", "https://iam.amazonaws.com/", "iam us-east-1"],
    ["email:action/SendEmail", "https://email.us-east-1.amazonaws.com/", "ses us-east-1"],
    ["data.iot:path/topics/t", "https://data.iot.us-east-1.amazonaws.com/topics/t", "iotdata us-east-1"],
    ["abc.appsync-api:path/graphql", "https://abc.appsync-api.us-east-1.amazonaws.com/graphql", "appsync us-east-1"],
  ])("%s goes to %s, signed for %s", async (uri, address, signedFor) => {
    const traffic = calling(uri);
    await traffic.call("/test/x", { method: "POST", body: "{}" });
    const call = await received(traffic);
    expect(call.url.origin + call.url.pathname).toBe(address);
    expect(call.signedFor).toBe(signedFor);
  });
});

describe("the answer", () => {
  it("is mapped as that of an HTTP backend, with the trace", async () => {
    const traffic = calling(
      "dynamodb:action/Scan",
      {
        integrationResponses: {
          "200": { statusCode: "200", responseTemplates: { "application/json": "$input.path('$.Count')" } },
          "400": { statusCode: "422", selectionPattern: "4\\d\\d" },
        },
      },
      { answer: Response.json({ Count: 3 }) },
    );
    const answer = await traffic.call("/test/x");
    expect(await answer.text()).toBe("3");
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.headers.get("x-amzn-trace-id")).toMatch(/^Root=/);
    const refused = calling(
      "dynamodb:action/Scan",
      { integrationResponses: { "422": { statusCode: "422", selectionPattern: "4\\d\\d" } } },
      { answer: Response.json({ message: "no" }, { status: 400 }) },
    );
    expect((await refused.call("/test/x")).status).toBe(422);
  });
});

describe("what may be called", () => {
  it.each([
    ["nothing, where AWS_INTEGRATION_ALLOW is empty", { AWS_INTEGRATION_ALLOW: "" }, 500],
    ["not a service that it does not name", { AWS_INTEGRATION_ALLOW: "sqs,states" }, 500],
    ["nothing without credentials", { AWS_ACCESS_KEY_ID: "" }, 500],
    ["a service that it names", { AWS_INTEGRATION_ALLOW: "sqs, dynamodb" }, 200],
    ["an action that it names", { AWS_INTEGRATION_ALLOW: "arn:aws:apigateway:*:dynamodb:action/Scan" }, 200],
    ["not another action", { AWS_INTEGRATION_ALLOW: "arn:aws:apigateway:*:dynamodb:action/Query" }, 500],
  ])("%s", async (_what, variables, status) => {
    const traffic = calling("dynamodb:action/Scan", {}, { variables });
    const answer = await traffic.call("/test/x");
    expect(answer.status).toBe(status);
    expect(traffic.sent).toHaveLength(status === 200 ? 1 : 0);
    if (status === 500) expect(await answer.text()).toBe('{"message": "Internal server error"}');
  });
});

describe("roles of integrations", () => {
  const assumed = (expiration: string) =>
    new Response(
      `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>${SECRET}</SecretAccessKey><SessionToken>of the role</SessionToken><Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    );
  const later = new Date(TEST_NOW + 3_600_000).toISOString();
  const on = { AWS_ASSUME_ROLES: "on" };
  const toSts = (traffic: RestTraffic) => traffic.sent.filter(({ url }) => url.includes("//sts."));

  it("stand behind the gateway's own credentials unless AWS_ASSUME_ROLES is on", async () => {
    const traffic = calling("dynamodb:action/Scan");
    await traffic.call("/test/x");
    expect(toSts(traffic)).toEqual([]);
    expect((await received(traffic)).headers.get("authorization")).toContain("Credential=AKID/");
  });

  it("are assumed once, until shortly before they end", async () => {
    const traffic = calling("dynamodb:action/Scan", {}, { variables: on, sts: () => assumed(later) });
    await traffic.call("/test/x");
    const { headers } = await received(traffic);
    expect(headers.get("authorization")).toContain("Credential=ASIAROLE/");
    expect(headers.get("x-amz-security-token")).toBe("of the role");
    await traffic.call("/test/x");
    const [asked, ...more] = toSts(traffic);
    expect(more).toEqual([]);
    const form = new URLSearchParams(new TextDecoder().decode(asked?.init.body as Uint8Array));
    expect(Object.fromEntries(form)).toMatchObject({
      Action: "AssumeRole",
      RoleArn: "arn:aws:iam::000000000000:role/service",
    });
    const soon = new Date(TEST_NOW + 60_000).toISOString();
    const short = calling("dynamodb:action/Scan", {}, { variables: on, sts: () => assumed(soon) });
    await short.call("/test/x");
    await short.call("/test/x");
    expect(toSts(short)).toHaveLength(2);
  });

  it("are assumed once by all requests that come together", async () => {
    const traffic = calling("dynamodb:action/Scan", {}, { variables: on, sts: () => assumed(later) });
    const answers = await Promise.all([1, 2, 3].map(() => traffic.call("/test/x")));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(toSts(traffic)).toHaveLength(1);
  });

  it.each([
    ["STS refuses", () => new Response("<Error/>", { status: 403 }), 500],
    ["STS cannot be reached", () => Promise.reject(new Error("no route")), 500],
    ["STS answers something else", () => new Response("{}"), 500],
    ["STS does not answer", () => new Promise<Response>(() => undefined), 504],
  ])("a call fails where %s", async (_what, sts, status) => {
    const traffic = calling("dynamodb:action/Scan", { timeoutInMillis: 50 }, { variables: on, sts });
    expect((await traffic.call("/test/x")).status).toBe(status);
    expect(traffic.sent).toHaveLength(1);
  });

  it.each(["arn:aws:iam::*:user/*", "arn:aws:iam::*:${stageVariables.who}"])(
    "are never the gateway's own in the place of the caller's: %s",
    async (credentials) => {
      const traffic = calling("dynamodb:action/Scan", { credentials }, { stageVariables: { who: "user/*" } });
      expect((await traffic.call("/test/x")).status).toBe(500);
      expect(traffic.sent).toEqual([]);
    },
  );
});
