import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appliedCodings, chooseContentCoding } from "../../../src/languages/http/compression.ts";
import { parseCookies } from "../../../src/languages/http/cookies.ts";
import { appendForwardedFor, forwardedNode, forwardedValue } from "../../../src/languages/http/forwarded.ts";
import { wellKnownCase } from "../../../src/languages/http/header-case.ts";
import { firstAccepted, mediaTypeEssence, parseAccept } from "../../../src/languages/http/media-types.ts";
import { parseWeightedList } from "../../../src/languages/http/weighted-list.ts";

describe("media types", () => {
  it("are read without parameters and in lower case", () => {
    expect(mediaTypeEssence(" Text/HTML ; charset=utf-8")).toBe("text/html");
    expect([mediaTypeEssence(null), mediaTypeEssence(""), mediaTypeEssence(" ;a=b")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("are listed in Accept in the order sent, with their weights", () => {
    expect(parseAccept('text/html;level="1,2";q=0.5, */*;q=.1 ,, Image/PNG;q=x, a/b;q=0, c/d;Q=7')).toEqual([
      { value: "text/html", q: 0.5 },
      { value: "*/*", q: 0.1 },
      { value: "image/png", q: 1 },
      { value: "a/b", q: 0 },
      { value: "c/d", q: 1 },
    ]);
    expect([firstAccepted("a/b;q=0.1, c/d"), firstAccepted(null), firstAccepted(" ")]).toEqual([
      "a/b",
      undefined,
      undefined,
    ]);
  });

  it("of any form are read without an error", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', ",", ";", "q", "=", "1", ".", "\\", "a", " ") }), (header) => {
        for (const { q } of parseWeightedList(header)) expect(q >= 0 && q <= 1).toBe(true);
      }),
    );
  });
});

describe("compression", () => {
  it.each([
    [null, "identity"],
    ["", "identity"],
    ["*", "identity"],
    ["gzip", "gzip"],
    ["GZIP", "gzip"],
    ["x-gzip", "gzip"],
    ["br, gzip, deflate", "gzip"],
    ["deflate, br", "deflate"],
    ["br;q=1.0, gzip;q=0.8, *;q=0.1", "br"],
    ["deflate;q=0.5, gzip;q=0.4", "deflate"],
    ["zstd, gzip", "gzip"],
    ["zstd, gzip;q=0.9", "identity"],
    ["identity, gzip;q=0.5", "identity"],
    ["gzip;q=0", "identity"],
    ["gzip;q=0, deflate;q=0.1", "deflate"],
  ])("for Accept-Encoding %j is %s", (header, coding) => {
    expect(chooseContentCoding(header)).toBe(coding);
  });

  it("of a request is known by its Content-Encoding", () => {
    expect([
      appliedCodings(null),
      appliedCodings("identity"),
      appliedCodings("gzip"),
      appliedCodings("deflate, BR"),
    ]).toEqual([[], [], ["gzip"], ["deflate", "br"]]);
    expect([appliedCodings("zstd"), appliedCodings("gzip, compress")]).toEqual([undefined, undefined]);
  });
});

describe("cookies", () => {
  it("are pairs in the order sent", () => {
    expect(parseCookies("a=1; b=x=y;c;; d=")).toEqual(["a=1", "b=x=y", "c", "d="]);
    expect([parseCookies(null), parseCookies("")]).toEqual([[], []]);
  });
});

describe("forwarded headers", () => {
  it("append the caller to those before it", () => {
    expect(appendForwardedFor("198.51.100.1, 10.0.0.1", "203.0.113.7")).toBe("198.51.100.1, 10.0.0.1, 203.0.113.7");
    expect([appendForwardedFor(null, "::1"), appendForwardedFor(" ", "::1")]).toEqual(["::1", "::1"]);
  });

  it("of HTTP APIs quote what is no token: IPv6, hosts with their port, and what a caller made up", () => {
    expect(["203.0.113.7", "2001:db8::1", "[2001:db8::1]", 'a";host="b', '::1]";by="x'].map(forwardedNode)).toEqual([
      "203.0.113.7",
      '"[2001:db8::1]"',
      '"[2001:db8::1]"',
      String.raw`"a\";host=\"b"`,
      String.raw`"[::1]\";by=\"x]"`,
    ]);
    expect(["api.example.com", "abc.execute-api.localhost:8787"].map(forwardedValue)).toEqual([
      "api.example.com",
      '"abc.execute-api.localhost:8787"',
    ]);
  });
});

describe("the usual casing of header names", () => {
  it.each([
    "Content-Type",
    "X-Forwarded-For",
    "User-Agent",
    "Host",
    "Authorization",
    "CloudFront-Viewer-Country",
    "X-Amzn-Trace-Id",
    "DNT",
    "ETag",
    "WWW-Authenticate",
    "Sec-WebSocket-Key",
    "x-amzn-RequestId",
  ])("is %s", (name) => expect(wellKnownCase(name.toLowerCase())).toBe(name));

  it("is lower case for names that are not well known", () => {
    expect(["x-api-key", "x-my-header", "constructor"].map(wellKnownCase)).toEqual([
      "x-api-key",
      "x-my-header",
      "constructor",
    ]);
  });
});
