import { describe, expect, it } from "vitest";
import { codeOf, functionRows, lambda, newFunction } from "../../support/lambda-call.ts";
import { refusal, v2Call } from "../../support/v2-call.ts";

const call = v2Call();
const ARN = "arn:aws:lambda:us-east-1:000000000000:function";
const MOVED =
  "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id";

const revisionOf = async (FunctionName: string): Promise<string | undefined> =>
  (await lambda.GetFunctionConfiguration(call, { FunctionName })).RevisionId;

describe("an update of a function", () => {
  it("changes what it names, gives a new revision, and leaves published versions as they are", async () => {
    const FunctionName = await newFunction(call, { Publish: true, Environment: { Variables: { A: "1" } } });
    const before = await lambda.GetFunctionConfiguration(call, { FunctionName, Qualifier: "1" });
    const revision = await revisionOf(FunctionName);
    const after = await lambda.UpdateFunctionConfiguration(call, {
      FunctionName,
      Timeout: 9,
      Environment: { Variables: { B: "2" } },
      LoggingConfig: { LogFormat: "JSON" },
      Runtime: "nodejs20.x",
    });
    expect(after).toMatchObject({
      Timeout: 9,
      MemorySize: 128,
      Runtime: "nodejs20.x",
      Environment: { Variables: { B: "2" } },
      LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "INFO", SystemLogLevel: "INFO" },
    });
    expect(after.RevisionId).not.toBe(revision);
    expect(await lambda.GetFunctionConfiguration(call, { FunctionName, Qualifier: "1" })).toEqual(before);
  });

  it("of the code removes the code that nothing names any more", async () => {
    const FunctionName = await newFunction(call, { Code: { ZipFile: codeOf("of no other function") } });
    const { code } = await functionRows(FunctionName);
    const sizes = await lambda.UpdateFunctionCode(call, { FunctionName, ZipFile: codeOf("something longer") });
    expect(sizes.CodeSize).toBe(codeOf("something longer").byteLength);
    expect((await functionRows(FunctionName)).code).toBe(code);
  });

  it("with DryRun changes nothing", async () => {
    const FunctionName = await newFunction(call);
    const before = await lambda.GetFunction(call, { FunctionName });
    await lambda.UpdateFunctionCode(call, { FunctionName, ZipFile: codeOf("other"), DryRun: true });
    expect(await lambda.GetFunction(call, { FunctionName })).toEqual(before);
  });

  it("is refused where the revision has moved", async () => {
    const FunctionName = await newFunction(call);
    const RevisionId = "11111111-1111-1111-1111-111111111111";
    const moved = ["PreconditionFailedException", MOVED];
    expect(await refusal(lambda.UpdateFunctionConfiguration(call, { FunctionName, RevisionId, Timeout: 4 }))).toEqual(
      moved,
    );
    expect(await refusal(lambda.UpdateFunctionCode(call, { FunctionName, RevisionId, ZipFile: codeOf("x") }))).toEqual(
      moved,
    );
    expect(await refusal(lambda.PublishVersion(call, { FunctionName, RevisionId }))).toEqual(moved);
  });
});

describe("PublishVersion", () => {
  it("numbers versions, publishes nothing twice, and gives no number again", async () => {
    const FunctionName = await newFunction(call);
    const first = await lambda.PublishVersion(call, { FunctionName, Description: "one" });
    expect([first.Version, first.Description, first.FunctionArn]).toEqual(["1", "one", `${ARN}:${FunctionName}:1`]);
    expect(await lambda.PublishVersion(call, { FunctionName })).toEqual(first);
    await lambda.UpdateFunctionConfiguration(call, { FunctionName, Timeout: 4 });
    expect((await lambda.PublishVersion(call, { FunctionName })).Version).toBe("2");
    await lambda.DeleteFunction(call, { FunctionName, Qualifier: "2" });
    await lambda.UpdateFunctionConfiguration(call, { FunctionName, Timeout: 5 });
    expect((await lambda.PublishVersion(call, { FunctionName })).Version).toBe("3");
    const { Versions } = await lambda.ListVersionsByFunction(call, { FunctionName });
    expect(Versions?.map(({ Version }) => Version)).toEqual(["$LATEST", "1", "3"]);
  });

  it("is listed in pages by number", async () => {
    const FunctionName = await newFunction(call);
    for (let Timeout = 1; Timeout <= 11; Timeout++) {
      await lambda.UpdateFunctionConfiguration(call, { FunctionName, Timeout });
      await lambda.PublishVersion(call, { FunctionName });
    }
    const seen: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await lambda.ListVersionsByFunction(call, { FunctionName, MaxItems: 5, Marker });
      seen.push(...(page.Versions ?? []).map(({ Version }) => Version));
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    expect(seen).toEqual(["$LATEST", ...Array.from({ length: 11 }, (_, n) => String(n + 1))]);
  });

  it("is refused where CodeSha256 is not that of $LATEST", async () => {
    const FunctionName = await newFunction(call);
    const [code, message] = await refusal(lambda.PublishVersion(call, { FunctionName, CodeSha256: "other" }));
    expect([code, message]).toEqual([
      "InvalidParameterValueException",
      expect.stringMatching(
        /^CodeSHA256 \(other\) is different from current CodeSHA256 in \$LATEST \(.+\)\. Please try again/,
      ),
    ]);
  });
});

