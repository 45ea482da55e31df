import { describe, expect, it } from "vitest";
import type { Identity } from "../../src/identities/identity.ts";
import { sealSession } from "../../src/identities/sessions.ts";
import { evaluateIdentity } from "../../src/policies/evaluate.ts";
import { conditionKeys } from "../../src/policies/request.ts";
import { countingDb } from "../support/counting-db.ts";
import { allow } from "../support/iam-documents.ts";
import { identityBench, putUser } from "../support/iam.ts";
import { testDb } from "../support/store.ts";
import { testSecrets } from "../support/v2-call.ts";

let serial = 0;
const fresh = (prefix: string): string => `${prefix}LOADED${String(++serial).padStart(10, "0")}`;

function may(identity: Identity | null, action: string): string | null {
  if (!identity) return null;
  const request = { principal: identity.principal, action, resource: "arn:aws:x:::y", keys: conditionKeys({}) };
  return evaluateIdentity(identity.policies, request);
}

async function withUser(bench: ReturnType<typeof identityBench>) {
  const [userId, keyId] = [fresh("AIDA"), fresh("AKIA")];
  await bench.store.edit(async (edit) => {
    putUser(edit, userId, keyId, "secret");
    edit.putInline(userId, { name: "p", document: allow("a:Read") });
  });
  return { userId, keyId };
}

describe("an access key", () => {
  it("is found with its secret and what its user may do, and is held from then on", async () => {
    const counting = countingDb(testDb);
    const bench = identityBench(counting.db);
    const { userId, keyId } = await withUser(bench);
    const identity = await bench.loaded.find(keyId, null);
    expect(identity).toMatchObject({
      secret: "secret",
      userId,
      arn: `arn:aws:iam::000000000000:user/name-of-${userId}`,
      keys: { "aws:username": `name-of-${userId}` },
    });
    expect([may(identity, "a:Read"), may(identity, "a:Write")]).toEqual(["allow", "none"]);
    counting.reset();
    expect(bench.loaded.find(keyId, null)).toBe(identity);
    expect(counting.cost.statements).toBe(0);
  });

  it("of nobody is asked for once in 5 s, and found as soon as it is made", async () => {
    const counting = countingDb(testDb);
    const { loaded, store, clock } = identityBench(counting.db);
    const keyId = fresh("AKIA");
    expect(await loaded.find(keyId, null)).toBeNull();
    counting.reset();
    clock.now += 4_999;
    expect(loaded.find(keyId, null)).toBeNull();
    expect(counting.cost.statements).toBe(0);
    await store.edit(async (edit) => putUser(edit, fresh("AIDA"), keyId, "s"));
    expect(await loaded.find(keyId, null)).toMatchObject({ secret: "s" });
  });

  it("made up at random reaches the database at most 20 times a second", async () => {
    const counting = countingDb(testDb);
    const { loaded, clock } = identityBench(counting.db);
    const known = await withUser(identityBench());
    const tryMany = async (): Promise<number> => {
      counting.reset();
      for (let n = 0; n < 200; n++) await loaded.find(fresh("AKIA"), null);
      return counting.cost.statements;
    };
    expect(await tryMany()).toBe(20);
    clock.now += 1_000;
    expect(await tryMany()).toBe(20);
    clock.now += 1_000;
    expect(await loaded.find(known.keyId, null)).not.toBeNull();
  });

  it("that is inactive, or whose user is gone, is unknown at the next request", async () => {
    const { loaded, store, ...bench } = identityBench();
    const { userId, keyId } = await withUser({ loaded, store, ...bench });
    expect(await loaded.find(keyId, null)).not.toBeNull();
    await store.edit(async (edit) => edit.setAccessKeyStatus(keyId, "Inactive"));
    expect(await loaded.find(keyId, null)).toBeNull();
    await store.edit(async (edit) => edit.setAccessKeyStatus(keyId, "Active"));
    expect(await loaded.find(keyId, null)).not.toBeNull();
    await store.edit(async (edit) => edit.remove(userId));
    expect(await loaded.find(keyId, null)).toBeNull();
  });

  it("follows its user's policies, groups, managed policies and boundary at once", async () => {
    const { loaded, store, ...bench } = identityBench();
    const { userId, keyId } = await withUser({ loaded, store, ...bench });
    const [groupId, policyId] = [fresh("AGPA"), fresh("ANPA")];
    const policy = (document: string) => ({
      kind: "policy" as const,
      id: policyId,
      body: {
        name: policyId,
        path: "/",
        createdAt: 0,
        description: null,
        versions: [{ id: "v1", document, createdAt: 0 }],
        defaultVersionId: "v1",
        nextVersion: 2,
        updatedAt: 0,
        tags: [],
      },
    });
    const now = async () => [
      may(await loaded.find(keyId, null), "a:Read"),
      may(await loaded.find(keyId, null), "a:Write"),
    ];
    expect(await now()).toEqual(["allow", "none"]);
    await store.edit(async (edit) => {
      edit.put({ kind: "group", id: groupId, body: { name: groupId, path: "/", createdAt: 0 } });
      edit.link("member", userId, groupId);
      edit.putInline(groupId, { name: "g", document: allow("a:Write") });
    });
    expect(await now()).toEqual(["allow", "allow"]);
    await store.edit(async (edit) => edit.removeInline(groupId, "g"));
    await store.edit(async (edit) => {
      edit.put(policy(allow("a:Write")));
      edit.link("attached", groupId, policyId);
    });
    expect(await now()).toEqual(["allow", "allow"]);
    await store.edit(async (edit) => edit.put(policy(allow("a:Other"))));
    expect(await now()).toEqual(["allow", "none"]);
    await store.edit(async (edit) => edit.link("boundary", userId, policyId));
    expect(await now()).toEqual(["none", "none"]);
  });
});

