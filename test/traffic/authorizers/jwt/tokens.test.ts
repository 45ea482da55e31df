import { SignJWT, UnsecuredJWT } from "jose";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { IssuerKeys } from "../../../../src/traffic/authorizers/jwt/issuer-keys.ts";
import { Tokens } from "../../../../src/traffic/authorizers/jwt/tokens.ts";
import { createIssuer, type Issuer } from "../../../support/issuer.ts";

const URL_OF_ISSUER = "https://issuer.test/pool";

let issuer: Issuer;
let clock: number;
let calls: string[];
let answer: (url: string) => Response;
let tokens: Tokens;
let keys: IssuerKeys;

beforeEach(async () => {
  vi.spyOn(console, "error").mockReturnValue();
  issuer = await createIssuer(URL_OF_ISSUER);
  clock = Math.floor(Date.now() / 1000) * 1000;
  calls = [];
  answer = (url) => {
    const body = issuer.document(new URL(url).pathname);
    return body === undefined ? new Response(null, { status: 404 }) : new Response(body);
  };
  tokens = new Tokens({
    now: () => clock,
    fetch: async (url) => {
      calls.push(url);
      return answer(url);
    },
  });
  keys = tokens.issuer(URL_OF_ISSUER);
});

const verify = async (token: string): Promise<string> => {
  const outcome = tokens.held(token, () => undefined) ?? (await tokens.verify(token, keys, () => undefined));
  return outcome.ok ? "good" : outcome.description;
};

describe("a token", () => {
  it("is verified with the issuer's keys, found by discovery", async () => {
    expect(await verify(await issuer.token())).toBe("good");
    expect(calls).toEqual([`${URL_OF_ISSUER}/.well-known/openid-configuration`, `${URL_OF_ISSUER}/keys`]);
  });

  it.each(["RS384", "PS256", "ES256", "ES384"])("may be signed with %s", async (algorithm) => {
    issuer = await createIssuer(URL_OF_ISSUER, algorithm);
    expect(await verify(await issuer.token())).toBe("good");
  });

  it("is verified once: the second time the answer is there at once, and nobody is asked", async () => {
    const token = await issuer.token();
    await verify(token);
    calls = [];
    expect(tokens.held(token, () => undefined)).toMatchObject({ ok: true, issuer: URL_OF_ISSUER });
    expect(calls).toEqual([]);
  });

  it("costs no call for 1,000 different ones on a warm isolate", async () => {
    await verify(await issuer.token());
    calls = [];
    for (let n = 0; n < 1000; n++) await verify(await issuer.token({ claims: { sub: `user${n}` } }));
    expect(calls).toEqual([]);
  });

  it("stays remembered while it is in use, whatever others come; one that is not in use goes after 4,000 others", async () => {
    issuer = await createIssuer(URL_OF_ISSUER, "ES256");
    const [used, unused] = [await issuer.token(), await issuer.token({ claims: { sub: "unused" } })];
    await verify(used);
    await verify(unused);
    for (let n = 0; n < 4_000; n++) {
      clock += 10;
      await verify(await issuer.token({ claims: { sub: `user${n}` } }));
      tokens.held(used, () => undefined);
    }
    expect(tokens.held(used, () => undefined)).toBeDefined();
    expect(tokens.held(unused, () => undefined)).toBeUndefined();
  });

  it("is refused once it has expired, also when it was remembered", async () => {
    const token = await issuer.token({ claims: { exp: clock / 1000 + 60 } });
    expect(await verify(token)).toBe("good");
    clock += 60_000;
    expect(await verify(token)).toBe("the token has expired");
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["without exp", { exp: undefined }, "the token has expired"],
    ["that is not valid yet", { nbf: 4_000_000_000 }, "the token is not valid yet"],
    ["from the future", { iat: 4_000_000_000 }, "the token was used before it was issued"],
    ["of another issuer", { iss: "https://other.test" }, "the token does not have a valid issuer"],
  ])("%s is refused", async (_name, claims, description) => {
    expect(await verify(await issuer.token({ claims }))).toBe(description);
  });

  it("of one issuer is not accepted for another that has the same keys", async () => {
    const token = await issuer.token();
    await verify(token);
    const other = tokens.issuer("https://issuer.test/other");
    answer = () => new Response(JSON.stringify({ jwks_uri: "https://issuer.test/keys", keys: issuer.keys }));
    const outcome = await tokens.verify(token, other, () => undefined);
    expect(outcome).toMatchObject({ ok: false, description: "the token does not have a valid issuer" });
  });
});

