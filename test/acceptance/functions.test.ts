import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateAliasCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { aws, describeWithAws } from "../support/aws-cli.ts";
import { lambda } from "../support/clients.ts";
import { allow, createFunction, functionApi, functionName, servedFunction } from "../support/functions.ts";
import { type OwnGateway, sharedGateway, startGateway, type Gateway } from "../support/gateway.ts";
import { request } from "../support/request.ts";
import { startUpstream } from "../support/upstream-server.ts";
import { zipOf } from "../support/zip.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await sharedGateway();
});

const says = (text: string): Record<string, string> => ({
  "index.js": `exports.handler = async () => ({ statusCode: 200, body: ${JSON.stringify(text)} });`,
});
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

describe("a change of a function", () => {
  it("is seen by the very next request: code, environment, deletion", async () => {
    const { arn, pathUrl } = await servedFunction(gateway, says("one"));
    expect((await request(pathUrl)).text).toBe("one");
    const ZipFile = zipOf({ "index.js": "exports.handler = async () => `two ${process.env.WHO}`;" });
    await lambda(gateway).send(new UpdateFunctionCodeCommand({ FunctionName: arn, ZipFile }));
    expect((await request(pathUrl)).text).toBe("two undefined");
    const Environment = { Variables: { WHO: "me" } };
    await lambda(gateway).send(new UpdateFunctionConfigurationCommand({ FunctionName: arn, Environment }));
    expect((await request(pathUrl)).text).toBe("two me");
    await lambda(gateway).send(new DeleteFunctionCommand({ FunctionName: arn }));
    expect((await request(pathUrl)).status).toBe(500);
  });
});

describe("the location of a function's code", () => {
  it("gives the archive to whoever has it, and nothing to who changes it", async () => {
    const arn = await createFunction(gateway, says("mine"));
    const { Code } = await lambda(gateway).send(new GetFunctionCommand({ FunctionName: arn }));
    const answer = await request(Code?.Location ?? "");
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/zip"]);
    expect(new Uint8Array(answer.bytes)).toEqual(zipOf(says("mine")));
    const later = (Code?.Location ?? "").replace(/expires=\d/, "expires=9");
    expect((await request(later)).status).toBe(403);
  });
});

describe("versions and aliases", () => {
  it("are called by their ARNs, each with its own permission", async () => {
    const client = lambda(gateway);
    const arn = await createFunction(gateway, says("first"));
    await client.send(new PublishVersionCommand({ FunctionName: arn }));
    await client.send(
      new UpdateFunctionCodeCommand({ FunctionName: arn, ZipFile: zipOf(says("second")), Publish: true }),
    );
    await client.send(new CreateAliasCommand({ FunctionName: arn, Name: "live", FunctionVersion: "1" }));
    const one = await functionApi(gateway, `${arn}:1`);
    const live = await functionApi(gateway, `${arn}:live`);
    expect((await request(live.pathUrl)).status).toBe(500);
    await allow(gateway, `${arn}:live`);
    await allow(gateway, `${arn}:1`);
    expect((await request(one.pathUrl)).text).toBe("first");
    expect((await request(live.pathUrl)).text).toBe("first");
    await client.send(new UpdateAliasCommand({ FunctionName: arn, Name: "live", FunctionVersion: "2" }));
    expect((await request(live.pathUrl)).text).toBe("second");
    expect((await request(one.pathUrl)).text).toBe("first");
  });

  it("share the calls of an alias by its weights", async () => {
    const client = lambda(gateway);
    const arn = await createFunction(gateway, says("first"), { Publish: true });
    await client.send(
      new UpdateFunctionCodeCommand({ FunctionName: arn, ZipFile: zipOf(says("second")), Publish: true }),
    );
    const RoutingConfig = { AdditionalVersionWeights: { "2": 1 } };
    await client.send(new CreateAliasCommand({ FunctionName: arn, Name: "all", FunctionVersion: "1", RoutingConfig }));
    const answer = await client.send(new InvokeCommand({ FunctionName: arn, Qualifier: "all" }));
    expect(answer.ExecutedVersion).toBe("2");
  });
});

