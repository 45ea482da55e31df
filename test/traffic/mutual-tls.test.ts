import { describe, expect, it } from "vitest";
import { markBound } from "../../src/traffic/client.ts";
import { MutualTls } from "../../src/traffic/mutual-tls.ts";
import { CERTIFICATES_VALID_AT as NOW, shown, truststoreOf } from "../support/mutual-tls.ts";
import { mockIntegration, restTraffic } from "../support/rest-traffic.ts";

const requestOf = (cf?: object): Request =>
  new Request("https://api.example.com/", (cf && { cf }) as RequestInit | undefined);
const accepts = (cf?: object): boolean => new MutualTls(truststoreOf("root")).accept(requestOf(cf), NOW) !== null;

describe("a domain with mutual TLS", () => {
  it("accepts what its truststore vouches for, whatever the edge says of it", () => {
    expect(accepts(shown("direct"))).toBe(true);
    expect(accepts(shown("client", ["intermediate"]))).toBe(true);
  });

  it.each<[string, object | undefined]>([
    ["without a certificate", undefined],
    ["with one that was not presented", shown("direct", [], { certPresented: "0" })],
    ["of another authority, though the edge trusts it", shown("forged", [], { certVerified: "SUCCESS" })],
    ["with one that is revoked", shown("direct", [], { certRevoked: "1" })],
    ["with one that is too large for the edge to tell", shown("direct", [], { certRFC9440TooLarge: true })],
    ["with a chain that is too large", shown("direct", [], { certChainRFC9440TooLarge: true })],
    ["with a malformed one", shown("direct", [], { certRFC9440: ":AAAA:" })],
    ["with a malformed chain", shown("direct", [], { certChainRFC9440: "x" })],
    [
      "with a very long chain",
      shown(
        "client",
        Array.from({ length: 11 }, () => "intermediate" as const),
      ),
    ],
    ["of an old edge that tells no certificates", { tlsClientAuth: { certPresented: "1", certVerified: "SUCCESS" } }],
  ])("refuses a caller %s", (_name, cf) => expect(accepts(cf)).toBe(false));

  it("refuses a certificate that it accepted before, once that has expired", () => {
    const domain = new MutualTls(truststoreOf("root"));
    expect(domain.accept(requestOf(shown("expired")), NOW)).not.toBeNull();
    expect(domain.accept(requestOf(shown("expired")), NOW + 2 * 86_400_000)).toBeNull();
  });

  it("refuses what another worker says of its caller over a service binding", () => {
    const request = requestOf(shown("direct"));
    markBound(request);
    expect(new MutualTls(truststoreOf("root")).accept(request, NOW)).toBeNull();
  });

  it("answers 403, or tells the backend who called", async () => {
    const shownDn = '{"dn":"$context.identity.clientCert.subjectDN","n":"$context.identity.clientCert.serialNumber"}';
    const traffic = restTraffic(
      { methods: { "GET /pets": { integration: mockIntegration(shownDn) } } },
      { ports: { now: () => NOW } },
    );
    const domain = { host: "api.example.com", basePath: "", mutualTls: new MutualTls(truststoreOf("root")) };
    const refused = await traffic.call("/pets", domain);
    expect([refused.status, await refused.text()]).toEqual([403, '{"message":"Forbidden"}']);
    const answer = await traffic.call("/pets", { ...domain, cf: shown("direct") });
    expect(await answer.json()).toEqual({
      dn: "C=DE,O=Tollgate Tests,CN=Direct",
      n: expect.stringMatching(/^([0-9a-f]{2}:)+[0-9a-f]{2}$/),
    });
  });
});
