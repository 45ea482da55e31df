import type { Integration } from "@aws-sdk/client-apigatewayv2";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Config, VARIABLES } from "../../../src/config.ts";
import { outgoingAws } from "../../../src/outgoing-aws.ts";
import { createSigningKeys } from "../../../src/sigv4/signingkey.ts";
import { type HttpTraffic, httpTraffic } from "../../support/http-traffic.ts";
import { signedCall, type SignedCall } from "../../support/signed-call.ts";

const SECRET = "secret";
const ROLE = "arn:aws:iam::000000000000:role/service";
const QUEUE = "https://sqs.us-east-1.amazonaws.com/000000000000/q";
const defaults = Object.fromEntries(Object.entries(VARIABLES).map(([name, { default: value }]) => [name, value]));
const CREDENTIALS = { AWS_ACCESS_KEY_ID: "AKID", AWS_SECRET_ACCESS_KEY: SECRET };

interface Setting {
  variables?: Partial<Config>;
  env?: Record<string, string>;
  answer?: (url: string) => Response | Promise<Response>;
  stageVariables?: Record<string, string>;
  integration?: Partial<Integration>;
}

/** An API whose `POST /{id}` calls a service. */
function calling(subtype: string, RequestParameters: Record<string, string>, setting: Setting = {}): HttpTraffic {
  const integration = {
    IntegrationType: "AWS_PROXY",
    IntegrationSubtype: subtype,
    PayloadFormatVersion: "1.0",
    CredentialsArn: ROLE,
    RequestParameters,
    ...setting.integration,
  } as const;
  const config = { ...defaults, ...CREDENTIALS, AWS_INTEGRATION_ALLOW: "*", ...setting.variables } as Config;
  return httpTraffic(
    { routes: { "ANY /{id}": { integration } }, variables: setting.stageVariables ?? {} },
    {
      fetch: setting.answer ?? (() => Response.json({})),
      ports: { aws: { ...outgoingAws(config, setting.env ?? {}), signingKeys: createSigningKeys() } },
    },
  );
}

const received = ({ sent }: HttpTraffic): Promise<SignedCall> => signedCall(sent.at(-1), SECRET, Date.now());

