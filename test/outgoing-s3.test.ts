import { afterEach, describe, expect, it, vi } from "vitest";
import type { OutgoingAws } from "../src/outgoing-aws.ts";
import { s3Reader } from "../src/outgoing-s3.ts";

const aws: OutgoingAws = {
  credentials: { accessKeyId: "a", secret: "s" },
  assumesRoles: false,
  ownEndpoint: () => null,
  endpoint: () => "https://s3.test",
  allows: (_service, arn) => arn.startsWith("arn:aws:s3:::certificates/"),
};
const reader = s3Reader(aws, () => Date.UTC(2026, 0, 1));
const read = (uri: string, maxBytes = 100) => reader.read(uri, null, "us-east-1", maxBytes);

afterEach(() => vi.restoreAllMocks());

describe("objects of S3", () => {
  it("are read where they are allowed", async () => {
    const fetch = vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response("pem"));
    const bytes = new TextEncoder().encode("pem");
    expect(await read("s3://certificates/a b/c.pem")).toEqual({ ok: true, bytes });
    expect(fetch.mock.calls[0]?.[0]).toBe("https://s3.test/certificates/a%20b/c.pem");
  });

  it("that are larger than asked for are not read", async () => {
    vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response("12345"));
    expect(await read("s3://certificates/a", 4)).toEqual({ ok: false, reason: "it is larger than 4 bytes" });
  });

  it("that S3 refuses tell what it said", async () => {
    const error = '<?xml version="1.0"?>\n<Error><Code>NoSuchKey</Code><Message>It is not here.</Message></Error>';
    vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response(error, { status: 404 }));
    expect(await read("s3://certificates/a", 200)).toEqual({
      ok: false,
      reason: "S3 answers 404",
      s3: { code: "NoSuchKey", message: "It is not here." },
    });
  });

  it.each(["s3://certificates/../secrets/key", "s3://certificates/a/./../../secrets/key", "s3://certificates/.."])(
    "are not reached by way of others: %s",
    async (uri) => {
      const fetch = vi.spyOn(globalThis, "fetch");
      expect(await read(uri)).toEqual({ ok: false, reason: `${uri} cannot be asked for` });
      expect(fetch).not.toHaveBeenCalled();
    },
  );
});
