import { describe, expect, it } from "vitest";
import { formatBasicDate } from "../../src/sigv4/clock.ts";
import { EMPTY_BODY_SHA256, sha256Base64, sha256Hex } from "../../src/sigv4/digest.ts";
import { createSigningKeys } from "../../src/sigv4/signingkey.ts";
import type { AccessKey } from "../../src/sigv4/verify.ts";
import { verify } from "../../src/sigv4/verify.ts";
import { request } from "./requests.ts";

// AWS's own "get-vanilla" request, so that refusals are seen against a signature that is known to be good.
const NOW = Date.UTC(2015, 7, 30, 12, 36, 0);
const MINUTE = 60_000;
const KEY: AccessKey = { secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const CREDENTIAL = "AKIDEXAMPLE/20150830/us-east-1/service/aws4_request";
const SIGNATURE = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
const good = `AWS4-HMAC-SHA256 Credential=${CREDENTIAL}, SignedHeaders=host;x-amz-date, Signature=${SIGNATURE}`;

type Changes = { authorization?: string; date?: string | null; now?: number; key?: AccessKey | null; token?: string };

function check(changes: Changes = {}) {
  const headers: [string, string][] = [["Host", "example.amazonaws.com"]];
  if (changes.date !== null) headers.push(["X-Amz-Date", changes.date ?? "20150830T123600Z"]);
  if (changes.authorization !== "") headers.push(["Authorization", changes.authorization ?? good]);
  if (changes.token !== undefined) headers.push(["X-Amz-Security-Token", changes.token]);
  return verify(request("GET", "/", headers), {
    now: changes.now ?? NOW,
    services: ["service"],
    signingKeys: createSigningKeys(),
    bodyHash: () => EMPTY_BODY_SHA256,
    findKey: () => (changes.key === null ? undefined : (changes.key ?? KEY)),
  });
}

describe("a request with a good signature", () => {
  it("is accepted and says who signed what, when and where", async () => {
    expect(await check()).toEqual({
      ok: true,
      key: KEY,
      accessKeyId: "AKIDEXAMPLE",
      region: "us-east-1",
      service: "service",
      signedHeaders: ["host", "x-amz-date"],
      presigned: false,
      sessionToken: undefined,
      signedAt: NOW,
      bodySigned: true,
    });
  });

  it("is accepted at once where key and body are at hand", () => {
    expect(check()).toMatchObject({ ok: true });
  });

  it("is accepted without blanks after the commas", async () => {
    expect(await check({ authorization: good.replaceAll(", ", ",") })).toMatchObject({ ok: true });
  });

  it("is accepted up to 15 minutes early or late", async () => {
    expect(await check({ now: NOW + 15 * MINUTE })).toMatchObject({ ok: true });
    expect(await check({ now: NOW - 15 * MINUTE })).toMatchObject({ ok: true });
  });
});

describe("an incomplete signature", () => {
  it("is a missing token when there is none", async () => {
    const message = "Missing Authentication Token";
    expect(await check({ authorization: "" })).toEqual({
      ok: false,
      code: "MissingAuthenticationTokenException",
      message,
    });
  });

  it("is refused for a header that is no list of key=value, quoted as a hash", async () => {
    expect(await check({ authorization: "Bearer abc" })).toEqual({
      ok: false,
      code: "IncompleteSignatureException",
      message: `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${sha256Base64("Bearer abc")}'.`,
    });
  });

  it("names everything that is missing at once", async () => {
    expect(await check({ authorization: "allow", date: null })).toMatchObject({
      code: "IncompleteSignatureException",
      message: `Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. (Hashed with SHA-256 and encoded with Base64) Authorization=${sha256Base64("allow")}`,
    });
  });

  it.each(["2015-08-30T12:36:00Z", "20150230T123600Z", "20150830T1236Z", "yesterday"])(
    "refuses the date %s",
    async (date) => {
      const message = `Date must be in ISO-8601 'basic format'. Got '${date}'. See http://en.wikipedia.org/wiki/ISO_8601`;
      expect(await check({ date })).toEqual({ ok: false, code: "IncompleteSignatureException", message });
    },
  );

  it("refuses another algorithm by name", async () => {
    const message = "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'.";
    const authorization = good.replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256");
    expect(await check({ authorization })).toMatchObject({ code: "IncompleteSignatureException", message });
  });

  it("refuses a credential without its five elements", async () => {
    const authorization = good.replace(CREDENTIAL, "a/b/c/d");
    const message =
      "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'a/b/c/d'";
    expect(await check({ authorization })).toMatchObject({ code: "IncompleteSignatureException", message });
  });

  it("reads a credential of any length in linear time", async () => {
    const authorization = good.replace(CREDENTIAL, `a${"/".repeat(1_000_000)}x`);
    expect(await check({ authorization })).toMatchObject({ code: "IncompleteSignatureException" });
  });

  it("refuses a signature that does not cover the host", async () => {
    const message = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";
    const authorization = good.replace("host;", "");
    expect(await check({ authorization })).toMatchObject({ code: "InvalidSignatureException", message });
  });
});

describe("a signature out of its scope", () => {
  it("expires after 15 minutes", async () => {
    expect(await check({ now: NOW + 16 * MINUTE })).toEqual({
      ok: false,
      code: "InvalidSignatureException",
      message: "Signature expired: 20150830T123600Z is now earlier than 20150830T123700Z (20150830T125200Z - 15 min.)",
    });
  });

  it("is not yet current more than 15 minutes ahead", async () => {
    expect(await check({ now: NOW - 16 * MINUTE })).toMatchObject({
      code: "InvalidSignatureException",
      message:
        "Signature not yet current: 20150830T123600Z is still later than 20150830T123500Z (20150830T122000Z + 15 min.)",
    });
  });

  it("hears of region, service, terminator and date in one message", async () => {
    const authorization = good.replace(CREDENTIAL, "AKIDEXAMPLE/20150829/US EAST/s3/aws5");
    expect(await check({ authorization })).toMatchObject({
      code: "InvalidSignatureException",
      message:
        "Credential should be scoped to a valid region, not 'US EAST'. Credential should be scoped to correct service: 'service'. Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5'. Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20150829' != '20150830', from '20150830T123600Z'.",
    });
  });
});

describe("an access key", () => {
  const unrecognized = {
    ok: false,
    code: "UnrecognizedClientException",
    message: "The security token included in the request is invalid.",
  };

  it("that is unknown is refused", async () => {
    expect(await check({ key: null })).toEqual(unrecognized);
  });

  it("with another secret gets a mismatch that shows what was calculated", async () => {
    expect(await check({ key: { secret: "other" } })).toEqual({
      ok: false,
      code: "InvalidSignatureException",
      message:
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
      detail: `The Canonical String for this request should have been\n'GET\n/\n\nhost:example.amazonaws.com\nx-amz-date:20150830T123600Z\n\nhost;x-amz-date\n${EMPTY_BODY_SHA256}'\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/service/aws4_request\nbb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63'\n`,
    });
  });

  it("of temporary credentials needs its own session token", async () => {
    const key = { ...KEY, sessionToken: "token-1", expiresAt: NOW + MINUTE };
    expect(await check({ key })).toEqual(unrecognized);
    expect(await check({ key, token: "token-2" })).toEqual(unrecognized);
    expect(await check({ key, token: "token-1" })).toMatchObject({ ok: true, sessionToken: "token-1" });
  });

  it("of long-lived credentials takes no session token", async () => {
    expect(await check({ token: "token-1" })).toEqual(unrecognized);
  });

  it("of temporary credentials ends with them", async () => {
    const key = { ...KEY, sessionToken: "token-1", expiresAt: NOW };
    const message = "The security token included in the request is expired";
    expect(await check({ key, token: "token-1" })).toEqual({ ok: false, code: "ExpiredTokenException", message });
  });
});

describe("digests and dates", () => {
  it("know the empty body", () => {
    expect(sha256Hex("")).toBe(EMPTY_BODY_SHA256);
  });

  it("write ISO 8601 basic format", () => {
    expect(formatBasicDate(NOW)).toBe("20150830T123600Z");
  });
});
