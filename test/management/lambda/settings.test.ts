import { describe, expect, it } from "vitest";
import { lambda, newFunction } from "../../support/lambda-call.ts";
import { NOW, refusal, v2Call } from "../../support/v2-call.ts";

const call = v2Call();
const ARN = "arn:aws:lambda:us-east-1:000000000000:function";
const NOT_FOUND = "ResourceNotFoundException";

describe("reserved concurrency", () => {
  it("is set, shown and taken away", async () => {
    const FunctionName = await newFunction(call);
    expect(await lambda.GetFunctionConcurrency(call, { FunctionName })).toEqual({});
    await lambda.PutFunctionConcurrency(call, { FunctionName, ReservedConcurrentExecutions: 0 });
    expect(await lambda.GetFunctionConcurrency(call, { FunctionName })).toEqual({ ReservedConcurrentExecutions: 0 });
    expect((await lambda.GetFunction(call, { FunctionName })).Concurrency).toEqual({ ReservedConcurrentExecutions: 0 });
    await lambda.DeleteFunctionConcurrency(call, { FunctionName });
    expect(await lambda.GetFunctionConcurrency(call, { FunctionName })).toEqual({});
  });

  it("belongs to functions, not to versions", async () => {
    const qualified = { FunctionName: `${ARN}:f:1`, ReservedConcurrentExecutions: 1 };
    const [code, message] = await refusal(lambda.PutFunctionConcurrency(call, qualified));
    expect(code).toBe("InvalidParameterValueException");
    expect(message).toMatch(/^This operation is permitted on Lambda functions only\./);
    const unknown = { FunctionName: "nobody", ReservedConcurrentExecutions: 1 };
    expect(await refusal(lambda.PutFunctionConcurrency(call, unknown))).toEqual([
      NOT_FOUND,
      `Function not found: ${ARN}:nobody:$LATEST`,
    ]);
  });
});

describe("the configuration of event invocations", () => {
  it("is put whole, updated in part, listed and deleted", async () => {
    const FunctionName = await newFunction(call);
    const FunctionArn = `${ARN}:${FunctionName}:$LATEST`;
    const shown = { DestinationConfig: { OnFailure: {}, OnSuccess: {} }, FunctionArn, LastModified: NOW };
    expect(await lambda.PutFunctionEventInvokeConfig(call, { FunctionName, MaximumRetryAttempts: 0 })).toEqual({
      ...shown,
      MaximumRetryAttempts: 0,
    });
    expect(await lambda.PutFunctionEventInvokeConfig(call, { FunctionName, MaximumEventAgeInSeconds: 60 })).toEqual({
      ...shown,
      MaximumEventAgeInSeconds: 60,
    });
    const both = { ...shown, MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 1 };
    expect(await lambda.UpdateFunctionEventInvokeConfig(call, { FunctionName, MaximumRetryAttempts: 1 })).toEqual(both);
    expect(await lambda.GetFunctionEventInvokeConfig(call, { FunctionName, Qualifier: "$LATEST" })).toEqual(both);
    expect(await lambda.ListFunctionEventInvokeConfigs(call, { FunctionName })).toEqual({
      FunctionEventInvokeConfigs: [both],
    });
    await lambda.DeleteFunctionEventInvokeConfig(call, { FunctionName });
    const missing = [NOT_FOUND, `The function ${FunctionArn} doesn't have an EventInvokeConfig`];
    expect(await refusal(lambda.GetFunctionEventInvokeConfig(call, { FunctionName }))).toEqual(missing);
    expect(await refusal(lambda.DeleteFunctionEventInvokeConfig(call, { FunctionName }))).toEqual(missing);
    expect(
      await refusal(lambda.UpdateFunctionEventInvokeConfig(call, { FunctionName, MaximumRetryAttempts: 1 })),
    ).toEqual(missing);
  });

  it("is refused for what does not exist, says nothing, or would deliver results", async () => {
    const FunctionName = await newFunction(call);
    const put = (changes: object) => refusal(lambda.PutFunctionEventInvokeConfig(call, { FunctionName, ...changes }));
    expect(await put({ FunctionName: "nobody", MaximumRetryAttempts: 0 })).toEqual([
      NOT_FOUND,
      "The function doesn't exist.",
    ]);
    expect(await put({ Qualifier: "live", MaximumRetryAttempts: 0 })).toEqual([
      NOT_FOUND,
      "The function doesn't exist.",
    ]);
    expect(await put({})).toEqual([
      "InvalidParameterValueException",
      "You must specify at least one of error handling or destination setting.",
    ]);
    const Destination = "arn:aws:sqs:us-east-1:000000000000:q";
    expect((await put({ DestinationConfig: { OnFailure: { Destination } } }))[1]).toContain("DestinationConfig");
  });
});

describe("what no function has here", () => {
  it("is read as absent", async () => {
    const FunctionName = await newFunction(call);
    expect(await lambda.GetFunctionCodeSigningConfig(call, { FunctionName })).toEqual({
      CodeSigningConfigArn: "",
      FunctionName,
    });
    expect(await lambda.ListFunctionUrlConfigs(call, { FunctionName })).toEqual({ FunctionUrlConfigs: [] });
    expect((await refusal(lambda.GetFunctionUrlConfig(call, { FunctionName })))[0]).toBe(NOT_FOUND);
    await lambda.PublishVersion(call, { FunctionName });
    expect((await refusal(lambda.GetProvisionedConcurrencyConfig(call, { FunctionName, Qualifier: "1" })))[0]).toBe(
      "ProvisionedConcurrencyConfigNotFoundException",
    );
  });
});
