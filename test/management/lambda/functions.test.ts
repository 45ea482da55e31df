import { beforeEach, describe, expect, it } from "vitest";
import { functionRows, codeOf, lambda, minimal, newFunction } from "../../support/lambda-call.ts";
import { testDb } from "../../support/store.ts";
import { refusal, v2Call } from "../../support/v2-call.ts";
import { zipOf } from "../../support/zip.ts";

const call = v2Call();
const ARN = "arn:aws:lambda:us-east-1:000000000000:function";
const INVALID = "InvalidParameterValueException";

beforeEach(async () => {
  await testDb.batch(
    ["documents", "function_code", "function_uploads"].map((table) => testDb.prepare(`DELETE FROM ${table}`)),
  );
});

describe("CreateFunction", () => {
  it("answers with AWS's members and defaults", async () => {
    const made = await lambda.CreateFunction(call, minimal("orders"));
    const answer = await lambda.GetFunctionConfiguration(call, { FunctionName: "orders" });
    expect(answer).toEqual({
      Architectures: ["x86_64"],
      CodeSha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      CodeSize: codeOf("hello").byteLength,
      Description: "",
      EphemeralStorage: { Size: 512 },
      FunctionArn: `${ARN}:orders`,
      FunctionName: "orders",
      Handler: "index.handler",
      LastModified: "2026-01-02T03:04:05.000+0000",
      LastUpdateStatus: "Successful",
      LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/orders" },
      MemorySize: 128,
      PackageType: "Zip",
      RevisionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      Role: "arn:aws:iam::000000000000:role/test",
      Runtime: "nodejs22.x",
      RuntimeVersionConfig: {
        RuntimeVersionArn: expect.stringMatching(/^arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}$/),
      },
      SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
      State: "Active",
      Timeout: 3,
      TracingConfig: { Mode: "PassThrough" },
      Version: "$LATEST",
    });
    const { LastUpdateStatus: _none, ...active } = answer;
    expect(made).toEqual({
      ...active,
      RevisionId: expect.any(String),
      State: "Pending",
      StateReason: "The function is being created.",
      StateReasonCode: "Creating",
    });
    expect(await lambda.GetFunction(call, { FunctionName: "orders" })).toEqual({
      Configuration: answer,
      Code: {
        RepositoryType: "S3",
        Location: expect.stringMatching(/^http:\/\/localhost:8787\/tollgate\/function-code\?/),
      },
    });
  });

  it("publishes version 1 where it is asked to", async () => {
    const answer = await lambda.CreateFunction(call, { ...minimal("orders"), Publish: true });
    expect([answer.Version, answer.FunctionArn]).toEqual(["1", `${ARN}:orders`]);
    const { Configuration } = await lambda.GetFunction(call, { FunctionName: "orders", Qualifier: "1" });
    expect([Configuration?.Version, Configuration?.FunctionArn]).toEqual(["1", `${ARN}:orders:1`]);
  });

  it("refuses a name that is taken", async () => {
    await lambda.CreateFunction(call, minimal("orders"));
    expect(await refusal(lambda.CreateFunction(call, minimal("orders", "other")))).toEqual([
      "ResourceConflictException",
      "Function already exist: orders",
    ]);
  });

  it("refuses archives that cannot be unpacked, are too large, or point outside", async () => {
    const create = (ZipFile: Uint8Array) =>
      refusal(lambda.CreateFunction(call, { ...minimal("bad"), Code: { ZipFile } }));
    const unzip = "Could not unzip uploaded file. Please check your file, then try to upload again.";
    expect(await create(new Uint8Array(100))).toEqual([INVALID, unzip]);
    expect(await create(zipOf({ "../out.js": "x" }))).toEqual([INVALID, expect.stringContaining(unzip)]);
    expect(await create(new Uint8Array(11 * 1024 * 1024))).toEqual([
      "RequestEntityTooLargeException",
      expect.stringContaining("Zipped size must be smaller than 10485760 bytes"),
    ]);
    expect(await create(zipOf({ "big.txt": new Uint8Array(26 * 1024 * 1024) }))).toEqual([
      INVALID,
      expect.stringContaining("Unzipped size must be smaller than 26214400 bytes"),
    ]);
    expect(await functionRows("bad")).toEqual({ documents: 0, code: 0, uploads: 0 });
  });

  it("refuses runtimes that nothing runs, unless the function runs elsewhere", async () => {
    const python = { ...minimal("snake"), Runtime: "python3.12" as const };
    expect(await refusal(lambda.CreateFunction(call, python))).toEqual([
      INVALID,
      expect.stringMatching(
        /^Not supported: Runtime python3.12: functions of other runtimes than nodejs16.x, .* run in a service binding named SNAKE/,
      ),
    ]);
    const bound = { ...call, functions: { ...call.functions, runsElsewhere: () => true } };
    expect((await lambda.CreateFunction(bound, python)).Runtime).toBe("python3.12");
  });

  it("refuses what would have no effect here, and names it", async () => {
    const refused = async (settings: object) =>
      (await refusal(lambda.CreateFunction(call, { ...minimal("x"), ...settings })))[1];
    expect(await refused({ Layers: ["arn:aws:lambda:us-east-1:000000000000:layer:a:1"] })).toContain("Layers");
    expect(await refused({ VpcConfig: { SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] } })).toContain(
      "VpcConfig",
    );
    expect(await refused({ DeadLetterConfig: { TargetArn: "arn:aws:sqs:us-east-1:000000000000:q" } })).toContain(
      "DeadLetterConfig",
    );
    expect(await refused({ SnapStart: { ApplyOn: "PublishedVersions" } })).toContain("SnapStart");
    expect(await refused({ Code: { ImageUri: "image" } })).toContain("images");
  });

  it("refuses Lambda's own variables, and needs runtime and handler", async () => {
    const Environment = { Variables: { AWS_REGION: "x" } };
    expect(await refusal(lambda.CreateFunction(call, { ...minimal("x"), Environment }))).toEqual([
      INVALID,
      expect.stringContaining("Reserved keys used in this request: AWS_REGION"),
    ]);
    const { Runtime: _none, ...without } = minimal("x");
    expect((await refusal(lambda.CreateFunction(call, without)))[1]).toContain("Runtime and Handler are mandatory");
  });

  it("refuses log groups of AWS's own, and levels of a log that is text", async () => {
    const create = (LoggingConfig: object) => refusal(lambda.CreateFunction(call, { ...minimal("x"), LoggingConfig }));
    expect(await create({ LogGroup: "aws/mine" })).toEqual([
      INVALID,
      "Log groups starting with AWS/ are reserved for AWS. Update the LogGroup value and try again.",
    ]);
    const levels = [
      INVALID,
      'LogLevel is not supported when LogFormat is set to "Text". Remove LogLevel from your request or change the LogFormat to "JSON" and try again.',
    ];
    expect(await create({ ApplicationLogLevel: "DEBUG" })).toEqual(levels);
    const FunctionName = await newFunction(call, { LoggingConfig: { LogFormat: "JSON" } });
    const update = (LoggingConfig: object) => lambda.UpdateFunctionConfiguration(call, { FunctionName, LoggingConfig });
    expect((await update({ SystemLogLevel: "DEBUG" })).LoggingConfig?.SystemLogLevel).toBe("DEBUG");
    expect(await refusal(update({ LogFormat: "Text", SystemLogLevel: "WARN" }))).toEqual(levels);
    expect((await update({ LogFormat: "Text" })).LoggingConfig?.SystemLogLevel).toBeUndefined();
  });

  it("keeps the environment sealed in the database", async () => {
    const Environment = { Variables: { TOKEN: "very-secret-value" } };
    await lambda.CreateFunction(call, { ...minimal("orders"), Environment, Publish: true });
    const { results } = await testDb.prepare("SELECT body FROM documents").all<{ body: string }>();
    expect(results.map(({ body }) => body).join()).not.toContain("very-secret-value");
    for (const Qualifier of ["$LATEST", "1"]) {
      const answer = await lambda.GetFunctionConfiguration(call, { FunctionName: "orders", Qualifier });
      expect(answer.Environment).toEqual(Environment);
    }
  });
});

