import { describe, expect, it } from "vitest";
import { callerKey } from "../../../src/traffic/cache/caller-key.ts";
import type { Caller } from "../../../src/traffic/caller.ts";
import { restExchange } from "../../support/rest-traffic.ts";

function keyOf(caller: Caller | null, headers: Record<string, string> = {}): string | null {
  const { exchange } = restExchange({}, { headers });
  exchange.caller = caller;
  return callerKey(exchange);
}

const jwt = (claims: Record<string, unknown>): Caller => ({ kind: "jwt", claims, scopes: null });
const byFunction = (principalId: string | null, context: Record<string, unknown>, identity = ["t"]): Caller => ({
  kind: "function",
  principalId,
  identity,
  context,
});

describe("who calls, for the cache", () => {
  it("is the subject of a token, whichever of his tokens it is", () => {
    const [first, second] = [jwt({ iss: "i", sub: "ada", iat: 1 }), jwt({ iss: "i", sub: "ada", iat: 2 })];
    expect(keyOf(first)).toBe(keyOf(second));
    expect(keyOf(first)).not.toBe(keyOf(jwt({ iss: "i", sub: "bob" })));
    expect(keyOf(first)).not.toBe(keyOf(jwt({ iss: "j", sub: "ada" })));
  });

  it("is the whole of a token that has no subject, wherever it was sent", () => {
    expect(keyOf(jwt({ iss: "i", email: "a@x.test" }))).not.toBe(keyOf(jwt({ iss: "i", email: "b@x.test" })));
  });

  it("is what a Lambda authorizer said, but not how long it took", () => {
    const asked = keyOf(byFunction("ada", { role: "user", integrationLatency: 12 }));
    expect(asked).toBe(keyOf(byFunction("ada", { role: "user", integrationLatency: 0 }, ["another token"])));
    expect(asked).not.toBe(keyOf(byFunction("ada", { role: "admin", integrationLatency: 12 })));
  });

  it("is what a Lambda authorizer was asked with where it named nobody, and nothing where it was asked with the whole request", () => {
    expect(keyOf(byFunction(null, {}, ["a"]))).not.toBe(keyOf(byFunction(null, {}, ["b"])));
    expect(keyOf(byFunction(null, {}, []))).toBeNull();
  });

  it("is the credentials of a request of which nobody asked who calls", () => {
    const keys = [{}, { authorization: "a" }, { cookie: "a" }, { cookie: "b" }].map((headers) => keyOf(null, headers));
    expect(new Set(keys).size).toBe(4);
  });
});
