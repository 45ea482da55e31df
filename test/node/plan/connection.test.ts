import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { isConnectionId, newConnectionId, SHARDS, shardOf } from "../../../src/plan/connection.ts";

describe("a connection's id", () => {
  const ids = fc
    .uint8Array({ minLength: 11, maxLength: 11 })
    .map((drawn) => newConnectionId((bytes) => bytes.set(drawn)));

  it("has the form of AWS's and names one of the objects", () => {
    fc.assert(fc.property(ids, (id) => isConnectionId(id) && (shardOf(id) ?? SHARDS) < SHARDS));
  });

  it("never begins with a dash, so that command lines take it as a value", () => {
    const highest = newConnectionId((bytes) => bytes.fill(0xf8));
    expect(highest).not.toMatch(/^-/);
    fc.assert(fc.property(ids, (id) => !id.startsWith("-")));
  });
});
