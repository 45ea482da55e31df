import { describe, expect, it } from "vitest";
import suite from "../fixtures/sigv4-test-suite.json";
import { parseBasicDate } from "../../src/sigv4/clock.ts";
import { sha256Hex } from "../../src/sigv4/digest.ts";
import { createSigningKeys } from "../../src/sigv4/signingkey.ts";
import { verify } from "../../src/sigv4/verify.ts";
import { request } from "./requests.ts";

type Case = (typeof suite.cases)[number];

const pairs = (headers: readonly (readonly string[])[]) =>
  headers.map(([name = "", value = ""]): [string, string] => [name, value]);

function verifyCase(test: Case, form: "header" | "query") {
  const signed = test[form];
  return verify(request(test.method, signed.target, pairs(signed.headers)), {
    now: parseBasicDate(suite.date) ?? 0,
    services: [suite.service],
    signingKeys: createSigningKeys(),
    bodyHash: () => sha256Hex(test.body),
    findKey: (id) => (id === suite.accessKeyId ? { secret: suite.secret, sessionToken: test.sessionToken } : undefined),
  });
}

describe("AWS's published test suite", () => {
  it.each(suite.cases)("accepts the signature header of $name", async (test) => {
    expect(await verifyCase(test, "header")).toMatchObject({ ok: true, presigned: false, region: suite.region });
  });

  it.each(suite.cases)("accepts the presigned form of $name", async (test) => {
    expect(await verifyCase(test, "query")).toMatchObject({ ok: true, presigned: true, service: suite.service });
  });
});
