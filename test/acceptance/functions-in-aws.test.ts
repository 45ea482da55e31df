import { InvokeCommand, UpdateFunctionCodeCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lambda } from "../support/clients.ts";
import { createFunction, functionApi } from "../support/functions.ts";
import { credentials, type OwnGateway, sharedGateway, startGateway, type Gateway } from "../support/gateway.ts";
import { request } from "../support/request.ts";
import { startUpstream, type UpstreamServer } from "../support/upstream-server.ts";
import { zipOf } from "../support/zip.ts";

// AWS Lambda is played by another gateway: both speak its protocol, and the second one checks the first one's signatures.
let aws: Gateway;
let gateway: OwnGateway;
let s3: UpstreamServer;
beforeAll(async () => {
  aws = await sharedGateway();
  s3 = await startUpstream();
  gateway = await startGateway({
    vars: {
      AWS_INTEGRATION_ALLOW: "arn:aws:lambda:us-east-1:000000000000:function:*,arn:aws:s3:::code/*",
      AWS_ENDPOINT_URL_LAMBDA: aws.url,
      AWS_ENDPOINT_URL_S3: s3.url,
    },
    secrets: { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
  });
});
afterAll(() => Promise.all([gateway.stop(), s3.stop()]));

describe("a function that only AWS Lambda has", () => {
  it("serves an API of this gateway", async () => {
    const arn = await createFunction(aws, {
      "index.js": "exports.handler = async (event) => ({ statusCode: 200, body: `from afar: ${event.rawPath}` });",
    });
    const { pathUrl } = await functionApi(gateway, arn);
    expect((await request(`${pathUrl}/a`)).text).toBe("from afar: /a");
  });

  it("is invoked through this gateway, with its errors, its log and a qualifier", async () => {
    const arn = await createFunction(aws, { "index.js": "exports.handler = async () => { throw new Error('far'); };" });
    const answer = await lambda(gateway).send(new InvokeCommand({ FunctionName: arn, LogType: "Tail" }));
    expect([answer.FunctionError, answer.ExecutedVersion]).toEqual(["Unhandled", "$LATEST"]);
    expect(Buffer.from(answer.LogResult ?? "", "base64").toString()).toContain("far");
    await expect(lambda(gateway).send(new InvokeCommand({ FunctionName: `${arn}:9` }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  it("takes events into its own queue", async () => {
    const upstream = await startUpstream();
    const arn = await createFunction(aws, {
      "index.mjs": `export const handler = async (event) => { await fetch('${upstream.url}/' + event.name); };`,
    });
    const event = { FunctionName: arn, InvocationType: "Event", Payload: '{"name":"Ann"}' } as const;
    expect((await lambda(gateway).send(new InvokeCommand(event))).StatusCode).toBe(202);
    await expect.poll(() => upstream.requests.map(({ url }) => url), { timeout: 10_000 }).toEqual(["/Ann"]);
    await upstream.stop();
  });

  it("is not asked for outside of AWS_INTEGRATION_ALLOW", async () => {
    const { pathUrl } = await functionApi(gateway, "arn:aws:lambda:us-east-1:111111111111:function:other");
    expect((await request(pathUrl)).status).toBe(500);
    expect(gateway.logs().join("\n")).toContain(
      "there is no function arn:aws:lambda:us-east-1:111111111111:function:other",
    );
  });
});

describe("a function whose code lies in S3", () => {
  it("runs what was there when it was made, and when its code was updated", async () => {
    const says = (text: string) => zipOf({ "index.js": `exports.handler = async () => ${JSON.stringify(text)};` });
    s3.answer(({ url }) => ({ body: says(url) }));
    const arn = await createFunction(gateway, {}, { Code: { S3Bucket: "code", S3Key: "a b/one.zip" } });
    const answer = async () => {
      const { Payload } = await lambda(gateway).send(new InvokeCommand({ FunctionName: arn }));
      return JSON.parse(new TextDecoder().decode(Payload)) as unknown;
    };
    expect(await answer()).toBe("/code/a%20b/one.zip");
    const two = { FunctionName: arn, S3Bucket: "code", S3Key: "two.zip", S3ObjectVersion: "v2" };
    await lambda(gateway).send(new UpdateFunctionCodeCommand(two));
    expect(await answer()).toBe("/code/two.zip?versionId=v2");
    expect(s3.last().headers["authorization"]).toMatch(/^AWS4-HMAC-SHA256 .*\/s3\/aws4_request/);
  });

  it("is refused with what S3 says, and outside of AWS_INTEGRATION_ALLOW", async () => {
    const make = (S3Bucket: string) => createFunction(gateway, {}, { Code: { S3Bucket, S3Key: "gone.zip" } });
    s3.answer({ status: 404, body: "<Error><Code>NoSuchKey</Code><Message>Not here.</Message></Error>" });
    await expect(make("code")).rejects.toMatchObject({
      name: "InvalidParameterValueException",
      message: "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: Not here.",
    });
    await expect(make("other")).rejects.toThrow("AWS_INTEGRATION_ALLOW does not name it");
  });
});