async function call(traffic: HttpTraffic, body: unknown = null, headers: Record<string, string> = {}) {
  const init = body === null ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
  const answer = await traffic.call("/7?q=a", { method: "POST", headers, ...init });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

/** A call whose body is a form, by its fields. */
const formOf = ({ body }: SignedCall): Record<string, string> => Object.fromEntries(new URLSearchParams(body));

describe("services with a JSON protocol", () => {
  it.each<[string, Record<string, string>, string, string, string, unknown]>([
    [
      "EventBridge-PutEvents",
      { Detail: "$request.body.detail", DetailType: "order", Source: "shop", EventBusName: "bus", TraceHeader: "t" },
      "https://events.us-east-1.amazonaws.com/",
      "AWSEvents.PutEvents",
      "application/x-amz-json-1.1",
      {
        Entries: [{ Detail: '{"n":1}', DetailType: "order", Source: "shop", EventBusName: "bus", TraceHeader: "t" }],
      },
    ],
    [
      "Kinesis-PutRecord",
      {
        StreamName: "stream",
        Data: "$request.body.data",
        PartitionKey: "$request.path.id",
        SequenceNumberForOrdering: "5",
        ExplicitHashKey: "$request.querystring.q",
        Region: "eu-west-1",
      },
      "https://kinesis.eu-west-1.amazonaws.com/",
      "Kinesis_20131202.PutRecord",
      "application/x-amz-json-1.1",
      { StreamName: "stream", Data: "aGk=", PartitionKey: "7", SequenceNumberForOrdering: "5", ExplicitHashKey: "a" },
    ],
    [
      "StepFunctions-StartExecution",
      { StateMachineArn: "arn:m", Name: "run-$request", Input: "$request.body" },
      "https://states.us-east-1.amazonaws.com/",
      "AWSStepFunctions.StartExecution",
      "application/x-amz-json-1.0",
      { stateMachineArn: "arn:m", name: "run-$request", input: '{"detail":{"n":1},"data":"aGk="}' },
    ],
    [
      "StepFunctions-StartSyncExecution",
      { StateMachineArn: "arn:${stageVariables.machine}", TraceHeader: "$context.apiId" },
      "https://sync-states.us-east-1.amazonaws.com/",
      "AWSStepFunctions.StartSyncExecution",
      "application/x-amz-json-1.0",
      { stateMachineArn: "arn:live", traceHeader: "abcdef1234" },
    ],
    [
      "StepFunctions-StopExecution",
      { ExecutionArn: "$request.header.execution", Cause: "c", Error: "e" },
      "https://states.us-east-1.amazonaws.com/",
      "AWSStepFunctions.StopExecution",
      "application/x-amz-json-1.0",
      { executionArn: "arn:e", cause: "c", error: "e" },
    ],
  ])("%s", async (subtype, parameters, address, target, type, body) => {
    const traffic = calling(subtype, parameters, { stageVariables: { machine: "live" } });
    const sent = { detail: { n: 1 }, data: "aGk=" };
    expect((await call(traffic, sent, { execution: "arn:e" })).status).toBe(200);
    const { url, method, headers, body: text, signedFor } = await received(traffic);
    expect([method, url.href]).toEqual(["POST", address]);
    expect(headers.get("x-amz-target")).toBe(target);
    expect(headers.get("content-type")).toBe(type);
    expect(JSON.parse(text)).toEqual(body);
    expect(signedFor).toBe(`${address.split(/sync-|[/.]/).filter(Boolean)[1]} ${parameters["Region"] ?? "us-east-1"}`);
  });

  it.each([
    ["2026-01-02T03:04:05Z", 1_767_323_045],
    ["1767323045", 1_767_323_045],
    ["1767323045123", 1_767_323_045.123],
  ])("an event's Time %s is told in seconds", async (Time, expected) => {
    const traffic = calling("EventBridge-PutEvents", { Detail: "{}", DetailType: "t", Source: "s", Time });
    await call(traffic);
    expect(JSON.parse((await received(traffic)).body)).toMatchObject({ Entries: [{ Time: expected }] });
  });

  it.each([
    ['["arn:a", "arn:${request.path.id}"]', ["arn:a", "arn:7"]],
    ["arn:a", ["arn:a"]],
    ["$request.header.resources", ["arn:b", "arn:c"]],
    ["$request.body.resources", ["arn:d"]],
  ])("an event's Resources %s are a list", async (Resources, expected) => {
    const traffic = calling("EventBridge-PutEvents", { Detail: "{}", DetailType: "t", Source: "s", Resources });
    await call(traffic, { resources: ["arn:d"] }, { resources: "arn:b, arn:c" });
    expect(JSON.parse((await received(traffic)).body)).toMatchObject({ Entries: [{ Resources: expected }] });
  });
});

describe("SQS", () => {
  it("is called by its query protocol, at its own address whatever the queue's says", async () => {
    const traffic = calling("SQS-SendMessage", {
      QueueUrl: "$request.header.queueUrl",
      MessageBody: "$request.body",
      DelaySeconds: "5",
      MessageGroupId: "g",
      MessageDeduplicationId: "$context.requestId",
    });
    await call(traffic, "a=b&c d", { queueUrl: "https://evil.test/q" });
    const sent = await received(traffic);
    expect([sent.method, sent.url.href]).toEqual(["POST", "https://sqs.us-east-1.amazonaws.com/"]);
    expect(sent.headers.get("content-type")).toBe("application/x-www-form-urlencoded");
    expect(sent.signedFor).toBe("sqs us-east-1");
    expect(formOf(sent)).toEqual({
      Action: "SendMessage",
      Version: "2012-11-05",
      QueueUrl: "https://evil.test/q",
      MessageBody: "a=b&c d",
      DelaySeconds: "5",
      MessageGroupId: "g",
      MessageDeduplicationId: expect.stringMatching(/=$/),
    });
  });

  it("is given message attributes, written as JSON with selections in it", async () => {
    const MessageAttributes = JSON.stringify({
      agent: { DataType: "String", StringValue: "${request.header.user-agent}" },
      size: { DataType: "Number", StringValue: 3 },
    });
    const MessageSystemAttributes = '{"AWSTraceHeader": {"DataType": "String", "StringValue": "t"}}';
    const parameters = { QueueUrl: QUEUE, MessageBody: "m", MessageAttributes, MessageSystemAttributes };
    const traffic = calling("SQS-SendMessage", parameters);
    await call(traffic, null, { "user-agent": 'x"},"admin":{"DataType":"String","StringValue":"y' });
    expect(formOf(await received(traffic))).toMatchObject({
      "MessageAttribute.1.Name": "agent",
      "MessageAttribute.1.Value.DataType": "String",
      "MessageAttribute.1.Value.StringValue": 'x"},"admin":{"DataType":"String","StringValue":"y',
      "MessageAttribute.2.Name": "size",
      "MessageAttribute.2.Value.StringValue": "3",
      "MessageSystemAttribute.1.Name": "AWSTraceHeader",
      "MessageSystemAttribute.1.Value.StringValue": "t",
    });
  });

  it("is given what a client writes into a message attribute as a text, whatever it is", async () => {
    const parameters = {
      QueueUrl: QUEUE,
      MessageBody: "m",
      MessageAttributes: '{"a": {"DataType": "String", "StringValue": "${request.body.a}!"}}',
    };
    const traffic = calling("SQS-SendMessage", parameters);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", minLength: 1 }), async (a) => {
        await call(traffic, { a });
        const form = formOf(await received(traffic));
        expect(Object.keys(form).filter((name) => name.startsWith("MessageAttribute."))).toHaveLength(3);
        expect(form["MessageAttribute.1.Value.StringValue"]).toBe(`${a}!`.toWellFormed());
      }),
      { numRuns: 50 },
    );
  });

  it("is asked for messages, with lists that are counted", async () => {
    const traffic = calling("SQS-ReceiveMessage", {
      QueueUrl: QUEUE,
      AttributeNames: "All",
      MessageAttributeNames: '["a", "b"]',
      MaxNumberOfMessages: "10",
      WaitTimeSeconds: "$request.querystring.q",
    });
    await call(traffic);
    expect(formOf(await received(traffic))).toEqual({
      Action: "ReceiveMessage",
      Version: "2012-11-05",
      QueueUrl: QUEUE,
      "AttributeName.1": "All",
      "MessageAttributeName.1": "a",
      "MessageAttributeName.2": "b",
      MaxNumberOfMessages: "10",
      WaitTimeSeconds: "a",
    });
  });

  it.each([
    ["SQS-DeleteMessage", { QueueUrl: QUEUE, ReceiptHandle: "$request.path.id" }, { ReceiptHandle: "7" }],
    ["SQS-PurgeQueue", { QueueUrl: QUEUE }, {}],
  ])("%s", async (subtype, parameters, more) => {
    const traffic = calling(subtype, parameters);
    await call(traffic);
    const Action = subtype.slice("SQS-".length);
    expect(formOf(await received(traffic))).toEqual({ Action, Version: "2012-11-05", QueueUrl: QUEUE, ...more });
  });
});

