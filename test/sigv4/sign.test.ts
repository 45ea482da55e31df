import { SignatureV4 } from "@smithy/signature-v4";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EMPTY_BODY_SHA256, sha256Hex } from "../../src/sigv4/digest.ts";
import type { OutgoingRequest, SigningContext } from "../../src/sigv4/sign.ts";
import { presign, sign } from "../../src/sigv4/sign.ts";
import { createSigningKeys } from "../../src/sigv4/signingkey.ts";
import suite from "../fixtures/sigv4-test-suite.json";
import { NodeSha256 } from "./sha256.ts";

const NOW = Date.UTC(2015, 7, 30, 12, 36, 0);
const signingKeys = createSigningKeys();

function context(changes: Partial<SigningContext> = {}): SigningContext {
  const credentials = { accessKeyId: suite.accessKeyId, secret: suite.secret };
  return { credentials, region: "us-east-1", service: "service", now: NOW, signingKeys, ...changes };
}

/**
 * The suite's cases that an outgoing URL can express: the others sign a path before its encoding, one that was not
 * normalised, or Content-Length, which the runtime computes.
 */
const expressible = suite.cases.filter(
  (test) => test.normalize && !test.signBody && !/[^!-~]/.test(test.target.split("?")[0] ?? ""),
);

describe("a signed request", () => {
  it.each(expressible)("carries the published signature of $name", (test) => {
    const token = test.omitSessionToken === true ? undefined : test.sessionToken;
    const credentials = { accessKeyId: suite.accessKeyId, secret: suite.secret, sessionToken: token };
    const headers = test.headers.map(([name = "", value = ""]): [string, string] => [name, value]);
    const url = `https://example.amazonaws.com${test.target}`;
    const added = sign({ method: test.method, url, headers }, context({ credentials }));
    expect(added["authorization"]).toContain(`Signature=${test.header.signature}`);
    const presigned = presign({ method: test.method, url, headers }, context({ credentials }), suite.expiresIn);
    expect(presigned).toContain(`X-Amz-Signature=${test.query.signature}`);
  });

  it("leaves out headers that may change on the way", () => {
    const headers: [string, string][] = [
      ["User-Agent", "x"],
      ["Accept-Encoding", "gzip"],
      ["X-Custom", "1"],
    ];
    const { authorization } = sign({ method: "GET", url: "https://a.example/", headers }, context());
    expect(authorization).toContain("SignedHeaders=host;x-amz-date;x-custom,");
  });

  it("adds the session token and, for S3, the body's hash", () => {
    const credentials = { accessKeyId: "A", secret: "s", sessionToken: "t" };
    const added = sign({ method: "GET", url: "https://b.s3.amazonaws.com/k" }, context({ credentials, service: "s3" }));
    expect(added).toMatchObject({
      "x-amz-date": "20150830T123600Z",
      "x-amz-security-token": "t",
      "x-amz-content-sha256": EMPTY_BODY_SHA256,
    });
    expect(added["authorization"]).toContain(
      "SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,",
    );
  });

  it("is not presigned for longer than a week", () => {
    const request = { method: "GET", url: "https://a.example/" };
    expect(() => presign(request, context(), 604_801)).toThrow(RangeError);
  });
});

/** AWS's published S3 examples ("Authenticating Requests: Using the Authorization Header", "… Query Parameters"). */
describe("S3's documented examples", () => {
  const s3 = context({
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" },
    service: "s3",
    now: Date.UTC(2013, 4, 24),
  });
  const bucket = "https://examplebucket.s3.amazonaws.com";

  it.each<[string, OutgoingRequest, string]>([
    [
      "GET Object",
      { method: "GET", url: `${bucket}/test.txt`, headers: [["Range", "bytes=0-9"]] },
      "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    ],
    [
      "PUT Object",
      {
        method: "PUT",
        url: `${bucket}/test$file.text`,
        headers: [
          ["Date", "Fri, 24 May 2013 00:00:00 GMT"],
          ["x-amz-storage-class", "REDUCED_REDUNDANCY"],
        ],
        body: new TextEncoder().encode("Welcome to Amazon S3."),
      },
      "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
    ],
    [
      "GET Bucket Lifecycle",
      { method: "GET", url: `${bucket}/?lifecycle` },
      "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
    ],
    [
      "GET Bucket (List Objects)",
      { method: "GET", url: `${bucket}/?max-keys=2&prefix=J` },
      "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
    ],
  ])("%s", (_name, request, expected) => {
    expect(sign(request, s3)["authorization"]).toContain(`Signature=${expected}`);
  });

  it("presigned GET", () => {
    expect(presign({ method: "GET", url: `${bucket}/test.txt` }, s3, 86_400)).toContain(
      "X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
    );
  });
});

describe("the AWS SDK's own signer", () => {
  const token = fc.string({ unit: fc.constantFrom(..."abcXYZ019-_~ +/=%é&".split("")), minLength: 1, maxLength: 8 });
  const segments = fc.array(token, { maxLength: 4 });
  const query = fc.dictionary(token, token, { maxKeys: 4 });

  it("signs any request as we do", async () => {
    const smithy = new SignatureV4({
      credentials: { accessKeyId: suite.accessKeyId, secretAccessKey: suite.secret },
      region: "eu-west-3",
      service: "execute-api",
      sha256: NodeSha256,
      applyChecksum: false,
    });
    await fc.assert(
      fc.asyncProperty(segments, query, token, fc.string({ maxLength: 20 }), async (segments, query, value, body) => {
        const path = `/${segments.map((segment) => encodeURIComponent(segment)).join("/")}`;
        const pairs = Object.entries(query);
        const search = pairs.map(([name, text]) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`).join("&");
        const headers = { host: "x.example", "x-custom": value };
        const theirs = await smithy.sign(
          { method: "POST", protocol: "https:", hostname: "x.example", path, query, headers, body },
          { signingDate: new Date(NOW) },
        );
        const ours = sign(
          {
            method: "POST",
            url: `https://x.example${path}?${search}`,
            headers: [["x-custom", value]],
            body: sha256Hex(body),
          },
          context({ region: "eu-west-3", service: "execute-api" }),
        );
        expect(ours["authorization"]).toBe(theirs.headers["authorization"]);
      }),
      { numRuns: 150 },
    );
  });
});
