import { describe, expect, it } from "vitest";
import { iamHandlers } from "../../../src/management/iam/handlers.ts";
import { Fault } from "../../../src/wire/fault.ts";
import { allow } from "../../support/iam-documents.ts";
import { v2Call } from "../../support/v2-call.ts";

const call = v2Call();

describe("writers at the same moment", () => {
  it("never leave a policy attached that is gone", async () => {
    const PolicyArn = "arn:aws:iam::000000000000:policy/raced";
    for (let round = 0; round < 5; round++) {
      const UserName = `raced-${round}`;
      await iamHandlers.CreateUser(call, { UserName });
      await iamHandlers.CreatePolicy(call, { PolicyName: "raced", PolicyDocument: allow("a:b") });
      const [attached, deleted] = await Promise.allSettled([
        iamHandlers.AttachUserPolicy(call, { UserName, PolicyArn }),
        iamHandlers.DeletePolicy(call, { PolicyArn }),
      ]);
      expect([attached.status, deleted.status].sort()).toEqual(["fulfilled", "rejected"]);
      const held = await iamHandlers.ListAttachedUserPolicies(call, { UserName });
      expect(held.AttachedPolicies?.length).toBe(attached.status === "fulfilled" ? 1 : 0);
      if (attached.status === "fulfilled") {
        await iamHandlers.DetachUserPolicy(call, { UserName, PolicyArn });
        await iamHandlers.DeletePolicy(call, { PolicyArn });
      }
    }
  });

  it("of one name make one user", async () => {
    const made = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) => iamHandlers.CreateUser(call, { UserName: n % 2 ? "same" : "SAME" })),
    );
    expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const outcome of made) {
      if (outcome.status === "rejected")
        expect(outcome.reason instanceof Fault && outcome.reason.code).toBe("EntityAlreadyExists");
    }
  });
});

describe("policies of AWS's own", () => {
  it("cannot be changed, and an account may have one of the same name", async () => {
    const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
    const PolicyDocument = allow("a:b");
    for (const work of [
      iamHandlers.DeletePolicy(call, { PolicyArn }),
      iamHandlers.CreatePolicyVersion(call, { PolicyArn, PolicyDocument }),
      iamHandlers.TagPolicy(call, { PolicyArn, Tags: [{ Key: "a", Value: "b" }] }),
    ]) {
      await expect(work).rejects.toMatchObject({ code: "NoSuchEntity" });
    }
    await iamHandlers.CreatePolicy(call, { PolicyName: "AdministratorAccess", PolicyDocument });
    const both = await iamHandlers.ListPolicies(call, {});
    const arns = both.Policies?.map(({ Arn }) => Arn).filter((arn) => arn?.endsWith("/AdministratorAccess"));
    expect(arns?.sort()).toEqual(["arn:aws:iam::000000000000:policy/AdministratorAccess", PolicyArn]);
  });

  it("have at most five versions", async () => {
    const PolicyDocument = allow("a:b");
    await iamHandlers.CreatePolicy(call, { PolicyName: "versions", PolicyDocument });
    const PolicyArn = "arn:aws:iam::000000000000:policy/versions";
    for (let n = 0; n < 4; n++) await iamHandlers.CreatePolicyVersion(call, { PolicyArn, PolicyDocument });
    await expect(iamHandlers.CreatePolicyVersion(call, { PolicyArn, PolicyDocument })).rejects.toMatchObject({
      code: "LimitExceeded",
    });
    await iamHandlers.DeletePolicyVersion(call, { PolicyArn, VersionId: "v2" });
    const { PolicyVersion } = await iamHandlers.CreatePolicyVersion(call, { PolicyArn, PolicyDocument });
    expect(PolicyVersion?.VersionId).toBe("v6");
    const { Versions } = await iamHandlers.ListPolicyVersions(call, { PolicyArn });
    expect(Versions?.map(({ VersionId }) => VersionId)).toEqual(["v6", "v5", "v4", "v3", "v1"]);
  });
});
