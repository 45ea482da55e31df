import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parseClientCert } from "../../../src/languages/x509/certificates.ts";
import { Truststore } from "../../../src/languages/x509/truststore.ts";
import chain from "../../fixtures/certificate-chain.json";
import mutualTls from "../../fixtures/mutual-tls.json";

// A chain of five authorities, the last of them for a day, beside certificates with one or two above them.
const pem = { ...mutualTls, ...chain };
type Name = keyof typeof pem;

const certificate = (name: Name): X509Certificate => new X509Certificate(pem[name]);
const NOW = Date.parse(certificate("client").validFrom) + 1000;
const LATER = Date.parse(certificate("expired").validTo) + 1000;

function trustedUntil(anchors: Name[], leaf: Name, chain: Name[] = [], now = NOW): number | null {
  const store = new Truststore(anchors.map((name) => pem[name]).join("\n"));
  return store.trustedUntil(certificate(leaf), chain.map(certificate), now);
}

const trusts = (...question: Parameters<typeof trustedUntil>): boolean => trustedUntil(...question) !== null;

describe("a truststore", () => {
  it("trusts what one of its authorities has issued, also through an intermediate one", () => {
    expect(trusts(["root"], "direct")).toBe(true);
    expect(trusts(["root"], "client", ["intermediate"])).toBe(true);
    expect(trusts(["root"], "client", ["direct", "intermediate"])).toBe(true);
    expect(trusts(["root", "intermediate"], "client")).toBe(true);
    expect(trusts(["intermediate"], "client")).toBe(true);
  });

  it("trusts a client's certificate that is in it", () => {
    expect(trusts(["direct"], "direct")).toBe(true);
  });

  it.each<[string, Name[], Name, Name[]]>([
    ["of another authority", ["other"], "direct", []],
    ["of another authority with the same name", ["root"], "forged", []],
    ["whose intermediate is missing", ["root"], "client", []],
    ["whose issuer is no authority", ["root"], "viaNoca", ["noca"]],
    ["issued by a certificate of the truststore that is no authority", ["noca"], "viaNoca", []],
    ["that is for servers", ["root"], "server", []],
    ["that brings its own authority", ["root"], "forged", ["other"]],
  ])("does not trust a certificate %s", (_name, anchors, leaf, chain) => {
    expect(trusts(anchors, leaf, chain)).toBe(false);
  });

  it("does not trust a certificate outside of its dates", () => {
    expect(trusts(["root"], "expired")).toBe(true);
    expect(trusts(["root"], "expired", [], LATER)).toBe(false);
    expect(trusts(["expired"], "expired", [], LATER)).toBe(false);
    expect(trusts(["root"], "direct", [], NOW - 86_400_000)).toBe(false);
  });

  it("trusts through four intermediate authorities, and no more", () => {
    const issued = Date.parse(certificate("far").validFrom) + 1000;
    expect(trusts(["link1"], "far", ["link2", "link3", "link4", "link5"], issued)).toBe(true);
    expect(trusts(["farRoot"], "far", ["link1", "link2", "link3", "link4", "link5"], issued)).toBe(false);
  });

  it("trusts a certificate until the first of those above it ends", () => {
    const issued = Date.parse(certificate("far").validFrom) + 1000;
    const ends = Date.parse(certificate("link5").validTo);
    expect(ends).toBeLessThan(Date.parse(certificate("far").validTo));
    for (const [anchor, chain] of [
      ["link4", ["link5"]],
      ["link5", []],
    ] satisfies [Name, Name[]][]) {
      expect(trustedUntil([anchor], "far", chain, issued)).toBe(ends);
      expect(trusts([anchor], "far", chain, ends)).toBe(true);
      expect(trusts([anchor], "far", chain, ends + 1)).toBe(false);
    }
  });

  it("that is empty trusts nobody", () => {
    expect(trusts([], "direct")).toBe(false);
  });

  it("names what is no certificate", () => {
    const broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
    expect(() => new Truststore(`${pem.root}\n${broken}`)).toThrow("certificate 2 is malformed");
  });
});

describe("a Client-Cert field", () => {
  const item = (name: Name): string => `:${certificate(name).raw.toString("base64")}:`;

  it("holds certificates in base64 between colons", () => {
    expect(parseClientCert(`${item("client")}, ${item("intermediate")}`)?.map(({ subject }) => subject)).toEqual([
      certificate("client").subject,
      certificate("intermediate").subject,
    ]);
    expect(parseClientCert("")).toEqual([]);
  });

  it.each(["x", ":AAAA:", "::", `${":AAAA:"},`])("%j is none", (field) => expect(parseClientCert(field)).toBeNull());
});
