import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binaryTypeTest } from "../../../../src/languages/http/media-types.ts";
import {
  MalformedResult,
  readResult,
  UndecodableBody,
} from "../../../../src/traffic/rest-api/integrations/function/result.ts";
import { factsOf, isRecord, textOf, textsOf } from "../../../languages/http/facts.ts";

const noBinary = binaryTypeTest([]);
const read = (result: unknown) => readResult(JSON.stringify(result), null, noBinary);

describe("rule 53: the recorded results of functions", () => {
  const facts = factsOf("lambda-proxy-result").filter((fact) => "lambda_result" in fact);

  it.each(facts)("$name", ({ lambda_result: result, expected }) => {
    if (!isRecord(expected)) throw new Error("the fact expects nothing");
    if (expected["status"] === 502) return expect(() => read(result)).toThrow(MalformedResult);
    const answer = read(result);
    expect(answer.status).toBe(expected["status"]);
    if (typeof expected["body"] === "string") expect(answer.body).toBe(expected["body"]);
    const headers = isRecord(expected["headers"]) ? Object.entries(expected["headers"]) : [];
    for (const [name, value] of headers) {
      expect(answer.headers.filter(([own]) => own.toLowerCase() === name.toLowerCase())).toEqual(
        (Array.isArray(value) ? value : [value]).map((one, index) => [index === 0 ? name : expect.any(String), one]),
      );
    }
  });
});

describe("rule 53: malformed results", () => {
  it.each([
    ["null", null],
    ["a list", [1]],
    ["a body that is an object", { body: { a: 1 } }],
    ["headers that are a list", { headers: ["a"] }],
    ["a header that is an object", { headers: { a: {} } }],
    ["a status that no answer has", { statusCode: 99 }],
    ["a status with a fraction", { statusCode: 200.5 }],
  ])("%s", (_what, result) => {
    expect(() => read(result)).toThrow(MalformedResult);
  });

  it("no JSON at all", () => {
    expect(() => readResult("", null, noBinary)).toThrow(MalformedResult);
  });
});

it("rule 53: whatever JSON a function returns is an answer or one of the two known faults", () => {
  const header = fc.oneof(fc.jsonValue(), fc.constantFrom("a", true, null), fc.array(fc.string()));
  const result = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        statusCode: fc.oneof(fc.integer(), fc.integer({ min: 200, max: 599 }), fc.string()),
        headers: fc.dictionary(fc.string(), header),
        multiValueHeaders: fc.dictionary(fc.string(), header),
        body: fc.jsonValue(),
        isBase64Encoded: fc.oneof(fc.boolean(), fc.string()),
      },
      { requiredKeys: [] },
    ),
  );
  fc.assert(
    fc.property(result, (value) => {
      try {
        const { status } = readResult(JSON.stringify(value), "image/png", binaryTypeTest(["image/png"]));
        expect(status).toBeGreaterThanOrEqual(200);
        expect(status).toBeLessThan(600);
      } catch (error) {
        if (!(error instanceof MalformedResult) && !(error instanceof UndecodableBody)) throw error;
      }
    }),
  );
});

describe("rule 54: headers of results", () => {
  it("a value in both maps is answered once, null not at all, numbers as text", () => {
    const { headers } = read({
      headers: { "x-a": "1", "x-null": null, "x-number": 7 },
      multiValueHeaders: { "X-A": ["1", "2"] },
    });
    expect(headers).toEqual([
      ["X-A", "1"],
      ["X-A", "2"],
      ["x-number", "7"],
      ["Content-Type", "application/json"],
    ]);
  });

  it("a Content-Type of the function's own stands, in its own casing", () => {
    expect(read({ headers: { "content-type": "text/html" } }).headers).toEqual([["content-type", "text/html"]]);
  });

  it("what belongs to the gateway is remapped", () => {
    const { headers } = read({ headers: { "WWW-Authenticate": "Basic", "transfer-encoding": "chunked" } });
    expect(headers).toEqual([
      ["x-amzn-Remapped-WWW-Authenticate", "Basic"],
      ["Content-Type", "application/json"],
    ]);
  });
});

describe("rule 55: bodies in base64", () => {
  it.each(factsOf("lambda-proxy-binary"))("$name", (fact) => {
    const own = textOf(fact, "lambda_body");
    const text = own ?? btoa("some text");
    const result = JSON.stringify({ body: text, isBase64Encoded: fact["isBase64Encoded"] });
    const isBinary = binaryTypeTest(textsOf(fact, "binaryMediaTypes"));
    const answer = () => readResult(result, textOf(fact, "accept"), isBinary).body;
    if (own !== null) return expect(answer).toThrow(UndecodableBody);
    expect(answer()).toEqual(fact["expected_decoded"] === true ? new TextEncoder().encode("some text") : text);
  });
});