describe("a session", () => {
  const session = (ownerId: string | null, over: object = {}) => ({
    ownerId,
    name: "me",
    secret: "temporary",
    issuedAt: 1_700_000_000_000,
    expiresAt: 1_700_000_900_000,
    policies: [],
    tags: {},
    ...over,
  });

  async function withRole({ store }: ReturnType<typeof identityBench>): Promise<string> {
    const roleId = fresh("AROA");
    await store.edit(async (edit) => {
      const body = { name: roleId, path: "/p/", createdAt: 0, trustPolicy: "{}", trusted: {}, description: null };
      edit.put({ kind: "role", id: roleId, body: { ...body, maxSessionDuration: 3600, tags: [] } });
      edit.putInline(roleId, { name: "p", document: allow(["a:Read", "a:Write"]) });
    });
    return roleId;
  }

  it("carries its secret and limits in its token; what its role may do is read once and followed", async () => {
    const counting = countingDb(testDb);
    const bench = identityBench(counting.db);
    const roleId = await withRole(bench);
    const token = sealSession(testSecrets, "ASIAONE", session(roleId, { policies: [allow("a:Read")] }));
    const identity = await bench.loaded.find("ASIAONE", token);
    expect(identity).toMatchObject({
      secret: "temporary",
      sessionToken: token,
      expiresAt: 1_700_000_900_000,
      arn: `arn:aws:sts::000000000000:assumed-role/${roleId}/me`,
      userId: `${roleId}:me`,
      keys: { "aws:principalarn": `arn:aws:iam::000000000000:role/p/${roleId}` },
    });
    expect([may(identity, "a:Read"), may(identity, "a:Write")]).toEqual(["allow", "none"]);
    counting.reset();
    expect(bench.loaded.find("ASIAONE", token)).toBe(identity);
    expect(counting.cost.statements).toBe(0);
    await bench.store.edit(async (edit) => edit.removeInline(roleId, "p"));
    expect(may(await bench.loaded.find("ASIAONE", token), "a:Read")).toBe("none");
    await bench.store.edit(async (edit) => edit.remove(roleId));
    expect(await bench.loaded.find("ASIAONE", token)).toBeNull();
  });

  it("without its own token is unknown, and no forged token reaches the database", async () => {
    const counting = countingDb(testDb);
    const bench = identityBench(counting.db);
    const roleId = await withRole(bench);
    const token = sealSession(testSecrets, "ASIATWO", session(roleId));
    counting.reset();
    const changed = `${token.slice(0, 40)}${token[40] === "A" ? "B" : "A"}${token.slice(41)}`;
    const tokens = [null, "", "x", token.slice(0, -4), changed, `${token}AAAA`];
    expect(tokens.map((one) => bench.loaded.find("ASIATWO", one))).toEqual(tokens.map(() => null));
    expect(bench.loaded.find("ASIAOTHER", token)).toBeNull();
    expect(counting.cost.statements).toBe(0);
  });
});

describe("the administrator", () => {
  it("is the account's root and needs no storage; a session token of its own is let through", () => {
    const { loaded } = identityBench();
    expect(loaded.find("test", null)).toMatchObject({ admin: true, arn: "arn:aws:iam::000000000000:root" });
    expect(loaded.find("test", "any")).toMatchObject({ secret: "test", sessionToken: "any" });
    expect(may(loaded.find("test", null) as Identity, "iam:DeleteUser")).toBe("allow");
  });
});

describe("identities in storage", () => {
  it("twenty writers at once lose nothing", async () => {
    const { store } = identityBench();
    const ids = Array.from({ length: 20 }, () => fresh("AIDA"));
    await Promise.all(ids.map((id) => store.edit(async (edit) => putUser(edit, id, fresh("AKIA"), "s"))));
    for (const id of ids) expect(await store.byId(id)).not.toBeNull();
  });
});
