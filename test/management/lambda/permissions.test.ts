import { describe, expect, it } from "vitest";
import type { Input } from "../../../src/wire/handlers.ts";
import { lambda, newFunction } from "../../support/lambda-call.ts";
import { refusal, v2Call } from "../../support/v2-call.ts";

const call = v2Call();
const ARN = "arn:aws:lambda:us-east-1:000000000000:function";
const ACTION = "lambda:InvokeFunction";
const NOT_FOUND = "ResourceNotFoundException";

async function statement(changes: Partial<Input<"lambda", "AddPermission">>): Promise<unknown> {
  const FunctionName = await newFunction(call);
  const { Statement } = await lambda.AddPermission(call, {
    FunctionName,
    StatementId: "s",
    Action: ACTION,
    Principal: "*",
    ...changes,
  });
  return JSON.parse((Statement ?? "").replaceAll(FunctionName, "F"));
}

describe("AddPermission", () => {
  const base = { Sid: "s", Effect: "Allow", Action: ACTION, Resource: `${ARN}:F` };

  it("writes the statements that AWS writes", async () => {
    expect(await statement({ SourceAccount: "111111111111" })).toEqual({
      ...base,
      Principal: "*",
      Condition: { StringEquals: { "AWS:SourceAccount": "111111111111" } },
    });
    const SourceArn = "arn:aws:execute-api:us-east-1:000000000000:abc/*/GET/pets";
    expect(await statement({ Principal: "apigateway.amazonaws.com", SourceArn })).toEqual({
      ...base,
      Principal: { Service: "apigateway.amazonaws.com" },
      Condition: { ArnLike: { "AWS:SourceArn": SourceArn } },
    });
    expect(await statement({ Principal: "111111111111" })).toEqual({
      ...base,
      Principal: { AWS: "arn:aws:iam::111111111111:root" },
    });
    expect(await statement({ Principal: "arn:aws:iam::111111111111:user/me" })).toMatchObject({
      Principal: { AWS: "arn:aws:iam::111111111111:user/me" },
    });
    expect(
      await statement({
        Action: "lambda:InvokeFunctionUrl",
        FunctionUrlAuthType: "NONE",
        PrincipalOrgID: "o-1234567890",
      }),
    ).toMatchObject({
      Condition: { StringEquals: { "lambda:FunctionUrlAuthType": "NONE", "aws:PrincipalOrgID": "o-1234567890" } },
    });
  });

  it("takes the authorization of a function's URL with the URL's action only", async () => {
    const FunctionName = await newFunction(call);
    const statement = { FunctionName, StatementId: "url", Principal: "*", FunctionUrlAuthType: "NONE" } as const;
    expect(await refusal(lambda.AddPermission(call, { ...statement, Action: ACTION }))).toEqual([
      "InvalidParameterValueException",
      "FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action",
    ]);
  });

  it("keeps a policy of its own for each qualifier", async () => {
    const FunctionName = await newFunction(call, { Publish: true });
    const add = (StatementId: string, Qualifier?: string) =>
      lambda.AddPermission(call, { FunctionName, StatementId, Action: ACTION, Principal: "*", Qualifier });
    await add("a");
    await add("b", "1");
    const sids = async (Qualifier?: string): Promise<unknown> => {
      const { Policy } = await lambda.GetPolicy(call, { FunctionName, Qualifier });
      return (JSON.parse(Policy ?? "") as { Statement: { Sid: string; Resource: string }[] }).Statement.map(
        ({ Sid, Resource }) => [Sid, Resource],
      );
    };
    expect([await sids(), await sids("1")]).toEqual([
      [["a", `${ARN}:${FunctionName}`]],
      [["b", `${ARN}:${FunctionName}:1`]],
    ]);
  });

  it("gives function and policy one new revision", async () => {
    const FunctionName = await newFunction(call);
    const revision = async () => (await lambda.GetFunctionConfiguration(call, { FunctionName })).RevisionId;
    const before = await revision();
    const statement = { FunctionName, StatementId: "s", Action: ACTION, Principal: "*" };
    await lambda.AddPermission(call, { ...statement, RevisionId: before });
    const after = await revision();
    expect(after).not.toBe(before);
    expect((await lambda.GetPolicy(call, { FunctionName })).RevisionId).toBe(after);
    const [code, message] = await refusal(
      lambda.RemovePermission(call, { FunctionName, StatementId: "s", RevisionId: before }),
    );
    expect([code, message]).toEqual(["PreconditionFailedException", expect.stringContaining("GetFunction/GetAlias")]);
    await lambda.RemovePermission(call, { FunctionName, StatementId: "s", RevisionId: after });
    expect(await revision()).not.toBe(after);
  });

  it("refuses as AWS does", async () => {
    const FunctionName = await newFunction(call);
    const add = (changes: Partial<Input<"lambda", "AddPermission">>) =>
      refusal(
        lambda.AddPermission(call, { FunctionName, StatementId: "s", Action: ACTION, Principal: "*", ...changes }),
      );
    expect(await add({ Qualifier: "$LATEST" })).toEqual([
      "InvalidParameterValueException",
      "We currently do not support adding policies for $LATEST.",
    ]);
    expect(await add({ Principal: "nobody" })).toEqual([
      "InvalidParameterValueException",
      "The provided principal was invalid. Please check the principal and try again.",
    ]);
    expect(await add({ FunctionName: "nobody" })).toEqual([NOT_FOUND, `Function not found: ${ARN}:nobody`]);
    expect(await add({ Qualifier: "live" })).toEqual([NOT_FOUND, `Cannot find alias arn: ${ARN}:${FunctionName}:live`]);
    expect(await add({ Qualifier: "42" })).toEqual([NOT_FOUND, `Function not found: ${ARN}:${FunctionName}:42`]);
    await lambda.AddPermission(call, { FunctionName, StatementId: "s", Action: ACTION, Principal: "*" });
    expect(await add({})).toEqual([
      "ResourceConflictException",
      "The statement id (s) provided already exists. Please provide a new statement id, or remove the existing statement.",
    ]);
    expect((await add({ StatementId: "t", RevisionId: "other" }))[0]).toBe("PreconditionFailedException");
  });
});

describe("RemovePermission and GetPolicy", () => {
  it("remove a statement, the last one with the policy", async () => {
    const FunctionName = await newFunction(call);
    const remove = (StatementId: string) => lambda.RemovePermission(call, { FunctionName, StatementId });
    const none = [NOT_FOUND, "The resource you requested does not exist."];
    expect(await refusal(lambda.GetPolicy(call, { FunctionName }))).toEqual(none);
    expect(await refusal(remove("s"))).toEqual([NOT_FOUND, "No policy is associated with the given resource."]);
    await lambda.AddPermission(call, { FunctionName, StatementId: "s", Action: ACTION, Principal: "*" });
    expect(await refusal(remove("t"))).toEqual([NOT_FOUND, "Statement t is not found in resource policy."]);
    await remove("s");
    expect(await refusal(lambda.GetPolicy(call, { FunctionName }))).toEqual(none);
    expect(await refusal(lambda.RemovePermission(call, { FunctionName: "nobody", StatementId: "s" }))).toEqual([
      NOT_FOUND,
      `No policy found for: ${ARN}:nobody`,
    ]);
  });
});