describe("a function's name", () => {
  it("may be an ARN or a part of one", async () => {
    await lambda.CreateFunction(call, minimal("orders"));
    for (const FunctionName of ["orders", `${ARN}:orders`, "000000000000:function:orders", "function:orders"]) {
      expect((await lambda.GetFunctionConfiguration(call, { FunctionName })).FunctionName).toBe("orders");
    }
  });

  it("of another region, another account or with another qualifier is refused as at AWS", async () => {
    const get = (FunctionName: string, Qualifier?: string) =>
      refusal(lambda.GetFunction(call, { FunctionName, Qualifier }));
    expect(await get("arn:aws:lambda:eu-west-1:000000000000:function:orders")).toEqual([
      "ResourceNotFoundException",
      "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
    ]);
    expect((await get("arn:aws:lambda:us-east-1:111111111111:function:orders"))[0]).toBe("AccessDeniedException");
    expect(await get(`${ARN}:orders:1`, "2")).toEqual([
      INVALID,
      "The derived qualifier from the function name does not match the specified qualifier.",
    ]);
    expect(await get("nobody")).toEqual(["ResourceNotFoundException", `Function not found: ${ARN}:nobody`]);
    expect(await get("nobody", "$LATEST")).toEqual([
      "ResourceNotFoundException",
      `Function not found: ${ARN}:nobody:$LATEST`,
    ]);
  });
});

