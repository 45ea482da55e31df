import { describe, expect, it } from "vitest";
import { compileDefinition, mockIntegration } from "../support/rest-traffic.ts";

describe("what a deployment warns of, and takes all the same", () => {
  it("a selection pattern that is none", () => {
    const integration = mockIntegration(undefined, {
      integrationResponses: { "200": { statusCode: "200" }, "400": { statusCode: "400", selectionPattern: "4[" } },
    });
    const { problems } = compileDefinition({ methods: { "GET /a": { integration } } });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ severity: "warning", place: "method GET /a" });
    expect(problems[0]?.message).toMatch(/^selection pattern 4\[: .*: it matches nothing$/);
  });

  it("a model that refers to nothing, or is no schema", () => {
    const models = {
      Lost: { properties: { a: { $ref: "Nowhere" } } },
      List: [],
      Good: { properties: { a: { $ref: "Good" } } },
    };
    const { problems } = compileDefinition({ models });
    expect(problems.map(({ place }) => place).toSorted()).toEqual(["model List", "model Lost"]);
    for (const { message } of problems) expect(message).toMatch(/no body passes it$/);
  });
});
