// Session tags, and which of them the sessions of a chain keep (recorded from AWS in localstack's snapshots of STS).
import { AssumeRoleCommand, type AssumeRoleCommandInput, type Tag } from "@aws-sdk/client-sts";
import { beforeAll, describe, expect, it } from "vitest";
import { sts } from "../support/clients.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { allow, trust } from "../support/iam-documents.ts";
import { type Key, keyOf, newRole, newUser } from "../support/iam-users.ts";

const ACCOUNT = "arn:aws:iam::000000000000";
let gateway: Gateway;
let user: Key;
let first: string;
let second: string;
let third: string;

const tag = (Key: string, Value: string): Tag => ({ Key, Value });

const assume = async (credentials: Key, RoleArn: string, over: Partial<AssumeRoleCommandInput>) => {
  const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: "session", ...over });
  return keyOf((await sts(gateway, { credentials }).send(command)).Credentials);
};

const refused = (work: Promise<unknown>, message: string) =>
  expect(work).rejects.toMatchObject({ name: "InvalidParameterValue", message });

beforeAll(async () => {
  gateway = await sharedGateway();
  const both = { Action: ["sts:AssumeRole", "sts:TagSession"] };
  const team = { Condition: { StringEquals: { "aws:PrincipalTag/team": "blue" } } };
  user = await newUser(gateway, "tagging");
  first = await newRole(gateway, "tagged", trust({ AWS: `${ACCOUNT}:user/tagging` }, both), allow("sts:*"));
  second = await newRole(gateway, "kept", trust({ AWS: `${ACCOUNT}:role/tagged` }, both), allow("sts:*"));
  third = await newRole(gateway, "asked", trust({ AWS: `${ACCOUNT}:role/kept` }, { ...both, ...team }), allow("a:b"));
});

describe("a session's tags", () => {
  it("differ in more than case, and the transitive ones are among them", async () => {
    const Tags = [tag("Team", "blue")];
    await refused(
      assume(user, first, { Tags: [...Tags, tag("team", "red")] }),
      "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    );
    await refused(
      assume(user, first, { Tags, TransitiveTagKeys: ["Other"] }),
      "The specified transitive tag key must be included in the requested tags.",
    );
    await assume(user, first, { Tags, TransitiveTagKeys: ["team"] });
  });

  it("stay with the next session of the chain where they are transitive, and only there", async () => {
    const Tags = [tag("Team", "blue")];
    const kept = await assume(user, first, { Tags, TransitiveTagKeys: ["Team"] });
    await assume(await assume(kept, second, {}), third, {});
    const own = await assume(user, first, { Tags });
    await expect(assume(await assume(own, second, {}), third, {})).rejects.toMatchObject({
      name: expect.stringMatching(/^AccessDenied/),
    });
  });

  it("cannot be set anew where the calling session keeps them", async () => {
    const kept = await assume(user, first, { Tags: [tag("Team", "blue")], TransitiveTagKeys: ["Team"] });
    for (const Key of ["Team", "tEAM"]) {
      await refused(
        assume(kept, second, { Tags: [tag(Key, "red")] }),
        "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
      );
    }
  });
});

describe("a role's ARN", () => {
  it("is told to be none where it is none, and any other role is one that may not be had", async () => {
    for (const RoleArn of ["not-an-arn-of-any-role", "arn:aws:iam:too/few/parts", "arn::iam::000000000000:role/x"]) {
      const work = assume(user, RoleArn, {});
      await expect(work).rejects.toMatchObject({ name: "ValidationError", message: /is invalid$/ });
    }
    const other = assume(user, `${ACCOUNT}:role/no-such-role-here`, {});
    await expect(other).rejects.toMatchObject({ name: expect.stringMatching(/^AccessDenied/) });
  });
});
