import { describe, expect, it } from "vitest";
import { decodeInput } from "../../src/wire/codec.ts";
import { Fault } from "../../src/wire/fault.ts";
import { requestParts } from "../../src/wire/request.ts";
import { matchOperation } from "../../src/wire/router.ts";

/** What a request is refused with. */
async function refusal(request: Request): Promise<[code: string, status: number, message: string]> {
  const parts = requestParts(request, await request.bytes());
  const match = matchOperation(parts);
  if (match === null) throw new Error("no match");
  try {
    throw new Error(`it was taken: ${JSON.stringify(decodeInput(match, parts))}`);
  } catch (error) {
    if (error instanceof Fault) return [error.code, error.status, error.message];
    throw error;
  }
}

const webAcl = (body: string) => {
  const headers = { "x-amz-target": "AWSWAF_20190729.CreateWebACL" };
  return refusal(new Request("http://localhost/", { method: "POST", headers, body }));
};
const lambdaFunction = (body: string) =>
  refusal(new Request("http://localhost/2015-03-31/functions", { method: "POST", body }));

describe("a value of the wrong kind is refused in the words that were measured", () => {
  it.each([
    ["a number for a string", '{"Name":1}', "NUMBER_VALUE can not be converted to a String"],
    ["true for a string", '{"Name":true}', "TRUE_VALUE can not be converted to a String"],
    ["a list for a string", '{"Name":["x"]}', "Start of list found where not expected"],
    ["an object for a string", '{"Name":{"a":1}}', "Start of structure or map found where not expected."],
    ["an item of a list", '{"TokenDomains":[1]}', "NUMBER_VALUE can not be converted to a String"],
    ["a string for a list", '{"TokenDomains":"x"}', "Expected list or null"],
    ["a string for an object", '{"DefaultAction":"x"}', "Expected null"],
    ["a list for the body", "[]", "Start of list found where not expected"],
  ])("by WAF: %s", async (_what, body, message) => {
    expect(await webAcl(body)).toEqual(["SerializationException", 400, message]);
  });

  it.each([
    ["a string for a number", '{"Timeout":"1"}', "STRING_VALUE can not be converted to an Integer"],
    ["true for a number", '{"Timeout":true}', "TRUE_VALUE can not be converted to an Integer"],
    ["a string for a boolean", '{"Publish":"abc"}', "STRING_VALUE can not be converted to an Boolean"],
    ["a scalar for a structure", '{"TracingConfig":5}', "Expected null"],
  ])("by Lambda: %s", async (_what, body, message) => {
    expect(await lambdaFunction(body)).toEqual(["SerializationException", 400, message]);
  });
});

describe("what is no JSON object is refused", () => {
  const bodies = [
    "{",
    "null",
    '"x"',
    "10",
    "{'Name': 1}",
    '{"Name": "a",}',
    '{"Name": "a"}abc',
    '{"Name": "a" /* x */}',
  ];

  it.each(bodies)("by WAF and Lambda: %s", async (body) => {
    for (const refused of [await webAcl(body), await lambdaFunction(body)])
      expect(refused.slice(0, 2)).toEqual(["SerializationException", 400]);
  });

  it("so is no body at all, in AWS's JSON 1.1", async () => {
    expect((await webAcl("")).slice(0, 2)).toEqual(["SerializationException", 400]);
  });
});
