import { describe, expect, it } from "vitest";
import { compileSource } from "../../src/compiler/compile.ts";
import type { WebSocketHead } from "../../src/plan/websocket-api.ts";
import { judgeOf } from "../../src/traffic/models.ts";

const ORDER = { type: "object", required: ["id"] };

describe("a model", () => {
  it("says what is wrong with a body", () => {
    const judge = judgeOf({ Order: ORDER }, "Order");
    expect([judge('{"id":1}'), judge("{}"), judge("no JSON")]).toEqual([
      null,
      '[object has missing required properties (["id"])]',
      "[Unknown error parsing request body]",
    ]);
  });

  it("that is not there lets nothing through, whatever it is called", () => {
    for (const name of ["Order", "constructor", "__proto__"]) expect(judgeOf({}, name)("{}")).toContain("is not there");
    expect(judgeOf({ Order: { $ref: "https://x/models/constructor" } }, "Order")("{}")).toContain("is no schema");
  });

  it("of a WebSocket API whose schema is no JSON accepts every message, as its deployment warns", () => {
    const models = [{ Name: "Xml", ContentType: "application/xml", Schema: "<xs:schema/>" }];
    const api = { Name: "chat", ProtocolType: "WEBSOCKET", RouteSelectionExpression: "$request.body.action" };
    const source = { kind: "WEBSOCKET", region: "us-east-1", api, authorizers: [], models };
    const { plan, problems } = compileSource("head", source);
    expect(problems.map(({ message }) => message)).toEqual(["its schema is no JSON: it accepts every message"]);
    expect(judgeOf((plan as WebSocketHead).models, "Xml")("<order/>")).toBeNull();
  });
});
