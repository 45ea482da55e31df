import { spawnSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import { awsEnvironment, describeWithAws } from "../support/aws-cli.ts";
import { run } from "../support/command.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { connectTo, createWebSocketApi, MOCK, type TestSocket } from "../support/websocket-api.ts";

const hasBoto3 = spawnSync("python3", ["-c", "import boto3"]).status === 0;
const skipped = hasBoto3 ? "" : " (skipped: python3 has no boto3)";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await sharedGateway();
});

async function connected(): Promise<{ client: TestSocket; id: string; endpoint: string }> {
  const responseTemplates = { $default: "$context.connectionId" };
  const api = await createWebSocketApi(gateway, {
    routes: { $default: { integration: MOCK, twoWay: true, responseTemplates } },
  });
  const client = await connectTo(api.url);
  client.send("who am I");
  return { client, id: String(await client.next()), endpoint: api.managementUrl };
}

const SCRIPT = `
import boto3, json, sys
client = boto3.client("apigatewaymanagementapi", endpoint_url=sys.argv[1])
id = sys.argv[2]
told = {}
def outcome(name, call):
    try:
        answer = call()
        told[name] = answer["ResponseMetadata"]["HTTPStatusCode"]
        return answer
    except client.exceptions.ClientError as error:
        told[name] = [error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"], type(error).__name__]
outcome("post", lambda: client.post_to_connection(ConnectionId=id, Data=b"from boto3"))
told["identity"] = outcome("get", lambda: client.get_connection(ConnectionId=id))["Identity"]["SourceIp"]
outcome("large", lambda: client.post_to_connection(ConnectionId=id, Data=b"x" * (128 * 1024 + 1)))
outcome("invalid", lambda: client.post_to_connection(ConnectionId="nobody", Data=b"x"))
outcome("delete", lambda: client.delete_connection(ConnectionId=id))
outcome("gone", lambda: client.get_connection(ConnectionId=id))
outcome("foreign", lambda: client.get_connection(ConnectionId="TWegAcC4EowCHnA="))
print(json.dumps(told))
`;

describe(`boto3${skipped}`, { skip: !hasBoto3 }, () => {
  it("sends to a connection, tells of it and closes it, and names its errors", async () => {
    const { client, id, endpoint } = await connected();
    const outcome = await run("python3", ["-c", SCRIPT, endpoint, id], { env: awsEnvironment });
    expect(outcome.stderr).toBe("");
    expect(JSON.parse(outcome.stdout)).toEqual({
      post: 200,
      get: 200,
      identity: "127.0.0.1",
      large: ["PayloadTooLargeException", 413, "PayloadTooLargeException"],
      invalid: ["BadRequestException", 400, "ClientError"],
      delete: 204,
      gone: ["GoneException", 410, "GoneException"],
      foreign: ["GoneException", 410, "GoneException"],
    });
    expect(await client.next()).toBe("from boto3");
    expect(await client.closed).toEqual({ code: 1000, reason: "Connection Closed Normally" });
  });
});

describeWithAws("the AWS CLI", () => {
  it("sends to a connection and closes it", async () => {
    const { client, id, endpoint } = await connected();
    const aws = (...args: string[]) =>
      run("aws", ["apigatewaymanagementapi", ...args, "--connection-id", id, "--endpoint-url", endpoint], {
        env: awsEnvironment,
      });
    const data = ["--data", Buffer.from("from the shell").toString("base64")];
    expect(await aws("post-to-connection", ...data)).toMatchObject({ status: 0, stderr: "" });
    // Version 2 of the CLI decodes blobs from base64, version 1 takes them as they are.
    expect(["from the shell", data[1]]).toContain(await client.next());
    expect(await aws("delete-connection")).toMatchObject({ status: 0, stderr: "" });
    expect((await client.closed).code).toBe(1000);
    expect((await aws("get-connection")).stderr).toContain("GoneException");
  });
});