describe("ListFunctions", () => {
  it("pages through the functions of its region only", async () => {
    const elsewhere = { ...call, region: "eu-west-1" };
    await lambda.CreateFunction(elsewhere, minimal("far"));
    for (const name of ["a", "b", "c"]) await lambda.CreateFunction(call, { ...minimal(name), Publish: name === "b" });
    const first = await lambda.ListFunctions(call, { MaxItems: 2 });
    const second = await lambda.ListFunctions(call, { MaxItems: 2, Marker: first.NextMarker });
    const arns = (page: typeof first) => page.Functions?.map(({ FunctionArn }) => FunctionArn);
    expect([arns(first), arns(second), second.NextMarker]).toEqual([[`${ARN}:a`, `${ARN}:b`], [`${ARN}:c`], undefined]);
    const all = await lambda.ListFunctions(call, { FunctionVersion: "ALL" });
    expect(arns(all)).toEqual([`${ARN}:a:$LATEST`, `${ARN}:b:$LATEST`, `${ARN}:b:1`, `${ARN}:c:$LATEST`]);
    expect(first.Functions?.[0]).not.toHaveProperty("State");
  });
});

describe("DeleteFunction", () => {
  it("leaves nothing behind", async () => {
    const FunctionName = await newFunction(call, { Publish: true, Environment: { Variables: { A: "1" } } });
    await lambda.CreateAlias(call, { FunctionName, Name: "live", FunctionVersion: "1" });
    await lambda.AddPermission(call, {
      FunctionName,
      StatementId: "s",
      Action: "lambda:InvokeFunction",
      Principal: "*",
    });
    await lambda.PutFunctionEventInvokeConfig(call, { FunctionName, MaximumRetryAttempts: 1 });
    expect(await lambda.DeleteFunction(call, { FunctionName })).toEqual({ StatusCode: 204 });
    expect(await functionRows(FunctionName)).toEqual({ documents: 0, code: 0, uploads: 0 });
  });

  it("keeps code that another function names", async () => {
    const [one, other] = [await newFunction(call), await newFunction(call)];
    await lambda.DeleteFunction(call, { FunctionName: one });
    expect((await functionRows(other)).code).toBe(1);
    await lambda.DeleteFunction(call, { FunctionName: other });
    expect((await functionRows(other)).code).toBe(0);
  });

  it("removes one version, unless an alias points to it", async () => {
    const FunctionName = await newFunction(call, { Publish: true });
    await lambda.UpdateFunctionCode(call, { FunctionName, ZipFile: codeOf("second"), Publish: true });
    await lambda.CreateAlias(call, { FunctionName, Name: "live", FunctionVersion: "2" });
    expect(await refusal(Promise.resolve(lambda.DeleteFunction(call, { FunctionName, Qualifier: "2" })))).toEqual([
      "ResourceConflictException",
      "Unable to delete version because the following aliases reference it: [live]",
    ]);
    await lambda.DeleteFunction(call, { FunctionName, Qualifier: "1" });
    const { Versions } = await lambda.ListVersionsByFunction(call, { FunctionName });
    expect(Versions?.map(({ Version }) => Version)).toEqual(["$LATEST", "2"]);
    // The code of version 1 went with it.
    expect((await functionRows(FunctionName)).code).toBe(1);
  });

  it("refuses aliases and $LATEST", async () => {
    const FunctionName = await newFunction(call);
    const remove = (Qualifier: string) =>
      refusal(Promise.resolve(lambda.DeleteFunction(call, { FunctionName, Qualifier })));
    expect(await remove("live")).toEqual([INVALID, "Deletion of aliases is not currently supported."]);
    expect(await remove("$LATEST")).toEqual([
      INVALID,
      "$LATEST version cannot be deleted without deleting the function.",
    ]);
  });
});
