import { describe, expect, it } from "vitest";
import { formatTest } from "../../../src/languages/jsonschema/formats.ts";

const GOOD: Readonly<Record<string, readonly string[]>> = {
  "date-time": [
    "2026-04-21T15:08:21Z",
    "1963-06-19t08:30:06.283185z",
    "2024-02-29T00:00:00+05:30",
    "1998-12-31T23:59:60Z",
    "1998-12-31T15:59:60.123-08:00",
  ],
  email: [
    "joe.bloggs@example.com",
    "a+b@x",
    '"joe bloggs"@example.com',
    "x@[127.0.0.1]",
    "x@[IPv6:::1]",
    "te~st@example.com",
  ],
  hostname: ["example.com", "localhost", "xn--4gbwdl.xn--wgbh1c", "a.b-c.d0"],
  ipv4: ["192.168.0.1", "0.0.0.0", "255.255.255.255"],
  ipv6: ["::1", "::", "1:2:3:4:5:6:7:8", "::ffff:192.168.0.1", "1::8", "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:7::"],
  uri: [
    "http://foo.bar/?baz=qux#quux",
    "urn:oasis:names",
    "mailto:x@y.z",
    "http://[::1]:80/a",
    "http://a:b@c.d:80/%20",
    "tel:+1-816-555-1212",
  ],
};

const BAD: Readonly<Record<string, readonly string[]>> = {
  "date-time": [
    "2026-02-30T00:00:00Z",
    "2023-02-29T00:00:00Z",
    "2026-04-21 15:08:21Z",
    "2026-04-21T24:00:00Z",
    "1998-12-31T22:59:60Z",
    "2026-04-21T15:08:21",
    "2026-13-01T00:00:00Z",
    "2026-04-21T15:08:21+24:00",
    "x",
  ],
  email: ["2962", "@x", "a@", "a b@c", "a..b@c", ".a@b", "a@b@c", "a@-b", "a@[1.2.3]"],
  hostname: ["", "-a", "a-", "a..b", "a_b", `${"a".repeat(64)}.com`, "a.".repeat(130) + "a", "."],
  ipv4: ["127.0.0.256", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.4 ", "0x7f.0.0.1"],
  ipv6: [
    "12345::",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "::1::",
    ":1",
    "1:",
    "::laptop",
    "1:2:3:4:5:6:7:1.2.3.4",
    "::1.2.3",
    "1.2.3.4::",
    "%",
  ],
  uri: [
    "\\\\WINDOWS\\fileshare",
    "abc",
    "http:// shouldfail",
    "http://foo.bar?q=a b",
    "http://a/%zz",
    "http://a#b#c",
    "http://a[b/",
    "http://a:x/",
  ],
};

describe("formats", () => {
  for (const [format, texts] of Object.entries(GOOD)) {
    it.each(texts)(`${format} accepts %s`, (text) => expect(formatTest(format)?.(text)).toBe(true));
  }
  for (const [format, texts] of Object.entries(BAD)) {
    it.each(texts)(`${format} refuses %s`, (text) => expect(formatTest(format)?.(text)).toBe(false));
  }
  it("that draft 4 does not know say nothing", () => {
    expect(formatTest("int64")).toBeUndefined();
    expect(formatTest("toString")).toBeUndefined();
  });
  it("read long texts in one pass", () => {
    const long = "a".repeat(200_000);
    const texts = [`${long}!`, `${long}@`, `http://${long}%`, `"${long}@b`, `a:${"[".repeat(200_000)}`];
    for (const format of Object.keys(GOOD))
      expect(texts.map((text) => formatTest(format)?.(text))).toEqual(texts.map(() => false));
  });
});
