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

afterEach(() => vi.restoreAllMocks());

describe("objects of S3", () => {
  it("are read where they are allowed", async () => {
    const fetch = vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response("pem"));
    expect(await reader.read("s3://certificates/a b/c.pem", null, "us-east-1")).toEqual({ ok: true, text: "pem" });
    expect(fetch.mock.calls[0]?.[0]).toBe("https://s3.test/certificates/a%20b/c.pem");
  });

  it.each(["s3://certificates/../secrets/key", "s3://certificates/a/./../../secrets/key", "s3://certificates/.."])(
    "are not reached by way of others: %s",
    async (uri) => {
      const fetch = vi.spyOn(globalThis, "fetch");
      expect(await reader.read(uri, null, "us-east-1")).toEqual({ ok: false, reason: `${uri} cannot be asked for` });
      expect(fetch).not.toHaveBeenCalled();
    },
  );
});
