import fc from "fast-check";
import { expect, it } from "vitest";
import { parseRange } from "../../../src/policies/address.ts";
import { compileIpSet } from "../../../src/traffic/waf/ip-set.ts";

/** Few different parts, so that addresses meet networks. */
const octet = fc.constantFrom(0, 1, 127, 128, 192, 255);
const ipv4 = fc.array(octet, { minLength: 4, maxLength: 4 }).map((parts) => parts.join("."));
const group = fc.constantFrom("0", "1", "ffff", "2001", "db8");
const ipv6 = fc.array(group, { minLength: 8, maxLength: 8 }).map((parts) => parts.join(":"));
const networks = fc.array(
  fc.oneof(
    fc.tuple(ipv4, fc.integer({ min: 1, max: 32 })).map(([ip, prefix]) => `${ip}/${prefix}`),
    fc.tuple(ipv6, fc.integer({ min: 1, max: 128 })).map(([ip, prefix]) => `${ip}/${prefix}`),
  ),
  { maxLength: 12 },
);

it("a set contains an address exactly when one of its networks does", () => {
  fc.assert(
    fc.property(networks, fc.oneof(ipv4, ipv6), (set, ip) => {
      expect(compileIpSet(set)(ip)).toBe(set.some((network) => parseRange(network)?.(ip)));
    }),
  );
});

it("what is no address is in no set", () => {
  const contains = compileIpSet(["0.0.0.0/1", "128.0.0.0/1"]);
  expect(["", "unknown", "1.2.3", "1.2.3.4, 5.6.7.8"].map(contains)).toEqual([false, false, false, false]);
});
