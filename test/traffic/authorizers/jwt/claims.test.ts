import { describe, expect, it } from "vitest";
import { audienceOf, claimText, jwtCaller, scopesOf } from "../../../../src/traffic/authorizers/jwt/claims.ts";

describe("claims in events", () => {
  it.each<[unknown, string]>([
    ["text", "text"],
    [1_718_722_804, "1718722804"],
    [true, "true"],
    [["admin", "staff"], "[admin staff]"],
    [[], "[]"],
    [{ b: 1, a: [2] }, "map[a:[2] b:1]"],
    [[{ userId: "7", issuer: null }], "[map[issuer:<nil> userId:7]]"],
  ])("%j is the text %s", (value, text) => expect(claimText(value)).toBe(text));

  it("leave out what is null", () => {
    expect(jwtCaller({ sub: "ada", nickname: null }, null)).toEqual({
      kind: "jwt",
      claims: { sub: "ada" },
      scopes: null,
    });
  });
});

it("scopes come from scope and scp, as texts or lists", () => {
  expect(scopesOf({ scope: "a  b", scp: ["c", 1] })).toEqual(["a", "b", "c"]);
  expect(scopesOf({})).toEqual([]);
});

it("client_id counts only where there is no aud", () => {
  expect(audienceOf({ aud: ["a", 1], client_id: "c" })).toEqual(["a"]);
  expect(audienceOf({ client_id: "c" })).toEqual(["c"]);
  expect(audienceOf({})).toEqual([]);
});