describe("AppConfig-GetConfiguration", () => {
  const parameters = { Application: "$request.body.app", Environment: "e f", Configuration: "c", ClientId: "1&2" };

  it("is a GET of the configuration's path", async () => {
    const traffic = calling("AppConfig-GetConfiguration", { ...parameters, ClientConfigurationVersion: "3" });
    await call(traffic, { app: "a/b{Environment}" });
    const { method, url, signedFor } = await received(traffic);
    expect([method, url.href]).toEqual([
      "GET",
      "https://appconfig.us-east-1.amazonaws.com/applications/a%2Fb%7BEnvironment%7D/environments/e%20f/configurations/c?client_id=1%262&client_configuration_version=3",
    ]);
    expect(signedFor).toBe("appconfig us-east-1");
  });

  it.each([".", ".."])("takes no dot segment: %s", async (app) => {
    const traffic = calling("AppConfig-GetConfiguration", parameters);
    expect((await call(traffic, { app })).status).toBe(400);
    expect(traffic.sent).toEqual([]);
  });
});

describe("the answer", () => {
  const send = { QueueUrl: QUEUE, MessageBody: "$request.body.message" };

  it("is the service's, with its headers and the request's id", async () => {
    const headers = { "content-type": "text/xml", "x-amzn-RequestId": "r-1", "x-amz-id-2": "i" };
    const traffic = calling("SQS-SendMessage", send, {
      answer: () => new Response("<SendMessageResponse/>", { headers }),
    });
    const answer = await call(traffic, { message: "m" });
    expect([answer.status, answer.text]).toEqual([200, "<SendMessageResponse/>"]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "text/xml",
      "x-amzn-requestid": "r-1",
      "x-amz-id-2": "i",
      "apigw-requestid": expect.any(String),
    });
  });

  it("is changed by response parameters", async () => {
    const integration = {
      ResponseParameters: { "200": { "overwrite:statuscode": "202", "append:header.id": "$response.body.MessageId" } },
    };
    const traffic = calling("SQS-SendMessage", send, {
      integration,
      answer: () => Response.json({ MessageId: "m-1" }),
    });
    const { status, headers } = await call(traffic, { message: "m" });
    expect([status, headers.get("id")]).toEqual([202, "m-1"]);
  });

  it("tells the service's own ids of the request", async () => {
    const ResponseParameters = {
      "200": {
        "append:header.a": "$context.awsEndpointRequestId",
        "append:header.b": "$context.integration.requestId",
        "append:header.c": "${context.awsEndpointRequestId2}",
      },
    };
    const headers = { "x-amzn-RequestId": "r-1", "x-amz-id-2": "i-2" };
    const setting = { integration: { ResponseParameters }, answer: () => new Response("", { headers }) };
    const answer = await call(calling("SQS-SendMessage", send, setting), { message: "m" });
    expect(["a", "b", "c"].map((name) => answer.headers.get(name))).toEqual(["r-1", "r-1", "i-2"]);
  });

  it("is a 500 for whatever the service refuses (recorded)", async () => {
    const answer = () => Response.json({ __type: "ResourceNotFoundException" }, { status: 400 });
    const { status, text } = await call(calling("SQS-SendMessage", send, { answer }), { message: "m" });
    expect([status, text]).toEqual([500, '{"message":"Internal Server Error"}']);
  });

  it("is a 503 where the service is not reached, or answers too late", async () => {
    const gone = calling("SQS-SendMessage", send, { answer: () => Promise.reject(new Error("refused")) });
    expect((await call(gone, { message: "m" })).status).toBe(503);
    const late = calling("SQS-SendMessage", send, {
      integration: { TimeoutInMillis: 50 },
      answer: () => new Promise(() => undefined),
    });
    expect((await call(late, { message: "m" })).status).toBe(503);
  });

  it.each<[string, Record<string, string>, unknown]>([
    ["a required parameter is missing", send, {}],
    ["a required parameter is empty", send, { message: "" }],
    ["an optional parameter is missing", { ...send, MessageGroupId: "$request.body.group" }, { message: "m" }],
    ["there is no body", { ...send, MessageBody: "$request.body" }, null],
    ["there is no such context", { ...send, MessageAttributes: "$context.authorizer" }, { message: "m" }],
    ["attributes are no map", { ...send, MessageAttributes: "$request.body" }, { message: ["m"] }],
    [
      "an attribute has no value",
      { ...send, MessageAttributes: '{"a": {"DataType": "String", "StringValue": "${request.header.a}"}}' },
      { message: "m" },
    ],
    ["a region is none", { ...send, Region: "$request.body.message" }, { message: "evil.test/" }],
  ])("is a 400 where %s (recorded)", async (_what, parameters, body) => {
    const traffic = calling("SQS-SendMessage", parameters);
    const { status, text } = await call(traffic, body);
    expect([status, text]).toEqual([400, '{"message":"Bad Request"}']);
    expect(traffic.sent).toEqual([]);
  });
});

