import { describe, expect, it } from "vitest";
import type { Place, RunRequest } from "../../src/invocation/run.ts";
import { codeOf, lambda, newFunction } from "../support/lambda-call.ts";
import { v2Call } from "../support/v2-call.ts";
import { zipOf } from "../support/zip.ts";
import { anInvocation, arnOf, testInvokers } from "./support.ts";

const call = v2Call();
const API = "apigateway.amazonaws.com";

/** A function that API Gateway may call. */
async function permitted(changes: Parameters<typeof newFunction>[1] = {}): Promise<string> {
  const FunctionName = await newFunction(call, changes);
  await lambda.AddPermission(call, { FunctionName, StatementId: "s", Action: "lambda:InvokeFunction", Principal: API });
  return FunctionName;
}

const handler = (body: string): Uint8Array =>
  zipOf({ "index.mjs": `export const handler = async (event) => { ${body} };` });

describe("a call by API Gateway", () => {
  it("runs the function and gives its result", async () => {
    const name = await permitted();
    expect(await testInvokers().traffic.invoke(arnOf(name), "{}", anInvocation())).toMatchObject({
      kind: "answered",
      payload: '"hello"',
      functionError: null,
    });
  });

  it("asks D1 nothing for a function that the isolate holds", async () => {
    const name = await permitted();
    const { traffic, cost } = testInvokers();
    await traffic.invoke(arnOf(name), "{}", anInvocation());
    const { statements } = cost;
    expect(statements).toBeGreaterThan(0);
    await traffic.invoke(arnOf(name), "{}", anInvocation());
    expect(cost.statements).toBe(statements);
  });

  it("sees a change once the change log has told of it", async () => {
    const name = await permitted();
    const { traffic, held } = testInvokers();
    const result = async (): Promise<unknown> => {
      const outcome = await traffic.invoke(arnOf(name), "{}", anInvocation());
      return outcome.kind === "answered" ? outcome.payload : outcome;
    };
    expect(await result()).toBe('"hello"');
    await lambda.UpdateFunctionCode(call, { FunctionName: name, ZipFile: codeOf("bye") });
    held.changed("us-east-1/another");
    expect(await result()).toBe('"hello"');
    held.changed(`us-east-1/${name}`);
    expect(await result()).toBe('"bye"');
  });

  it("remembers for five seconds that there is no such function", async () => {
    const { traffic, cost, clock } = testInvokers();
    const arn = arnOf("nobody");
    const kind = async (): Promise<string> => (await traffic.invoke(arn, "{}", anInvocation())).kind;
    expect(await kind()).toBe("unknownFunction");
    const { statements } = cost;
    await kind();
    expect(cost.statements).toBe(statements);
    clock.now += 5_001;
    await kind();
    expect(cost.statements).toBeGreaterThan(statements);
  });

  it("is refused without a statement for it, and says which command adds one", async () => {
    const name = await newFunction(call);
    const { traffic, held } = testInvokers();
    const invoke = () => traffic.invoke(arnOf(name), "{}", anInvocation());
    expect(await invoke()).toEqual({
      kind: "notPermitted",
      reason: expect.stringContaining(
        `aws lambda add-permission --function-name ${arnOf(name)} --statement-id apigateway --action lambda:InvokeFunction --principal ${API} --source-arn 'arn:aws:execute-api:us-east-1:000000000000:abc/*'`,
      ),
    });
    const SourceArn = "arn:aws:execute-api:us-east-1:000000000000:abc/*/POST/*";
    const permission = { FunctionName: name, Action: "lambda:InvokeFunction", Principal: API };
    await lambda.AddPermission(call, { ...permission, StatementId: "post", SourceArn });
    held.reset();
    expect((await invoke()).kind).toBe("notPermitted");
    await lambda.AddPermission(call, { ...permission, StatementId: "account", SourceAccount: "000000000000" });
    held.reset();
    expect((await invoke()).kind).toBe("answered");
  });

  it("needs no statement where it comes with a role", async () => {
    const name = await newFunction(call);
    const credentialsArn = "arn:aws:iam::000000000000:role/api";
    const outcome = await testInvokers().traffic.invoke(arnOf(name), "{}", anInvocation({ credentialsArn }));
    expect(outcome.kind).toBe("answered");
  });

  it("is late where the function runs longer than its caller waits", async () => {
    const name = await permitted({
      Code: { ZipFile: handler("await new Promise((r) => setTimeout(r, 5000));") },
      Timeout: 30,
    });
    const outcome = await testInvokers().traffic.invoke(
      arnOf(name),
      "{}",
      anInvocation({ deadline: Date.now() + 300 }),
    );
    expect(outcome).toMatchObject({ kind: "timedOut" });
  });

  it("is throttled beyond the reserved concurrency", async () => {
    const name = await permitted({
      Code: { ZipFile: handler("await new Promise((r) => setTimeout(r, 50)); return 1;") },
    });
    await lambda.PutFunctionConcurrency(call, { FunctionName: name, ReservedConcurrentExecutions: 1 });
    const { traffic } = testInvokers();
    const both = await Promise.all([1, 2].map(() => traffic.invoke(arnOf(name), "{}", anInvocation())));
    expect(both.map(({ kind }) => kind).toSorted()).toEqual(["answered", "throttled"]);
    expect((await traffic.invoke(arnOf(name), "{}", anInvocation())).kind).toBe("answered");
  });

  it("streams from a streaming handler", async () => {
    const name = await permitted({
      Code: {
        ZipFile: zipOf({
          "index.mjs":
            "export const handler = awslambda.streamifyResponse(async (e, s) => { s.write('a'); s.end('b'); });",
        }),
      },
    });
    const outcome = await testInvokers().traffic.invokeStreaming(arnOf(name), "{}", anInvocation());
    if (outcome.kind !== "streaming") throw new Error(JSON.stringify(outcome));
    expect(await new Response(outcome.body).text()).toBe("ab");
    expect(await outcome.ended).toBeNull();
  });

  it("tells that an import of the AWS SDK must be bundled", async () => {
    const name = await permitted({
      Code: {
        ZipFile: zipOf({
          "index.mjs": "import { S3Client } from '@aws-sdk/client-s3'; export const handler = () => S3Client;",
        }),
      },
    });
    const outcome = await testInvokers().traffic.invoke(arnOf(name), "{}", anInvocation());
    expect(outcome).toMatchObject({
      kind: "answered",
      functionError: "Unhandled",
      payload: expect.stringMatching(/bundle/i),
    });
  });
});

