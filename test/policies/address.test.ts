import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAddress, parseRange } from "../../src/policies/address.ts";

describe("an address range", () => {
  it.each([
    ["203.0.113.0/24", "203.0.113.255", true],
    ["203.0.113.0/24", "203.0.114.0", false],
    ["123.4.5.6/24", "123.4.5.250", true],
    ["192.0.2.1", "192.0.2.1", true],
    ["192.0.2.1", "192.0.2.2", false],
    ["0.0.0.0/0", "8.8.8.8", true],
    ["0.0.0.0/0", "2001:db8::1", false],
    ["2001:DB8:1234:5678::/64", "2001:db8:1234:5678:9::1", true],
    ["2001:DB8:1234:5678::/64", "2001:db8:1234:5679::1", false],
    ["::/0", "::1", true],
    ["::1", "0:0:0:0:0:0:0:1", true],
    ["192.0.2.0/24", "::ffff:192.0.2.77", true],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221", true],
    ["192.0.2.0/24", "not an address", false],
    ["192.0.2.0/24", "192.0.2", false],
  ])("%s holds for %s: %s", (range, address, holds) => {
    expect(parseRange(range)?.(address)).toBe(holds);
  });

  it.each([
    "",
    "192.0.2",
    "192.0.2.256",
    "192.0.02.1",
    "192.0.2.1/33",
    "::1/129",
    "1::2::3",
    "12345::",
    "::/x",
    "a:b",
    "1:2:3:4:5:6:7:8:9",
    ":::",
  ])("refuses %s", (text) => {
    expect(parseRange(text)).toBeUndefined();
  });

  it("reads any IPv6 address that it is shown in full", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n << 64n, max: (1n << 128n) - 1n }), (value) => {
        const groups = Array.from({ length: 8 }, (_, index) =>
          ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
        );
        expect(parseAddress(groups.join(":"))).toEqual({ bits: 128, value });
      }),
    );
  });

  it("reads any address as fast-check writes it, and contains it in its own range", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        expect(parseRange(address)?.(address)).toBe(true);
      }),
    );
  });
});
