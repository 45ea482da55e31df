import { Buffer } from "node:buffer";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  applyConversion,
  contentConversion,
  decodeBase64,
  decodesLambdaBody,
  encodeBase64,
  type ContentHandling,
  type Conversion,
} from "../../../src/languages/http/content-conversion.ts";
import { binaryTypeTest } from "../../../src/languages/http/media-types.ts";
import { factsOf, isRecord, textOf, textsOf, type Fact } from "./facts.ts";

const IN_FACTS: Readonly<Record<string, Conversion>> = {
  utf8: "asText",
  "as-is": "passBytes",
  "b64-encoded": "base64Encode",
  "b64-decoded": "base64Decode",
};

function handlingOf(fact: Fact): ContentHandling | undefined {
  const value = fact["contentHandling"];
  return value === "CONVERT_TO_BINARY" || value === "CONVERT_TO_TEXT" ? value : undefined;
}

function conversionOf(fact: Fact, phase: "request" | "response", hasTemplate: boolean): Conversion {
  return contentConversion({
    phase,
    contentType: textOf(fact, phase === "request" ? "request_content_type" : "integration_content_type"),
    accept: textOf(fact, "accept"),
    contentHandling: handlingOf(fact),
    isBinaryType: binaryTypeTest(textsOf(fact, "binaryMediaTypes")),
    hasTemplate,
  });
}

for (const phase of ["request", "response"] as const) {
  describe(`the payload of a ${phase} (rule 58)`, () => {
    for (const fact of factsOf(`${phase}-content-handling`)) {
      it(`is converted as AWS does: ${fact.name}`, () => {
        const conversion = conversionOf(fact, phase, false);
        expect(conversion).toBe(IN_FACTS[textOf(fact, "conversion") ?? ""]);
        const converted = applyConversion(Buffer.from(textOf(fact, "body_b64") ?? "", "base64"), conversion);
        const expected = textOf(fact, "expected_b64");
        expect(converted.ok ? encodeBase64(converted.bytes) : null).toBe(expected);
        expect(isRecord(fact["error"])).toBe(!converted.ok);
      });

      it(`is refused a template just where bytes remain: ${fact.name}`, () => {
        const bytes = ["as-is", "b64-decoded"].includes(textOf(fact, "conversion") ?? "");
        expect(conversionOf(fact, phase, true) === "templateOnBinary").toBe(bytes);
      });
    }
  });
}

describe("the base64 body of a Lambda function (rule 55)", () => {
  for (const fact of factsOf("lambda-proxy-binary")) {
    const isBinaryType = binaryTypeTest(textsOf(fact, "binaryMediaTypes"));
    const decodes = decodesLambdaBody(fact["isBase64Encoded"] === true, textOf(fact, "accept"), isBinaryType);
    const body = textOf(fact, "lambda_body");
    if (body === null) it(`is decoded as AWS does: ${fact.name}`, () => expect(decodes).toBe(fact["expected_decoded"]));
    else it(`is refused: ${fact.name}`, () => expect([decodes, decodeBase64(body)]).toEqual([true, undefined]));
  }

  it("is decoded for every client where the binary types are */*", () => {
    const isBinaryType = binaryTypeTest(["*/*"]);
    expect([null, "*/*", "text/html,*/*"].map((accept) => decodesLambdaBody(true, accept, isBinaryType))).toEqual([
      true,
      true,
      true,
    ]);
  });
});

describe("conversions", () => {
  it("ignore parameters and the case of a type", () => {
    const isBinaryType = binaryTypeTest(["Image/*", "application/pdf"]);
    const input = {
      phase: "request",
      accept: null,
      contentHandling: undefined,
      isBinaryType,
      hasTemplate: false,
    } as const;
    expect(contentConversion({ ...input, contentType: "IMAGE/PNG; q=1" })).toBe("passBytes");
    expect(contentConversion({ ...input, contentType: "application/pdf;x" })).toBe("passBytes");
    expect(contentConversion({ ...input, contentType: "imagex/png" })).toBe("asText");
  });

  it("leave text as it is, with its byte order mark", () => {
    const bytes = new TextEncoder().encode("\ufeffé😀");
    expect(applyConversion(bytes, "asText")).toEqual({ ok: true, bytes });
  });

  it("name what is wrong", () => {
    expect(applyConversion(new Uint8Array([0x21]), "base64Decode")).toEqual({
      ok: false,
      message: "The body is not base64",
    });
    expect(applyConversion(new Uint8Array(), "templateOnBinary").ok).toBe(false);
  });

  it.each(["QQ==", "QQ", "QUI=", "QUI", "QUJD", ""])("take %j for base64", (text) => {
    expect(decodeBase64(text)).toEqual(
      new TextEncoder().encode("ABC".slice(0, (text.replace(/=/g, "").length * 3) >> 2)),
    );
  });

  it.each(["Q", "Q===", "QQ=", "QUI==", "QU JD", "QUJD\n", "Q-_D", "=QQ=", "é"])(
    "do not take %j for base64",
    (text) => {
      expect(decodeBase64(text)).toBeUndefined();
    },
  );

  it("decode what they encoded", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
      }),
    );
  });
});
