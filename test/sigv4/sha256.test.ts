import { createHash, createHmac } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hmacTextHex, prepareHmacKey, sha256TextHex } from "../../src/sigv4/sha256.ts";

const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  // Lengths around the ends of blocks, where the padding moves into another one.
  fc.integer({ min: 0, max: 260 }).map((length) => "x".repeat(length)),
  fc.integer({ min: 2600, max: 9000 }).map((length) => "é".repeat(length)),
);

describe("the hash in plain code", () => {
  it("has the values of FIPS 180-4's examples", () => {
    expect(sha256TextHex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(sha256TextHex("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(sha256TextHex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")).toBe(
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    );
  });

  it("is what node:crypto says, for any text", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const wellFormed = text.toWellFormed();
        expect(sha256TextHex(text)).toBe(createHash("sha256").update(wellFormed).digest("hex"));
      }),
      { numRuns: 400 },
    );
  });

  it("makes the HMAC that node:crypto makes, for any key and text", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), texts, (key, text) => {
        const theirs = createHmac("sha256", key).update(text.toWellFormed()).digest("hex");
        expect(hmacTextHex(prepareHmacKey(key), text)).toBe(theirs);
      }),
      { numRuns: 400 },
    );
  });
});