describe("an alias", () => {
  it("shares calls between its versions by their weights", async () => {
    const name = await permitted({ Publish: true });
    await lambda.UpdateFunctionCode(call, { FunctionName: name, ZipFile: codeOf("bye"), Publish: true });
    const RoutingConfig = { AdditionalVersionWeights: { "2": 0.25 } };
    await lambda.CreateAlias(call, { FunctionName: name, Name: "live", FunctionVersion: "1", RoutingConfig });
    const target = { region: "us-east-1", functionName: name, qualifier: "live" };
    const direct = { requestId: "r", type: "RequestResponse", clientContext: null, traceHeader: null } as const;
    const versionAt = async (random: number): Promise<unknown> => {
      const outcome = await testInvokers({ random: () => random }).direct.invoke(target, "{}", direct);
      return outcome.kind === "answered" ? outcome.executedVersion : outcome;
    };
    expect([await versionAt(0), await versionAt(0.74), await versionAt(0.76), await versionAt(0.999)]).toEqual([
      "1",
      "1",
      "2",
      "2",
    ]);
  });
});

describe("where a function runs", () => {
  const place =
    (name: string, seen: RunRequest[] = []): Place =>
    async (request) => {
      seen.push(request);
      return { kind: "answered", payload: `"${name}"`, functionError: null, executedVersion: "$LATEST", logs: null };
    };
  const payloadOf = async (invokers: ReturnType<typeof testInvokers>, arn: string): Promise<unknown> => {
    const outcome = await invokers.traffic.invoke(arn, "{}", anInvocation());
    return outcome.kind === "answered" ? outcome.payload : outcome.kind;
  };

  it("is the service bound for it, else its archive, else AWS Lambda", async () => {
    const name = await permitted();
    const bound = { binding: () => place("bound") };
    const aws = { aws: () => place("aws") };
    expect(await payloadOf(testInvokers({ ...bound, ...aws }), arnOf(name))).toBe('"bound"');
    expect(await payloadOf(testInvokers(aws), arnOf(name))).toBe('"hello"');
    expect(await payloadOf(testInvokers(aws), arnOf("unknown-here"))).toBe('"aws"');
    expect(await payloadOf(testInvokers({ ...aws, workers: null }), arnOf(name))).toBe('"aws"');
    expect(await payloadOf(testInvokers({ workers: null }), arnOf(name))).toBe("unavailable");
  });

  it("is elsewhere for functions of other accounts, whatever their names", async () => {
    const name = await permitted();
    const foreign = arnOf(name).replace("000000000000", "111111111111");
    expect(await payloadOf(testInvokers(), foreign)).toBe("unknownFunction");
    expect(await payloadOf(testInvokers({ aws: () => place("aws") }), foreign)).toBe('"aws"');
  });

  it("is a queue for events, unless AWS Lambda has its own", async () => {
    const name = await permitted();
    const seen: RunRequest[] = [];
    const invokers = testInvokers({ aws: () => place("aws", seen) });
    const event = anInvocation({ type: "Event" });
    expect(await invokers.traffic.invoke(arnOf(name), '{"a":1}', event)).toMatchObject({
      kind: "answered",
      payload: "",
    });
    expect(invokers.queued).toEqual([
      { arn: arnOf(name), requestId: "r-1", payload: '{"a":1}', clientContext: null, traceHeader: null },
    ]);
    await invokers.traffic.invoke(arnOf("unknown-here"), "{}", event);
    expect([invokers.queued.length, seen.map(({ mode }) => mode)]).toEqual([1, ["event"]]);
    const large = JSON.stringify("x".repeat(1024 * 1024));
    expect(await invokers.traffic.invoke(arnOf(name), large, event)).toMatchObject({ kind: "payloadTooLarge" });
  });
});

