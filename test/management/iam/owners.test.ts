import { describe, expect, it } from "vitest";
import { iamHandlers } from "../../../src/management/iam/handlers.ts";
import { allow } from "../../support/iam-documents.ts";
import { refusal, v2Call } from "../../support/v2-call.ts";

const call = v2Call();

describe("an access key", () => {
  it("is changed and deleted as its own user's alone", async () => {
    await iamHandlers.CreateUser(call, { UserName: "owner" });
    await iamHandlers.CreateUser(call, { UserName: "other" });
    const { AccessKey } = await iamHandlers.CreateAccessKey(call, { UserName: "owner" });
    const AccessKeyId = AccessKey?.AccessKeyId ?? "";
    const unknown = ["NoSuchEntity", `The Access Key with id ${AccessKeyId} cannot be found.`];
    const foreign = { UserName: "other", AccessKeyId };
    expect(await refusal(iamHandlers.UpdateAccessKey(call, { ...foreign, Status: "Inactive" }))).toEqual(unknown);
    expect(await refusal(iamHandlers.DeleteAccessKey(call, foreign))).toEqual(unknown);
    const { AccessKeyMetadata } = await iamHandlers.ListAccessKeys(call, { UserName: "owner" });
    expect(AccessKeyMetadata).toMatchObject([{ AccessKeyId, Status: "Active" }]);
  });
});

describe("a new name", () => {
  it("of a user is none that another has, whatever its case; its own in another case may be taken", async () => {
    for (const UserName of ["first", "second"]) await iamHandlers.CreateUser(call, { UserName });
    const renamed = (NewUserName: string) => iamHandlers.UpdateUser(call, { UserName: "first", NewUserName });
    expect((await refusal(renamed("SECOND")))[0]).toBe("EntityAlreadyExists");
    await renamed("FIRST");
    expect((await iamHandlers.GetUser(call, { UserName: "FIRST" })).User?.UserName).toBe("FIRST");
  });

  it("of a group is none that another has, whatever its case; its own in another case may be taken", async () => {
    for (const GroupName of ["first", "second"]) await iamHandlers.CreateGroup(call, { GroupName });
    const renamed = (NewGroupName: string) => iamHandlers.UpdateGroup(call, { GroupName: "first", NewGroupName });
    expect((await refusal(renamed("SECOND")))[0]).toBe("EntityAlreadyExists");
    await renamed("FIRST");
    expect((await iamHandlers.GetGroup(call, { GroupName: "FIRST" })).Group?.GroupName).toBe("FIRST");
  });
});

describe("a group", () => {
  it("is left by its members alone, and deleted once it has neither members nor policies", async () => {
    const group = { GroupName: "team" };
    await iamHandlers.CreateGroup(call, group);
    for (const UserName of ["member", "guest"]) await iamHandlers.CreateUser(call, { UserName });
    await iamHandlers.AddUserToGroup(call, { ...group, UserName: "member" });
    const policy = { ...group, PolicyName: "own" };
    await iamHandlers.PutGroupPolicy(call, { ...policy, PolicyDocument: allow("a:b") });
    expect(await refusal(iamHandlers.RemoveUserFromGroup(call, { ...group, UserName: "guest" }))).toEqual([
      "NoSuchEntity",
      "User guest not in group team",
    ]);
    const conflict = async () => (await refusal(iamHandlers.DeleteGroup(call, group)))[0];
    expect(await conflict()).toBe("DeleteConflict");
    await iamHandlers.DeleteGroupPolicy(call, policy);
    expect(await conflict()).toBe("DeleteConflict");
    await iamHandlers.RemoveUserFromGroup(call, { ...group, UserName: "member" });
    await iamHandlers.DeleteGroup(call, group);
    expect((await refusal(iamHandlers.GetGroup(call, group)))[0]).toBe("NoSuchEntity");
  });
});