describe("Invoke", () => {
  it("gives result, version and the tail of the log", async () => {
    const arn = await createFunction(gateway, {
      "index.js":
        "exports.handler = async (event, context) => { console.log('seen', event.a); return context.awsRequestId; };",
    });
    const answer = await lambda(gateway).send(
      new InvokeCommand({ FunctionName: arn, Payload: '{"a":7}', LogType: "Tail" }),
    );
    expect([answer.StatusCode, answer.ExecutedVersion, answer.FunctionError]).toEqual([200, "$LATEST", undefined]);
    expect(JSON.parse(text(answer.Payload))).toBe(answer.$metadata.requestId);
    const log = Buffer.from(answer.LogResult ?? "", "base64").toString();
    expect(log).toMatch(/^START RequestId: .*\n.*seen 7\nEND RequestId: .*\nREPORT RequestId: /m);
  });

  it("tells of errors and timeouts by X-Amz-Function-Error", async () => {
    const client = lambda(gateway);
    const throwing = await createFunction(gateway, {
      "index.js": "exports.handler = async () => { throw new TypeError('no'); };",
    });
    const thrown = await client.send(new InvokeCommand({ FunctionName: throwing }));
    expect([thrown.StatusCode, thrown.FunctionError]).toEqual([200, "Unhandled"]);
    expect(JSON.parse(text(thrown.Payload))).toMatchObject({ errorType: "TypeError", errorMessage: "no" });
    const slow = await createFunction(
      gateway,
      { "index.js": "exports.handler = () => new Promise((r) => setTimeout(r, 60000));" },
      { Timeout: 1 },
    );
    const late = await client.send(new InvokeCommand({ FunctionName: slow }));
    expect(JSON.parse(text(late.Payload))).toMatchObject({
      errorMessage: expect.stringContaining("Task timed out after 1.00 seconds"),
    });
    expect(late.FunctionError).toBe("Unhandled");
  });

  it("tries nothing with DryRun, and refuses what is no JSON", async () => {
    const client = lambda(gateway);
    const arn = await createFunction(gateway, says("x"));
    expect((await client.send(new InvokeCommand({ FunctionName: arn, InvocationType: "DryRun" }))).StatusCode).toBe(
      204,
    );
    await expect(client.send(new InvokeCommand({ FunctionName: arn, Payload: "{" }))).rejects.toMatchObject({
      name: "InvalidRequestContentException",
    });
    await expect(client.send(new InvokeCommand({ FunctionName: `${arn}:9` }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: `Function not found: ${arn}:9`,
    });
  });

  it("is throttled where no concurrency is left", async () => {
    const client = lambda(gateway);
    const arn = await createFunction(gateway, says("x"));
    await client.send(new PutFunctionConcurrencyCommand({ FunctionName: arn, ReservedConcurrentExecutions: 0 }));
    await expect(client.send(new InvokeCommand({ FunctionName: arn }))).rejects.toMatchObject({
      name: "TooManyRequestsException",
      Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
    });
  });

  it("returns at once for an Event, which then runs and may use the network", async () => {
    const upstream = await startUpstream();
    const arn = await createFunction(gateway, {
      "index.mjs": `export const handler = async (event) => { await fetch('${upstream.url}/' + event.name); };`,
    });
    const answer = await lambda(gateway).send(
      new InvokeCommand({ FunctionName: arn, InvocationType: "Event", Payload: '{"name":"Ann"}' }),
    );
    expect(answer.StatusCode).toBe(202);
    await expect.poll(() => upstream.requests.map(({ url }) => url), { timeout: 10_000 }).toEqual(["/Ann"]);
    await upstream.stop();
  });

  it("streams what a streaming handler writes", async () => {
    const arn = await createFunction(gateway, {
      "index.mjs":
        "export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.write('one '); await new Promise((r) => setTimeout(r, 5)); stream.write('two'); stream.end(); });",
    });
    const { EventStream } = await lambda(gateway).send(new InvokeWithResponseStreamCommand({ FunctionName: arn }));
    let streamed = "";
    let completed = false;
    for await (const event of EventStream ?? []) {
      streamed += text(event.PayloadChunk?.Payload);
      completed ||= event.InvokeComplete !== undefined;
    }
    expect([streamed, completed]).toEqual(["one two", true]);
  });
});

describe("a function that API Gateway may not call", () => {
  let own: OwnGateway;
  beforeAll(async () => {
    own = await startGateway({ vars: { FUNCTION_NETWORK: "off" } });
  });
  afterAll(() => own.stop());

  it("is a 500, and the log names the command that allows it", async () => {
    const arn = await createFunction(own, says("secret"));
    const { pathUrl, apiId } = await functionApi(own, arn);
    const answer = await request(pathUrl);
    expect([answer.status, answer.text]).toEqual([500, '{"message":"Internal Server Error"}']);
    const log = own.logs().join("\n");
    expect(log).toContain(`aws lambda add-permission --function-name ${arn}`);
    expect(log).toContain(`--source-arn 'arn:aws:execute-api:us-east-1:000000000000:${apiId}/*'`);
  });

  it("is called as far as SourceArn goes", async () => {
    const arn = await createFunction(own, says("hello"));
    const mine = await functionApi(own, arn, "2.0", { routeKey: "GET /a" });
    const other = await functionApi(own, arn, "2.0", { routeKey: "GET /a" });
    await allow(own, arn, `arn:aws:execute-api:us-east-1:000000000000:${mine.apiId}/*/GET/a`);
    expect((await request(`${mine.pathUrl}/a`)).text).toBe("hello");
    expect((await request(`${other.pathUrl}/a`)).status).toBe(500);
  });

  it("cannot use the network where it is closed for all", async () => {
    const upstream = await startUpstream();
    const arn = await createFunction(own, {
      "index.mjs": `export const handler = async () => (await fetch('${upstream.url}')).status;`,
    });
    const answer = await lambda(own).send(new InvokeCommand({ FunctionName: arn }));
    expect(answer.FunctionError).toBe("Unhandled");
    expect(upstream.requests).toEqual([]);
    await upstream.stop();
  });
});

describe("the network of one function", () => {
  it("is closed by the tag tollgate:network=off", async () => {
    const upstream = await startUpstream();
    const files = { "index.mjs": `export const handler = async () => (await fetch('${upstream.url}')).status;` };
    const open = await createFunction(gateway, files);
    const closed = await createFunction(gateway, files, { Tags: { "tollgate:network": "off" } });
    expect(text((await lambda(gateway).send(new InvokeCommand({ FunctionName: open }))).Payload)).toBe("200");
    expect((await lambda(gateway).send(new InvokeCommand({ FunctionName: closed }))).FunctionError).toBe("Unhandled");
    expect(upstream.requests).toHaveLength(1);
    await upstream.stop();
  });
});

describeWithAws("functions with the AWS CLI", () => {
  it("are created from a zip file, invoked, published and deleted", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tollgate-function-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const name = functionName();
    await writeFile(join(folder, "code.zip"), zipOf({ "index.js": "exports.handler = async (e) => e.who;" }));
    await writeFile(join(folder, "event.json"), '{"who":"me"}');
    const created = await aws(
      gateway,
      [
        ..."lambda create-function --runtime nodejs22.x --handler index.handler --zip-file fileb://code.zip".split(" "),
        "--role",
        "arn:aws:iam::000000000000:role/cli",
        "--function-name",
        name,
      ],
      folder,
    );
    expect(created).toMatchObject({ State: "Pending", StateReasonCode: "Creating", Version: "$LATEST", Timeout: 3 });
    await aws(gateway, ["lambda", "wait", "function-active-v2", "--function-name", name]);
    const invoked = await aws(
      gateway,
      ["lambda", "invoke", "--function-name", name, "--payload", "fileb://event.json", "out.json"],
      folder,
    );
    expect(invoked).toEqual({ StatusCode: 200, ExecutedVersion: "$LATEST" });
    expect(await readFile(join(folder, "out.json"), "utf8")).toBe('"me"');
    expect(await aws(gateway, ["lambda", "publish-version", "--function-name", name])).toMatchObject({ Version: "1" });
    await aws(gateway, ["lambda", "delete-function", "--function-name", name]);
  });
});