describe("an event from a queue", () => {
  const event = (arn: string) => ({ arn, requestId: "r", payload: "{}", clientContext: null, traceHeader: null });

  it("is done, failed or lost by what the function does", async () => {
    const { events } = testInvokers();
    expect(await events.run(event(arnOf(await newFunction(call))))).toEqual({ kind: "done" });
    const throwing = await newFunction(call, { Code: { ZipFile: handler("throw new Error('no');") } });
    expect(await events.run(event(arnOf(throwing)))).toMatchObject({
      kind: "failed",
      reason: expect.stringContaining("no"),
    });
    expect(await events.run(event(arnOf("gone")))).toMatchObject({ kind: "lost" });
    const name = await newFunction(call);
    await lambda.PutFunctionConcurrency(call, { FunctionName: name, ReservedConcurrentExecutions: 0 });
    expect(await events.run(event(arnOf(name)))).toMatchObject({ kind: "refused" });
  });

  it("is tried as the function's configuration says, else as AWS does", async () => {
    const { events } = testInvokers();
    expect(await events.patience(arnOf("any"))).toEqual({ retries: 2, ageMillis: 6 * 60 * 60 * 1000 });
    const config = { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60, changedAt: 0 };
    const configured = testInvokers({ eventConfig: async () => config });
    expect(await configured.events.patience(arnOf("any"))).toEqual({ retries: 0, ageMillis: 60_000 });
  });
});