describe("what may be called", () => {
  const parameters = { QueueUrl: QUEUE, Region: "eu-west-1" };
  it.each<[string, Partial<Config>, number]>([
    ["nothing, where AWS_INTEGRATION_ALLOW is empty", { AWS_INTEGRATION_ALLOW: "" }, 500],
    ["not a service that it does not name", { AWS_INTEGRATION_ALLOW: "kinesis" }, 500],
    ["nothing without credentials", { AWS_ACCESS_KEY_ID: "" }, 500],
    ["a service that it names", { AWS_INTEGRATION_ALLOW: "sqs" }, 200],
    ["an action that it names", { AWS_INTEGRATION_ALLOW: "arn:aws:apigateway:eu-*:sqs:action/PurgeQueue" }, 200],
    ["not another one", { AWS_INTEGRATION_ALLOW: "arn:aws:apigateway:eu-*:sqs:action/SendMessage" }, 500],
  ])("%s", async (_what, variables, status) => {
    const traffic = calling("SQS-PurgeQueue", parameters, { variables });
    expect((await call(traffic)).status).toBe(status);
    expect(traffic.sent).toHaveLength(status === 200 ? 1 : 0);
  });

  it("nothing with the caller's own credentials", async () => {
    const integration = { CredentialsArn: "arn:aws:iam::*:user/*" };
    expect((await call(calling("SQS-PurgeQueue", parameters, { integration }))).status).toBe(500);
  });

  it("where the AWS SDKs' own variables say", async () => {
    const env = { AWS_ENDPOINT_URL: "http://localhost:4566", AWS_ENDPOINT_URL_SFN: "http://localhost:8083/" };
    const queue = calling("SQS-PurgeQueue", parameters, { env });
    await call(queue);
    expect((await received(queue)).url.href).toBe("http://localhost:4566/");
    const machine = calling("StepFunctions-StartSyncExecution", { StateMachineArn: "m" }, { env });
    await call(machine);
    expect((await received(machine)).url.href).toBe("http://localhost:8083/");
  });
});

