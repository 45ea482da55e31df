import { describe, expect, it } from "vitest";
import { iamHandlers } from "../../../src/management/iam/handlers.ts";
import { allow } from "../../support/iam-documents.ts";
import { refusal, v2Call } from "../../support/v2-call.ts";

const call = v2Call();
const decisions = (output: { EvaluationResults?: readonly { EvalDecision?: string | undefined }[] | undefined }) =>
  output.EvaluationResults?.map(({ EvalDecision }) => EvalDecision);

describe("a simulation", () => {
  it("tells what policies would allow, each action on each resource, under the circumstances given", async () => {
    const input = {
      PolicyInputList: [allow("a:*", "arn:aws:a:::x", { Condition: { StringEquals: { "aws:username": "ann" } } })],
      ActionNames: ["a:Read", "b:Read"],
      ResourceArns: ["arn:aws:a:::x", "arn:aws:a:::y"],
    };
    const ContextEntries = [
      { ContextKeyName: "aws:username", ContextKeyValues: ["ann"], ContextKeyType: "string" as const },
    ];
    const none = "implicitDeny";
    expect(decisions(await iamHandlers.SimulateCustomPolicy(call, { ...input, ContextEntries }))).toEqual([
      "allowed",
      none,
      none,
      none,
    ]);
    expect(decisions(await iamHandlers.SimulateCustomPolicy(call, input))).toEqual([none, none, none, none]);
    const PermissionsBoundaryPolicyInputList = [allow("a:Read", "*", { Effect: "Deny" })];
    const bounded = { ...input, ContextEntries, PermissionsBoundaryPolicyInputList };
    expect(decisions(await iamHandlers.SimulateCustomPolicy(call, bounded))?.slice(0, 2)).toEqual([
      "explicitDeny",
      "explicitDeny",
    ]);
  });

  it("tells which statements decided and where they stand, and which circumstances were not given (AWS's CLI reference)", async () => {
    const document =
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}';
    const input = { PolicyInputList: [document], ActionNames: ["dynamodb:CreateBackup"] };
    const ContextEntries = [
      {
        ContextKeyName: "aws:CurrentTime",
        ContextKeyValues: ["2019-04-25T11:00:00Z"],
        ContextKeyType: "date" as const,
      },
    ];
    const asked = { EvalActionName: "dynamodb:CreateBackup", EvalResourceName: "*" };
    const statement = {
      SourcePolicyId: "PolicyInputList.1",
      SourcePolicyType: "IAM Policy",
      StartPosition: { Line: 1, Column: 38 },
      EndPosition: { Line: 1, Column: 167 },
    };
    expect((await iamHandlers.SimulateCustomPolicy(call, { ...input, ContextEntries })).EvaluationResults).toEqual([
      { ...asked, EvalDecision: "allowed", MatchedStatements: [statement], MissingContextValues: [] },
    ]);
    expect((await iamHandlers.SimulateCustomPolicy(call, input)).EvaluationResults).toEqual([
      { ...asked, EvalDecision: "implicitDeny", MatchedStatements: [], MissingContextValues: ["aws:CurrentTime"] },
    ]);
  });

  it("evaluates what its page shows, however many actions and resources there are", async () => {
    const many = (start: string) => Array.from({ length: 5_000 }, (_, nth) => `${start}${nth}`);
    const input = { ActionNames: many("a:Read"), ResourceArns: many("arn:aws:a:::x"), MaxItems: 2 };
    const PolicyInputList = [allow("a:Read0", "arn:aws:a:::x1")];
    const first = await iamHandlers.SimulateCustomPolicy(call, { ...input, PolicyInputList });
    expect([decisions(first), first.IsTruncated]).toEqual([["implicitDeny", "allowed"], true]);
    const { Marker } = first;
    const next = await iamHandlers.SimulateCustomPolicy(call, { ...input, PolicyInputList, Marker });
    expect(next.EvaluationResults?.map(({ EvalResourceName }) => EvalResourceName)).toEqual([
      "arn:aws:a:::x2",
      "arn:aws:a:::x3",
    ]);
  });

  it("names inline policies with whose they are, managed ones by their names (recorded in AWS)", async () => {
    await iamHandlers.CreateGroup(call, { GroupName: "crew" });
    await iamHandlers.PutGroupPolicy(call, { GroupName: "crew", PolicyName: "g", PolicyDocument: allow("a:Read") });
    await iamHandlers.CreateUser(call, { UserName: "named" });
    await iamHandlers.AddUserToGroup(call, { GroupName: "crew", UserName: "named" });
    await iamHandlers.PutUserPolicy(call, { UserName: "named", PolicyName: "p", PolicyDocument: allow("a:Read") });
    const { Policy } = await iamHandlers.CreatePolicy(call, { PolicyName: "m", PolicyDocument: allow("a:Read") });
    await iamHandlers.AttachUserPolicy(call, { UserName: "named", PolicyArn: Policy?.Arn ?? "" });
    const idsOf = async (entity: string): Promise<unknown> => {
      const PolicySourceArn = `arn:aws:iam::000000000000:${entity}`;
      const output = await iamHandlers.SimulatePrincipalPolicy(call, { PolicySourceArn, ActionNames: ["a:Read"] });
      return output.EvaluationResults?.[0]?.MatchedStatements?.map(({ SourcePolicyId }) => SourcePolicyId).toSorted();
    };
    expect(await idsOf("user/named")).toEqual(["group_crew_g", "m", "user_named_p"]);
    expect(await idsOf("group/crew")).toEqual(["group_crew_g"]);
  });

  it("of a user takes its own policies, and comes in pages", async () => {
    await iamHandlers.CreateUser(call, { UserName: "simulated" });
    await iamHandlers.PutUserPolicy(call, { UserName: "simulated", PolicyName: "p", PolicyDocument: allow("a:Read") });
    const input = {
      PolicySourceArn: "arn:aws:iam::000000000000:user/simulated",
      ActionNames: ["a:Read", "a:Write"],
      MaxItems: 1,
    };
    const first = await iamHandlers.SimulatePrincipalPolicy(call, input);
    expect([decisions(first), first.IsTruncated]).toEqual([["allowed"], true]);
    const second = await iamHandlers.SimulatePrincipalPolicy(call, { ...input, Marker: first.Marker });
    expect([decisions(second), second.IsTruncated]).toEqual([["implicitDeny"], false]);
    const PolicySourceArn = "arn:aws:iam::000000000000:user/nobody";
    expect(await refusal(iamHandlers.SimulatePrincipalPolicy(call, { ...input, PolicySourceArn }))).toEqual([
      "NoSuchEntity",
      "The user with name nobody cannot be found.",
    ]);
  });
});
