// Small print that AWS was recorded to keep (localstack's snapshots of Lambda's own answers).
import { describe, expect, it } from "vitest";
import { logTail } from "../../../src/management/lambda/invocation.ts";
import { codeOf, lambda, minimal, newFunction } from "../../support/lambda-call.ts";
import { refusal, v2Call } from "../../support/v2-call.ts";

const call = v2Call();
const ARN = "arn:aws:lambda:us-east-1:000000000000:function";
const INVALID = "InvalidParameterValueException";
const NOT_FOUND = "ResourceNotFoundException";

const latest = (FunctionName: string) => lambda.GetFunctionConfiguration(call, { FunctionName });

describe("a change of a function", () => {
  it("is under way when its call is answered, and done at the first look, with another revision", async () => {
    const FunctionName = await newFunction(call);
    for (const change of [
      () => lambda.UpdateFunctionConfiguration(call, { FunctionName, Timeout: 7 }),
      () => lambda.UpdateFunctionCode(call, { FunctionName, ZipFile: codeOf("other") }),
    ]) {
      const changed = await change();
      expect(changed).toMatchObject({
        State: "Active",
        LastUpdateStatus: "InProgress",
        LastUpdateStatusReason: "The function is being created.",
        LastUpdateStatusReasonCode: "Creating",
      });
      const done = await latest(FunctionName);
      expect(done.LastUpdateStatus).toBe("Successful");
      expect(done.RevisionId).not.toBe(changed.RevisionId);
      expect(await latest(FunctionName)).toEqual(done);
    }
  });

  it("that publishes answers with the version, which is pending with the revision that it keeps", async () => {
    const FunctionName = await newFunction(call);
    const published = await lambda.UpdateFunctionCode(call, { FunctionName, ZipFile: codeOf("v1"), Publish: true });
    expect(published).toMatchObject({ Version: "1", State: "Pending", StateReasonCode: "Creating" });
    expect(published.LastUpdateStatus).toBeUndefined();
    const version = await lambda.GetFunctionConfiguration(call, { FunctionName, Qualifier: "1" });
    expect(version).toMatchObject({ State: "Active", RevisionId: published.RevisionId });
  });
});

describe("publishing a version", () => {
  it("makes none where $LATEST is as it was published, whatever the version was described as", async () => {
    const FunctionName = await newFunction(call, { Description: "first" });
    const publish = async (Description?: string) =>
      (await lambda.PublishVersion(call, { FunctionName, ...(Description !== undefined && { Description }) })).Version;
    expect(await publish("version one")).toBe("1");
    expect(await publish()).toBe("1");
    expect(await publish("another description")).toBe("1");
  });

  it("makes one where the same code was given again", async () => {
    const FunctionName = await newFunction(call, { Publish: true });
    const again = { FunctionName, ZipFile: codeOf("v1") };
    const { CodeSha256 } = await lambda.UpdateFunctionCode(call, { ...again, Publish: true });
    const publish = () => lambda.PublishVersion(call, { FunctionName });
    expect(await publish()).toMatchObject({ Version: "2", CodeSha256 });
    await lambda.UpdateFunctionCode(call, { ...again, DryRun: true });
    expect(await publish()).toMatchObject({ Version: "2", CodeSha256 });
    await lambda.UpdateFunctionCode(call, again);
    expect(await publish()).toMatchObject({ Version: "3", CodeSha256 });
    expect(await publish()).toMatchObject({ Version: "3", CodeSha256 });
  });

  it("makes one where only the description of $LATEST has changed", async () => {
    const FunctionName = await newFunction(call, { Description: "first" });
    await lambda.PublishVersion(call, { FunctionName, Description: "version one" });
    await lambda.UpdateFunctionConfiguration(call, { FunctionName, Description: "second" });
    expect(await lambda.PublishVersion(call, { FunctionName })).toMatchObject({ Version: "2", Description: "second" });
  });
});

