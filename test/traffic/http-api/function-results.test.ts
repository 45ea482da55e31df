// What a function's result becomes (recorded from AWS in the snapshots of aws-lambda-dotnet's test tool, and its developer guide).
import { describe, expect, it } from "vitest";
import { BadResult, readResult } from "../../../src/traffic/http-api/function/result.ts";

describe("a result of format 2.0 without a status", () => {
  it.each([
    ["an object, letter by letter", '{"name": "John Doe", "age": 30}', '{"name": "John Doe", "age": 30}'],
    ["a list", "[1, 2]", "[1, 2]"],
    ["a number", "42", "42"],
    ["a string, without its quotes", '"a \\"quoted\\" word"', 'a "quoted" word'],
    ["an empty string", '""', ""],
    ["what is no JSON", "Hello, World!", "Hello, World!"],
    ["half of an object", '{"age":', '{"age":'],
  ])("is the body of a 200: %s", (_what, payload, body) => {
    expect(readResult(payload, "2.0")).toEqual({ status: 200, headers: [["Content-Type", "application/json"]], body });
  });
});

describe("a result of format 1.0", () => {
  it.each(["Hello", '"Hello"', '{"body":"x"}', "[]"])("without a status is no answer: %s", (payload) => {
    expect(() => readResult(payload, "1.0")).toThrow(BadResult);
  });

  it("gives a name that stands in both kinds of headers first the single value, each value once", () => {
    const result = {
      statusCode: 200,
      headers: { both: "one", single: "s", twice: "same" },
      multiValueHeaders: { both: ["two", "three"], twice: ["same"] },
      body: "",
    };
    expect(readResult(JSON.stringify(result), "1.0").headers).toEqual([
      ["both", "one"],
      ["single", "s"],
      ["both", "two"],
      ["both", "three"],
      ["twice", "same"],
    ]);
  });
});

describe("a status", () => {
  it.each(["1.0", "2.0"] as const)("that is none is no answer, in format %s", (format) => {
    for (const statusCode of [0, 200.5, "many", 99]) {
      expect(() => readResult(JSON.stringify({ statusCode, body: "x" }), format)).toThrow(BadResult);
    }
  });
});

describe("a body without a type", () => {
  it("is plain text", () => {
    expect(readResult('{"statusCode":201,"body":"{}"}', "2.0").headers).toEqual([
      ["Content-Type", "text/plain; charset=utf-8"],
    ]);
  });
});
