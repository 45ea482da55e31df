import { InvokeCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lambda } from "../support/clients.ts";
import { createFunction, functionApi } from "../support/functions.ts";
import { credentials, type OwnGateway, sharedGateway, startGateway, type Gateway } from "../support/gateway.ts";
import { request } from "../support/request.ts";
import { startUpstream } from "../support/upstream-server.ts";

// AWS Lambda is played by another gateway: both speak its protocol, and the second one checks the first one's signatures.
let aws: Gateway;
let gateway: OwnGateway;
beforeAll(async () => {
  aws = await sharedGateway();
  gateway = await startGateway({
    vars: {
      AWS_INTEGRATION_ALLOW: "arn:aws:lambda:us-east-1:000000000000:function:*",
      AWS_ENDPOINT_URL_LAMBDA: aws.url,
    },
    secrets: { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
  });
});
afterAll(() => gateway.stop());

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
