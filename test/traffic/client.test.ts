import { expect, it } from "vitest";
import { forwardedFor, markBound } from "../../src/traffic/client.ts";

it.each<[what: string, received: string | null, edge: string | null, forwarded: string]>([
  ["what a local caller is known by", null, null, "127.0.0.1"],
  ["a caller's claim before its address", "192.0.2.1", null, "192.0.2.1, 127.0.0.1"],
  ["the address once where the edge alone has put it there", "198.51.100.7", "198.51.100.7", "198.51.100.7"],
  ["the address once behind a claim", "192.0.2.1,198.51.100.7", "198.51.100.7", "192.0.2.1, 198.51.100.7"],
  [
    "the address once behind a claim with a blank",
    "192.0.2.1, 198.51.100.7",
    "198.51.100.7",
    "192.0.2.1, 198.51.100.7",
  ],
  [
    "a claim that ends as the address does",
    "192.0.2.198.51.100.7",
    "198.51.100.7",
    "192.0.2.198.51.100.7, 198.51.100.7",
  ],
])("X-Forwarded-For tells backends %s", (_what, received, edge, forwarded) => {
  const headers = {
    ...(received !== null && { "x-forwarded-for": received }),
    ...(edge !== null && { "cf-connecting-ip": edge }),
  };
  expect(forwardedFor(new Request("https://api.example.com/", { headers }))).toBe(forwarded);
});

it("X-Forwarded-For of a request over a service binding holds its claim, and that the caller is unknown", () => {
  const request = new Request("https://api.example.com/", {
    headers: { "x-forwarded-for": "192.0.2.1", "cf-connecting-ip": "198.51.100.7" },
  });
  markBound(request);
  expect(forwardedFor(request)).toBe("192.0.2.1, unknown");
});
