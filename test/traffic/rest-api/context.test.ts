import { describe, expect, it } from "vitest";
import type { Caller } from "../../../src/traffic/caller.ts";
import { contextOf, contextReader } from "../../../src/traffic/rest-api/context.ts";
import type { RestExchange } from "../../../src/traffic/rest-api/rest-exchange.ts";
import { SilentMap } from "../../../src/languages/vtl/silent-map.ts";
import { mockIntegration, restExchange, restTraffic } from "../../support/rest-traffic.ts";
import { factsOf } from "../../languages/http/facts.ts";

const KEYS = (map: string) => `#foreach($key in ${map}.keySet())$key #end`;

async function rendered(template: string, path = "/testing/sqs"): Promise<string> {
  const { call } = restTraffic(
    { methods: { "POST /sqs": { integration: mockIntegration(template) } } },
    { stage: "testing" },
  );
  return (await call(path, { method: "POST", headers: { "User-Agent": "agent" } })).text();
}

/** Members of what a reader gives, as a template finds them. */
function read(exchange: RestExchange, name: string): unknown {
  return contextReader(name)(exchange);
}

describe("$context", () => {
  const [recorded] = factsOf("context-keys");

  it.each(Object.entries((recorded?.["expected"] ?? {}) as Record<string, string[]>))(
    "rule 48: the keys of %s are the recorded ones",
    async (map, keys) => {
      const found = (await rendered(KEYS(map))).trim();
      expect(found === "" ? [] : found.split(" ").toSorted()).toEqual(keys.toSorted());
    },
  );

  it("rule 48: maps print nothing, and unset fields of the identity neither", async () => {
    const printed = (recorded?.["printed"] ?? {}) as Record<string, string>;
    for (const name of ["path", "protocol", "identity", "requestOverride", "responseOverride"])
      expect(await rendered(`$context.${name}`)).toBe(printed[name]);
    expect(await rendered("[$context.identity.caller$context.identity.user]")).toBe("[]");
  });

  it("tells of the request, its method and its place", async () => {
    const names = [
      "apiId",
      "stage",
      "httpMethod",
      "resourcePath",
      "path",
      "domainName",
      "domainPrefix",
      "accountId",
      "deploymentId",
    ];
    expect(await rendered(names.map((name) => `$context.${name}`).join(" "))).toBe(
      "abcdef1234 testing POST /sqs /testing/sqs abcdef1234.execute-api.localhost abcdef1234 000000000000 dep001",
    );
    expect(await rendered("$context.requestTime $context.requestTimeEpoch")).toBe(
      "14/Nov/2023:22:13:20 +0000 1700000000000",
    );
    expect(await rendered("$context.identity.sourceIp $context.identity.userAgent")).toBe("127.0.0.1 agent");
    expect(await rendered("$context.requestId")).toMatch(/^[\da-f-]{36}$/);
    expect(await rendered("$context.extendedRequestId")).toMatch(/^[\w-]{15}=$/);
  });

  it("is the same map however it is asked", async () => {
    expect(await rendered('$context["stage"] $context.get("stage") $context.containsKey("stage")')).toBe(
      "testing testing true",
    );
    expect(await rendered('$context.remove("stage")|$context.stage|$context.containsKey("stage")')).toBe(
      "testing||false",
    );
  });
});

describe("$context by who calls", () => {
  function exchangeOf(caller: Caller): RestExchange {
    const { exchange } = restExchange();
    exchange.caller = caller;
    return exchange;
  }

  it("has the claims of a user pool, but not all of them at once", () => {
    const exchange = exchangeOf({ kind: "jwt", claims: { sub: "u1", "custom:a": "b" }, scopes: null });
    expect(read(exchange, "authorizer.claims.sub")).toBe("u1");
    expect(read(exchange, "authorizer.claims")).toBeInstanceOf(SilentMap);
  });

  it("has what a Lambda authorizer returned, each value as text", () => {
    const exchange = exchangeOf({
      kind: "function",
      principalId: "p",
      identity: [],
      context: { text: "a", number: 1, flag: true },
    });
    const names = ["principalId", "text", "number", "flag"].map((name) => read(exchange, `authorizer.${name}`));
    expect(names).toEqual(["p", "a", "1", "true"]);
    expect(read(exchange, "authorizer.missing")).toBeUndefined();
  });

  it("has the identity of a signer, also a Cognito one", () => {
    const exchange = exchangeOf({
      kind: "iam",
      accessKey: "AKIA",
      accountId: "111111111111",
      callerId: "AIDA",
      userArn: "arn:aws:iam::111111111111:user/a",
      userId: "AIDA",
      principalOrgId: null,
      cognitoIdentity: { amr: ["authenticated", "provider", "more"], identityId: "id", identityPoolId: "pool" },
    });
    const expected = {
      accessKey: "AKIA",
      accountId: "111111111111",
      caller: "AIDA",
      userArn: "arn:aws:iam::111111111111:user/a",
      user: "AIDA",
      cognitoAuthenticationType: "authenticated",
      cognitoAuthenticationProvider: "provider,more",
      cognitoIdentityId: "id",
      cognitoIdentityPoolId: "pool",
    };
    for (const [name, value] of Object.entries(expected)) expect(read(exchange, `identity.${name}`)).toBe(value);
    expect(contextOf(exchange).get("authorizer")).toBeUndefined();
  });

  it("has the certificate of a domain with mutual TLS", () => {
    const clientCertificate = {
      clientCertPem: "-----BEGIN CERTIFICATE-----",
      subjectDN: "CN=a",
      issuerDN: "CN=b",
      serialNumber: "01",
      validity: { notBefore: "Dec 1 00:00:00 2025 GMT", notAfter: "Dec 1 00:00:00 2026 GMT" },
    };
    const { exchange } = restExchange({}, {}, { clientCertificate });
    expect(read(exchange, "identity.clientCert.subjectDN")).toBe("CN=a");
    expect(read(exchange, "identity.clientCert.serialNumber")).toBe("01");
    expect(read(exchange, "identity.clientCert.validity.notAfter")).toBe("Dec 1 00:00:00 2026 GMT");
    expect(read(exchange, "identity.clientCert.clientCertPem")).toBe("-----BEGIN CERTIFICATE-----");
  });

  it("has no certificate that nobody has verified", () => {
    const tlsClientAuth = { certPresented: "1", certSubjectDN: "CN=a" };
    const { exchange } = restExchange({}, { cf: { tlsClientAuth } } as RequestInit);
    expect(read(exchange, "identity.clientCert.subjectDN")).toBeUndefined();
  });
});