describe("the integration's role", () => {
  const credentials = (expiration: string) =>
    `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>${SECRET}</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
  const integration = { CredentialsArn: "arn:aws:iam::1:role/${stageVariables.role}" };
  const setting = { variables: { AWS_ASSUME_ROLES: "on" }, integration, stageVariables: { role: "r" } };

  it("is assumed where AWS_ASSUME_ROLES is on", async () => {
    const later = new Date(Date.now() + 3_600_000).toISOString();
    const answer = (url: string) => (url.includes("sts") ? new Response(credentials(later)) : Response.json({}));
    const traffic = calling("SQS-PurgeQueue", { QueueUrl: QUEUE }, { ...setting, answer });
    await call(traffic);
    await call(traffic);
    expect(traffic.sent.map(({ url }) => new URL(url).host.split(".")[0])).toEqual(["sts", "sqs", "sqs"]);
    expect(new TextDecoder().decode(traffic.sent[0]?.init.body as Uint8Array)).toContain("role%2Fr");
    expect((await received(traffic)).headers.get("authorization")).toContain("Credential=ASIAROLE/");
  });

  it("that cannot be assumed is a 500", async () => {
    const answer = (url: string) => (url.includes("sts") ? new Response("no", { status: 403 }) : Response.json({}));
    const traffic = calling("SQS-PurgeQueue", { QueueUrl: QUEUE }, { ...setting, answer });
    expect((await call(traffic)).status).toBe(500);
  });
});