describe("aliases", () => {
  it("are made, read, listed, changed and deleted", async () => {
    const FunctionName = await newFunction(call, { Publish: true });
    await lambda.UpdateFunctionCode(call, { FunctionName, ZipFile: codeOf("2"), Publish: true });
    const AliasArn = `${ARN}:${FunctionName}:live`;
    const made = await lambda.CreateAlias(call, {
      FunctionName,
      Name: "live",
      FunctionVersion: "1",
      RoutingConfig: { AdditionalVersionWeights: { "2": 0.2 } },
    });
    expect(made).toEqual({
      AliasArn,
      Name: "live",
      FunctionVersion: "1",
      Description: "",
      RevisionId: expect.any(String),
      RoutingConfig: { AdditionalVersionWeights: { "2": 0.2 } },
    });
    expect(await lambda.GetAlias(call, { FunctionName, Name: "live" })).toEqual(made);
    expect((await lambda.ListAliases(call, { FunctionName, FunctionVersion: "2" })).Aliases).toEqual([made]);
    const changed = await lambda.UpdateAlias(call, {
      FunctionName,
      Name: "live",
      FunctionVersion: "2",
      RoutingConfig: { AdditionalVersionWeights: {} },
    });
    expect(changed).toEqual({
      AliasArn,
      Name: "live",
      FunctionVersion: "2",
      Description: "",
      RevisionId: expect.any(String),
    });
    const { Configuration } = await lambda.GetFunction(call, { FunctionName, Qualifier: "live" });
    expect([Configuration?.FunctionArn, Configuration?.Version]).toEqual([AliasArn, "2"]);
    await lambda.DeleteAlias(call, { FunctionName, Name: "live" });
    await lambda.DeleteAlias(call, { FunctionName, Name: "live" });
    expect(await refusal(lambda.GetAlias(call, { FunctionName, Name: "live" }))).toEqual([
      "ResourceNotFoundException",
      `Cannot find alias arn: ${AliasArn}`,
    ]);
  });

  it("are refused as AWS refuses them", async () => {
    const FunctionName = await newFunction(call, { Publish: true });
    const create = (FunctionVersion: string, weights: Record<string, number> = {}) =>
      refusal(
        lambda.CreateAlias(call, {
          FunctionName,
          Name: "a",
          FunctionVersion,
          RoutingConfig: { AdditionalVersionWeights: weights },
        }),
      );
    const invalid = "InvalidParameterValueException";
    expect(await create("1", { "2": 0.1, "3": 0.1 })).toEqual([
      invalid,
      "Number of items in AdditionalVersionWeights cannot be greater than 1",
    ]);
    expect(await create("1", { "1": 0.5 })).toEqual([
      invalid,
      "Invalid function version 1. Function version 1 is already included in routing configuration.",
    ]);
    expect(await create("$LATEST", { "1": 0.5 })).toEqual([
      invalid,
      "$LATEST is not supported for an alias pointing to more than 1 version",
    ]);
    expect(await create("10")).toEqual(["ResourceNotFoundException", `Function not found: ${ARN}:${FunctionName}:10`]);
    await lambda.CreateAlias(call, { FunctionName, Name: "a", FunctionVersion: "1" });
    expect(await create("1")).toEqual(["ResourceConflictException", `Alias already exists: ${ARN}:${FunctionName}:a`]);
    expect(await refusal(lambda.UpdateAlias(call, { FunctionName, Name: "b" }))).toEqual([
      "ResourceNotFoundException",
      `Alias not found: ${ARN}:${FunctionName}:b`,
    ]);
    const RevisionId = "22222222-2222-2222-2222-222222222222";
    expect(await refusal(lambda.UpdateAlias(call, { FunctionName, Name: "a", RevisionId }))).toEqual([
      "PreconditionFailedException",
      MOVED,
    ]);
  });
});

describe("tags", () => {
  it("are kept on functions only, and give $LATEST another revision", async () => {
    const FunctionName = await newFunction(call, { Tags: { a: "1" } });
    const Resource = `${ARN}:${FunctionName}`;
    const revision = await revisionOf(FunctionName);
    await lambda.TagResource(call, { Resource, Tags: { b: "2" } });
    expect(await revisionOf(FunctionName)).not.toBe(revision);
    expect((await lambda.GetFunction(call, { FunctionName })).Tags).toEqual({ a: "1", b: "2" });
    await lambda.UntagResource(call, { Resource, TagKeys: ["a", "b", "never"] });
    expect(await lambda.ListTags(call, { Resource })).toEqual({ Tags: {} });
    expect(await lambda.GetFunction(call, { FunctionName })).not.toHaveProperty("Tags");
    expect(await refusal(lambda.TagResource(call, { Resource: `${Resource}:1`, Tags: { a: "1" } }))).toEqual([
      "InvalidParameterValueException",
      "Tags on function aliases and versions are not supported. Please specify a function ARN.",
    ]);
    expect(await refusal(lambda.TagResource(call, { Resource, Tags: {} }))).toEqual([
      "InvalidParameterValueException",
      "An error occurred and the request cannot be processed.",
    ]);
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, "v"]));
    expect((await refusal(lambda.TagResource(call, { Resource, Tags: many })))[1]).toBe(
      "Number of tags exceeds resource tag limit.",
    );
  });
});