describe("a runtime", () => {
  const refused = async (Runtime: string) =>
    refusal(lambda.CreateFunction(call, { ...minimal("never"), Runtime: Runtime as "nodejs22.x" }));

  it("that Lambda does not know is refused with all that it knows", async () => {
    for (const runtime of ["cobol", "NODEJS22.X"]) {
      const [code, message] = await refused(runtime);
      expect(code).toBe(INVALID);
      expect(message).toMatch(
        new RegExp(
          `^Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: \\[.*python3.12, .*java21, .*\\] or be a valid ARN$`,
        ),
      );
    }
  });

  it("that has been retired is refused as such", async () => {
    expect(await refused("nodejs14.x")).toEqual([
      INVALID,
      "The runtime parameter of nodejs14.x is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.",
    ]);
  });
});

describe("a function that does not exist", () => {
  it("may be looked for under a name that none can have", async () => {
    const long = "a".repeat(65);
    expect(await refusal(lambda.GetFunction(call, { FunctionName: long }))).toEqual([
      NOT_FOUND,
      `Function not found: ${ARN}:${long}`,
    ]);
    expect((await refusal(lambda.CreateFunction(call, minimal(long))))[1]).toContain(
      "Member must have length less than or equal to 64",
    );
  });

  it("is told of by DeleteFunction before its alias is, but after $LATEST", async () => {
    const gone = (Qualifier: string) => refusal(lambda.DeleteFunction(call, { FunctionName: "nowhere", Qualifier }));
    expect(await gone("alias")).toEqual([NOT_FOUND, `Function not found: ${ARN}:nowhere`]);
    expect(await gone("$LATEST")).toEqual([
      INVALID,
      "$LATEST version cannot be deleted without deleting the function.",
    ]);
  });

  it("is told of by Invoke as its $LATEST, unless a qualifier was named", async () => {
    const functions = {
      ...call.functions,
      invoke: async () => ({ kind: "unknownFunction" as const, reason: "there is none" }),
    };
    const missing = async (Qualifier?: string) =>
      (
        await refusal(
          lambda.Invoke(
            { ...call, functions },
            { FunctionName: "nowhere", ...(Qualifier !== undefined && { Qualifier }) },
          ),
        )
      )[1];
    expect(await missing()).toBe(`Function not found: ${ARN}:nowhere:$LATEST`);
    expect(await missing("live")).toBe(`Function not found: ${ARN}:nowhere:live`);
  });

  it("has other words where URLs are listed", async () => {
    expect(await refusal(lambda.ListFunctionUrlConfigs(call, { FunctionName: "nowhere" }))).toEqual([
      NOT_FOUND,
      "Function does not exist",
    ]);
  });
});

describe("provisioned concurrency", () => {
  it("is looked for at aliases and published versions only", async () => {
    const FunctionName = await newFunction(call);
    const get = (Qualifier: string) =>
      refusal(lambda.GetProvisionedConcurrencyConfig(call, { FunctionName, Qualifier }));
    expect(await get("$LATEST")).toEqual([
      INVALID,
      "The function resource provided must be an alias or a published version.",
    ]);
    expect(await get("none")).toEqual([NOT_FOUND, `Cannot find alias arn: ${ARN}:${FunctionName}:none`]);
    expect(await get("7")).toEqual([NOT_FOUND, `Function not found: ${ARN}:${FunctionName}:7`]);
  });
});

describe("tags", () => {
  it("of what is no function are told to be of nothing, by its kind", async () => {
    const base = "arn:aws:lambda:us-east-1:000000000000";
    const listed = async (Resource: string) => (await refusal(lambda.ListTags(call, { Resource })))[1];
    const mapping = `${base}:event-source-mapping:11111111-2222-3333-4444-555555555555`;
    expect(await listed(mapping)).toBe(`Event source mapping not found: ${mapping}`);
    const provider = `${base}:capacity-provider:mine`;
    expect(await listed(provider)).toBe(`Capacity provider not found: ${provider}`);
  });
});

it("the tail of a log begins with START", () => {
  const tail = atob(logTail(["INIT_START Runtime Version: nodejs:22", "START RequestId: r", "END RequestId: r"]));
  expect(tail).toBe("START RequestId: r\nEND RequestId: r\n");
});