describe("a forged token", () => {
  /** The token with other fields in its header; its signature stays. */
  function withHeader(token: string, fields: object): string {
    const [header = "", ...rest] = token.split(".");
    const text = JSON.stringify({ ...JSON.parse(atob(header)), ...fields });
    return [btoa(text).replaceAll("=", "").replaceAll("+", "-").replaceAll("/", "_"), ...rest].join(".");
  }

  it("signed with another key of the same name is refused", async () => {
    const thief = await createIssuer(URL_OF_ISSUER);
    await verify(await issuer.token());
    expect(await verify(await thief.token())).toBe("the signature is invalid");
  });

  it("without a signature is refused", async () => {
    const token = new UnsecuredJWT({ iss: URL_OF_ISSUER, aud: "shop" }).setExpirationTime("1h").encode();
    expect(await verify(token)).toBe("signing method none is invalid");
    expect(calls).toEqual([]);
  });

  it("signed with the public key as a shared secret is refused", async () => {
    const secret = new TextEncoder().encode(JSON.stringify(issuer.keys[0]));
    const token = await new SignJWT({ iss: URL_OF_ISSUER, aud: "shop" })
      .setProtectedHeader({ alg: "HS256", kid: "first" })
      .setExpirationTime("1h")
      .sign(secret);
    expect(await verify(token)).toBe("signing method HS256 is invalid");
  });

  it("that names an algorithm which does not fit the key is refused", async () => {
    expect(await verify(withHeader(await issuer.token(), { alg: "ES256" }))).toBe("unable to find the signing key");
  });

  it.each(["../../first", "first' OR 1=1", "http://evil.test/keys", "__proto__", ""])(
    "with the key id %j is refused, and nobody but the issuer is asked",
    async (kid) => {
      expect(await verify(await issuer.token({ kid }))).toBe("unable to find the signing key");
      expect(calls.every((url) => url.startsWith(`${URL_OF_ISSUER}/`))).toBe(true);
    },
  );

  it("that brings its own key is refused", async () => {
    const thief = await createIssuer(URL_OF_ISSUER);
    const own = { jwk: thief.keys[0], jku: "https://evil.test/keys" };
    expect(await verify(withHeader(await thief.token(), own))).toBe("the signature is invalid");
  });

  it("whose header asks for more than is known is refused, and nobody is asked", async () => {
    const token = withHeader(await issuer.token(), { crit: ["b64"], b64: true });
    expect(await verify(token)).toBe("the token has critical extensions");
    expect(calls).toEqual([]);
  });

  it("that is larger than 8 KB is refused unread, also where only the blanks after its scheme make it so", async () => {
    expect(await verify(await issuer.token({ claims: { filler: "x".repeat(9000) } }))).toBe("the token is too large");
    expect(await verify(`Bearer ${" ".repeat(9000)}${await issuer.token()}`)).toBe("the token is too large");
    expect(calls).toEqual([]);
  });

  it.each(["", "abc", "a.b", "a.b.c.d", "..", "!!.!!.!!", "e30.e30.e30"])("%j is refused", async (token) => {
    expect(await verify(token)).not.toBe("good");
    expect(calls).toEqual([]);
  });
});

describe("the issuer's keys", () => {
  it("are fetched again for an unknown key, at most every 30 seconds", async () => {
    await verify(await issuer.token());
    await issuer.rotate("second", true);
    expect(await verify(await issuer.token())).toBe("unable to find the signing key");
    clock += 30_000;
    expect(await verify(await issuer.token())).toBe("good");
    calls = [];
    for (let n = 0; n < 20; n++) await verify(await issuer.token({ kid: `guess${n}` }));
    expect(calls).toEqual([]);
  });

  it("are fetched once for requests that come together", async () => {
    const tokensOfMany = await Promise.all(
      Array.from({ length: 20 }, (_, n) => issuer.token({ claims: { sub: `user${n}` } })),
    );
    const outcomes = await Promise.all(tokensOfMany.map(verify));
    expect(new Set(outcomes)).toEqual(new Set(["good"]));
    expect(calls).toHaveLength(2);
  });

  it("that are known go on serving while the issuer cannot be reached", async () => {
    await verify(await issuer.token());
    answer = () => new Response(null, { status: 503 });
    clock += 4 * 3_600_000;
    expect(await verify(await issuer.token({ now: clock / 1000 }))).toBe("good");
  });

  it("that the issuer took back no longer serve, nor do the tokens that were verified with them", async () => {
    const work: Promise<unknown>[] = [];
    const token = await issuer.token({ claims: { exp: clock / 1000 + 86_400 } });
    await verify(token);
    await issuer.rotate("second");
    clock += 2 * 3_600_000;
    tokens.held(token, (promise) => work.push(promise));
    await Promise.all(work);
    expect(await verify(token)).toBe("unable to find the signing key");
  });

  it.each<[string, () => Response, string]>([
    ["an error", () => new Response(null, { status: 500 }), "OIDC discovery endpoint communication error"],
    ["no JSON", () => new Response("<html>"), "OIDC discovery endpoint communication error"],
    ["no address of keys", () => new Response("{}"), "OIDC discovery endpoint communication error"],
    [
      "a plain http address of keys",
      () => new Response('{"jwks_uri":"http://issuer.test/keys"}'),
      "OIDC discovery endpoint communication error",
    ],
    ["300 KB", () => new Response(" ".repeat(300 * 1024)), "OIDC discovery endpoint communication error"],
    [
      "a redirect to another host",
      () => new Response(null, { status: 302, headers: { location: "https://evil.test/" } }),
      "OIDC discovery endpoint communication error",
    ],
    ["keys that are none", () => new Response('{"jwks_uri":"https://issuer.test/keys"}'), "JWKS communication error"],
  ])("cannot come from an issuer that answers %s", async (_name, script, description) => {
    answer = script;
    expect(await verify(await issuer.token())).toBe(description);
    expect(calls.filter((url) => !url.startsWith("https://issuer.test/"))).toEqual([]);
  });

  it("may lie behind a redirect within the issuer's own host", async () => {
    const plain = answer;
    answer = (url) =>
      url.endsWith("/keys") ? new Response(null, { status: 302, headers: { location: `${url}?moved` } }) : plain(url);
    expect(await verify(await issuer.token())).toBe("good");
  });
});
