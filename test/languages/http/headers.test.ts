import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appliedCodings, chooseContentCoding } from "../../../src/languages/http/compression.ts";
import { cookieValue, parseCookies, setCookieHeaders } from "../../../src/languages/http/cookies.ts";
import { appendForwardedFor, forwardedHeader, forwardedHeaders } from "../../../src/languages/http/forwarded.ts";
import { wellKnownCase } from "../../../src/languages/http/header-case.ts";
import {
  firstAccepted,
  mediaTypeEssence,
  mediaTypeParameter,
  parseAccept,
} from "../../../src/languages/http/media-types.ts";
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

  it("have parameters, with quotes and without", () => {
    expect(mediaTypeParameter('a/b; Charset="utf-8"; boundary=x', "charset")).toBe("utf-8");
    expect(mediaTypeParameter('a/b; x="a;\\"b\\",c"; y=2', "x")).toBe('a;"b",c');
    expect(mediaTypeParameter("a/b; x=1", "y")).toBeUndefined();
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

  it("have values, the first of a name", () => {
    const header = 'a=1; b="x=y"; a=2; flag';
    expect(["a", "b", "flag", "A"].map((name) => cookieValue(header, name))).toEqual([
      "1",
      "x=y",
      undefined,
      undefined,
    ]);
  });

  it("become one Set-Cookie header each", () => {
    expect(setCookieHeaders(["a=1; Path=/", "b=2"])).toEqual([
      ["Set-Cookie", "a=1; Path=/"],
      ["Set-Cookie", "b=2"],
    ]);
  });
});

describe("forwarded headers", () => {
  const call = {
    clientIp: "203.0.113.7",
    host: "abc.execute-api.localhost:8787",
    protocol: "http",
    port: 8787,
  } as const;

  it("append the caller to those before it", () => {
    expect(appendForwardedFor("198.51.100.1, 10.0.0.1", "203.0.113.7")).toBe("198.51.100.1, 10.0.0.1, 203.0.113.7");
    expect([appendForwardedFor(null, "::1"), appendForwardedFor(" ", "::1")]).toEqual(["::1", "::1"]);
  });

  it("name port and protocol", () => {
    expect(forwardedHeaders("10.0.0.1", call)).toEqual([
      ["X-Forwarded-For", "10.0.0.1, 203.0.113.7"],
      ["X-Forwarded-Port", "8787"],
      ["X-Forwarded-Proto", "http"],
    ]);
  });

  it("of HTTP APIs are one Forwarded, by and for quoted where they are IPv6", () => {
    const https = { ...call, host: "api.example.com", protocol: "https", port: 443 } as const;
    expect(forwardedHeader(null, https, "192.0.2.1")).toBe(
      "by=192.0.2.1;for=203.0.113.7;host=api.example.com;proto=https",
    );
    expect(forwardedHeader("for=10.0.0.1", { ...call, clientIp: "2001:db8::1" })).toBe(
      'for=10.0.0.1, for="[2001:db8::1]";host="abc.execute-api.localhost:8787";proto=http',
    );
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
