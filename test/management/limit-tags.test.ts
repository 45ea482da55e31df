import { describe, expect, it } from "vitest";
import { limitTags } from "../../src/management/limit-tags.ts";

describe("the tags of a stage that set limits", () => {
  it("are none where no key begins with tollgate:", () => {
    expect(limitTags({ team: "a" })).toBeNull();
    expect(limitTags(undefined)).toBeNull();
  });

  it("set keys, fields, costs by route", () => {
    const tags = {
      "tollgate:api-key": "required",
      "tollgate:rate-limit-fields": "on",
      "tollgate:request-cost": "GET /reports/{id}=5, POST /reports = 10, *=2",
    };
    expect(limitTags(tags)).toEqual({
      apiKeyRequired: true,
      throttle: null,
      fields: true,
      cost: { "GET /reports/{id}": 5, "POST /reports": 10, "*": 2 },
      defaultCost: 2,
    });
  });

  it.each([
    ["$context.identity.sourceIp", { in: "sourceIp" }],
    ["$request.header.X-User", { in: "header", name: "X-User" }],
    ["$request.querystring.user", { in: "querystring", name: "user" }],
    ["$context.authorizer.claims.sub", { in: "claim", name: "sub" }],
    ["$context.authorizer.principalId", { in: "authorizer", name: "principalId" }],
  ])("throttle by %s", (expression, by) => {
    const tags = {
      "tollgate:throttle-by": expression,
      "tollgate:throttle-rate": "0.5",
      "tollgate:throttle-burst": "3",
    };
    expect(limitTags(tags)?.throttle).toEqual({ by, rate: 0.5, burst: 3 });
  });

  it.each([
    ["an unknown one", { "tollgate:speed": "1" }],
    ["a value that is none", { "tollgate:api-key": "yes" }],
    ["an expression that is none", { "tollgate:throttle-by": "$foo", "tollgate:throttle-rate": "1" }],
    ["a throttle without a rate", { "tollgate:throttle-by": "$context.identity.sourceIp" }],
    ["a cost of nothing", { "tollgate:request-cost": "GET /=0" }],
    ["a cost that is no number", { "tollgate:request-cost": "GET /=x" }],
  ])("are refused with %s", (_what, tags) => {
    expect(() => limitTags(tags)).toThrow(/Invalid/);
  });
});
