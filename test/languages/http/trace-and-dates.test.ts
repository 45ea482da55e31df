import { describe, expect, it } from "vitest";
import { clfTime } from "../../../src/languages/http/dates.ts";
import { newTraceRoot, traceHeader, traceRoot, type TraceSource } from "../../../src/languages/http/trace-id.ts";
import { factsOf, textOf } from "./facts.ts";

const source: TraceSource = {
  now: () => 1_587_481_701_067,
  randomHex: (digits) => "0a1b2c3d".repeat(4).slice(0, digits),
};
const ROOT = "1-3152b799-8954dae64eda91bc9a23a7e8";

describe("X-Amzn-Trace-Id (rule 34)", () => {
  for (const fact of factsOf("trace-id")) {
    const sent = textOf(fact, "request_header") ?? "";
    it(`answers as recorded to ${fact.name}`, () => {
      const header = traceHeader(sent, source);
      if (fact["expected"] === "the same") expect(header).toBe(sent);
      else expect(header).toMatch(new RegExp(`^${sent};Parent=[0-9a-f]{16};`));
    });
  }

  it("is made up where the client sent none, or none that can be read", () => {
    const made = "Root=1-5e9f0c65-0a1b2c3d0a1b2c3d0a1b2c3d;Parent=0a1b2c3d0a1b2c3d;Sampled=0";
    expect(
      [undefined, null, "", "Root=nonsense;Parent=7fa8c0f79203be72", "x"].map((sent) => traceHeader(sent, source)),
    ).toEqual(Array.from({ length: 5 }, () => made));
  });

  it("keeps Sampled and fields of the client's own beside a Root alone", () => {
    expect(traceHeader(`Self=1-2;Root=${ROOT};Sampled=1;CalledFrom=app`, source)).toBe(
      `Root=${ROOT};Parent=0a1b2c3d0a1b2c3d;Sampled=1;Self=1-2;CalledFrom=app`,
    );
  });

  it("is sampled where a Root has a Parent, unless it says otherwise", () => {
    const both = `Root=${ROOT};Parent=7fa8c0f79203be72`;
    expect(traceHeader(both, source)).toBe(`${both};Sampled=1`);
    expect(traceHeader(`${both};Sampled=0`, source)).toBe(`${both};Sampled=0`);
  });

  it("has a root for events and logs", () => {
    expect(traceRoot(`Root=${ROOT};Parent=7fa8c0f79203be72`)).toBe(ROOT);
    expect(traceRoot("Parent=7fa8c0f79203be72")).toBeUndefined();
    expect(newTraceRoot(source)).toBe("1-5e9f0c65-0a1b2c3d0a1b2c3d0a1b2c3d");
  });
});

describe("times", () => {
  it("are written as AWS's events and access logs have them", () => {
    expect(clfTime(1_587_481_701_067)).toBe("21/Apr/2020:15:08:21 +0000");
    expect(clfTime(0)).toBe("01/Jan/1970:00:00:00 +0000");
  });
});
