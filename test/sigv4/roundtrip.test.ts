import { SignatureV4 } from "@smithy/signature-v4";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EMPTY_BODY_SHA256, sha256Hex } from "../../src/sigv4/digest.ts";
import { normalizeQueryComponent } from "../../src/sigv4/encoding.ts";
import type { SigningContext } from "../../src/sigv4/sign.ts";
import { presign, sign } from "../../src/sigv4/sign.ts";
import { createSigningKeys } from "../../src/sigv4/signingkey.ts";
import type { VerifyOptions } from "../../src/sigv4/verify.ts";
import { verify } from "../../src/sigv4/verify.ts";
import { request } from "./requests.ts";
import { NodeSha256 } from "./sha256.ts";

const NOW = Date.UTC(2026, 0, 31, 23, 59, 59);
const HOST = "a1.execute-api.localhost:8787";
const key = { accessKeyId: "AKID", secret: "secret/+=" };
const signingKeys = createSigningKeys();
const context: SigningContext = {
  credentials: key,
  region: "eu-north-1",
  service: "execute-api",
  now: NOW,
  signingKeys,
};

type Sent = { method: string; target: string; headers: [string, string][]; body: string };

function check(sent: Sent, changes: Partial<VerifyOptions<typeof key>> = {}, acceptEncoding?: string) {
  return verify(request(sent.method, sent.target, sent.headers, acceptEncoding), {
    now: NOW,
    services: ["execute-api"],
    signingKeys,
    bodyHash: () => sha256Hex(sent.body),
    findKey: (id) => (id === key.accessKeyId ? key : undefined),
    ...changes,
  });
}

const text = fc.string({ unit: "grapheme", maxLength: 6 });
const component = text.map((value) => encodeURIComponent(value.toWellFormed()));
const requests = fc
  .record({
    method: fc.constantFrom("GET", "POST", "PUT", "DELETE", "PATCH"),
    segments: fc.array(component, { maxLength: 4 }),
    query: fc.array(fc.tuple(component, component), { maxLength: 4 }),
    header: fc.string({ maxLength: 12 }).map((value) => value.trim()),
    body: text,
  })
  .map(({ method, segments, query, header, body }): Sent => {
    const url = new URL(`http://${HOST}/${segments.join("/")}`);
    const search = query.map(([name, value]) => `${name}=${value}`).join("&");
    return { method, target: `${url.pathname}?${search}`, headers: [["x-custom", header]], body };
  });

function signed(sent: Sent): Sent {
  const body = sha256Hex(sent.body);
  const added = sign(
    { method: sent.method, url: `http://${HOST}${sent.target}`, headers: sent.headers, body },
    context,
  );
  return { ...sent, headers: [["host", HOST], ...sent.headers, ...Object.entries(added)] };
}

function presigned(sent: Sent, expiresIn = 60): Sent {
  const body = sha256Hex(sent.body);
  const outgoing = { method: sent.method, url: `http://${HOST}${sent.target}`, headers: sent.headers, body };
  const url = presign(outgoing, context, expiresIn);
  return { ...sent, target: url.slice(url.indexOf("/", 8)), headers: [["host", HOST], ...sent.headers] };
}

const mismatch = { ok: false, code: "InvalidSignatureException" };

describe("whatever we sign", () => {
  it("we verify, in headers and presigned", async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (sent) => {
        expect(await check(signed(sent))).toMatchObject({ ok: true });
        expect(await check(presigned(sent))).toMatchObject({ ok: true, presigned: true });
      }),
      { numRuns: 200 },
    );
  });

  it("is refused after any change of method, path, query, signed header or body", async () => {
    const changes: ((sent: Sent, by: string) => Sent)[] = [
      (sent) => ({ ...sent, method: sent.method === "GET" ? "POST" : "GET" }),
      (sent, by) => ({ ...sent, target: sent.target.replace("?", `x${by}?`) }),
      (sent, by) => ({ ...sent, target: `${sent.target}&x${by}=` }),
      (sent, by) => ({ ...sent, target: `${sent.target}x${by}` }),
      (sent, by) => ({ ...sent, body: `${sent.body}x${by}` }),
      (sent, by) => ({
        ...sent,
        headers: sent.headers.map(([name, value]) => (name === "x-custom" ? [name, `${value}x${by}`] : [name, value])),
      }),
      (sent) => ({ ...sent, headers: sent.headers.map(([n, v]) => (n === "host" ? [n, `b${v}`] : [n, v])) }),
    ];
    await fc.assert(
      fc.asyncProperty(
        requests,
        fc.constantFrom(...changes),
        component,
        fc.boolean(),
        async (sent, change, by, inQuery) => {
          const good = inQuery ? presigned(sent) : signed(sent);
          expect(await check(change(good, by))).toMatchObject(mismatch);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("is refused with one digit of the signature changed", async () => {
    const sent = signed({ method: "GET", target: "/", headers: [], body: "" });
    for (let index = 1; index <= 64; index += 7) {
      const headers = sent.headers.map(([name, value]): [string, string] => {
        if (name !== "authorization") return [name, value];
        const at = value.length - index;
        return [name, `${value.slice(0, at)}${value[at] === "0" ? "1" : "0"}${value.slice(at + 1)}`];
      });
      expect(await check({ ...sent, headers })).toMatchObject(mismatch);
    }
  });
});

describe("a presigned request", () => {
  const sent: Sent = { method: "GET", target: "/prod/pets?type=dog", headers: [], body: "" };

  it("ends with its own life", async () => {
    expect(await check(presigned(sent, 60), { now: NOW + 60_000 })).toMatchObject({ ok: true });
    expect(await check(presigned(sent, 60), { now: NOW + 90_000 })).toMatchObject({
      code: "InvalidSignatureException",
      message: "Signature expired: 20260131T235959Z is now earlier than 20260201T000029Z (20260201T000129Z - 1 min.)",
    });
  });

  it("may live for a week and no longer", async () => {
    const week = presigned(sent, 604_800);
    expect(await check(week, { now: NOW + 604_800_000 })).toMatchObject({ ok: true });
    const longer = { ...week, target: week.target.replace("604800", "604801") };
    expect(await check(longer)).toMatchObject({ code: "IncompleteSignatureException" });
  });

  it("names the parameters that it lacks", async () => {
    const target = presigned(sent).target.replace(/X-Amz-Date=[^&]*&/, "");
    expect(await check({ ...sent, target, headers: [["host", HOST]] })).toMatchObject({
      code: "IncompleteSignatureException",
      message: "AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string parameters.",
    });
  });

  it("may not be signed in its headers too", async () => {
    const twice = { ...presigned(sent), headers: signed(sent).headers };
    expect(await check(twice)).toMatchObject(mismatch);
  });
});

describe("the body's hash", () => {
  const sent = (hash: string): Sent => {
    const headers: [string, string][] = [["x-amz-content-sha256", hash]];
    const outgoing = { method: "PUT", url: `http://${HOST}/`, headers, body: hash };
    return {
      method: "PUT",
      target: "/",
      headers: [["host", HOST], ...headers, ...Object.entries(sign(outgoing, context))],
      body: "b",
    };
  };

  it("that the client declares must be the body's", async () => {
    expect(await check(sent(sha256Hex("b")))).toMatchObject({ ok: true, bodySigned: true });
    expect(await check(sent(EMPTY_BODY_SHA256))).toMatchObject(mismatch);
  });

  it("may be UNSIGNED-PAYLOAD only where the caller allows it", async () => {
    expect(await check(sent("UNSIGNED-PAYLOAD"))).toMatchObject(mismatch);
    const allowed = await check(sent("UNSIGNED-PAYLOAD"), { allowUnsignedPayload: true });
    expect(allowed).toMatchObject({ ok: true, bodySigned: false });
  });

  it("is not asked for when the key is unknown or the signature is wrong already", async () => {
    let asked = 0;
    const bodyHash = () => {
      asked++;
      return EMPTY_BODY_SHA256;
    };
    await check(sent(sha256Hex("b")), { bodyHash, findKey: () => undefined });
    await check(sent(sha256Hex("b")), { bodyHash, findKey: () => ({ ...key, secret: "other" }) });
    expect(asked).toBe(0);
  });
});

describe("a signed accept-encoding", () => {
  async function sentWith(encoding: string): Promise<Sent> {
    const smithy = new SignatureV4({
      credentials: { accessKeyId: key.accessKeyId, secretAccessKey: key.secret },
      region: "eu-north-1",
      service: "execute-api",
      sha256: NodeSha256,
    });
    const headers = { host: HOST, "accept-encoding": encoding };
    const parts = { method: "GET", protocol: "http:", hostname: "a1", path: "/", headers };
    const signed = await smithy.sign(parts, { signingDate: new Date(NOW) });
    // The edge shows every worker the same value, whatever the client sent.
    return {
      method: "GET",
      target: "/",
      headers: Object.entries({ ...signed.headers, "accept-encoding": "br, gzip" }),
      body: "",
    };
  }

  it("is checked against the client's own, which the edge keeps aside", async () => {
    expect(await check(await sentWith("x-own"), {}, "x-own")).toMatchObject({ ok: true });
    expect(await check(await sentWith("x-own"), {}, "other")).toMatchObject(mismatch);
    expect(await check(await sentWith("identity"), {}, "made, up")).toMatchObject({ ok: true });
  });

  it.each(["identity", "gzip", "gzip, deflate, br", "br, gzip"])(
    "%s is found where only the edge's is to be seen",
    async (encoding) => {
      expect(await check(await sentWith(encoding))).toMatchObject({ ok: true });
    },
  );
});

describe("derived signing keys", () => {
  it("are kept only for good signatures, and only for the secret they came from", async () => {
    const kept: string[] = [];
    const spy = { get: signingKeys.get, keep: (scope: { secret: string }) => void kept.push(scope.secret) };
    const sent = signed({ method: "GET", target: "/", headers: [], body: "" });
    await check(sent, { signingKeys: spy, findKey: () => ({ ...key, secret: "rotated" }) });
    expect(kept).toEqual([]);
    await check(sent, { signingKeys: spy });
    expect(kept).toEqual([key.secret]);
  });

  it("leave when the memory is full, the least recently used first", () => {
    const small = createSigningKeys(2);
    const scope = (region: string) => ({ accessKeyId: "A", secret: "s", date: "20260101", region, service: "x" });
    const keep = (region: string) => {
      const derived = small.get(scope(region));
      small.keep(scope(region), derived);
      return derived;
    };
    const first = keep("r1");
    keep("r2");
    expect(keep("r1")).toBe(first);
    keep("r3");
    expect(small.get(scope("r1"))).toBe(first);
    expect(small.get(scope("r2"))).not.toBe(small.get(scope("r2")));
  });

  it("make room for a new one where all were used since", () => {
    const small = createSigningKeys(2);
    const scope = (region: string) => ({ accessKeyId: "A", secret: "s", date: "20260101", region, service: "x" });
    for (const region of ["r1", "r2", "r1", "r2", "r3"]) small.keep(scope(region), small.get(scope(region)));
    expect(["r1", "r2", "r3"].map((region) => small.get(scope(region)).kept)).toEqual([false, true, true]);
  });

  it("take the place of one that came from another secret", () => {
    const small = createSigningKeys(2);
    const scope = (secret: string) => ({ accessKeyId: "A", secret, date: "20260101", region: "r", service: "x" });
    for (const secret of ["old", "new"]) small.keep(scope(secret), small.get(scope(secret)));
    expect(["old", "new"].map((secret) => small.get(scope(secret)).kept)).toEqual([false, true]);
  });
});

describe("a query component", () => {
  it("is normalised to what its decoded text would be encoded as", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (value) => {
        const encoded = encodeURIComponent(value.toWellFormed());
        const strict = encoded.replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
        expect(normalizeQueryComponent(encoded)).toBe(strict);
        expect(normalizeQueryComponent(encoded.toLowerCase())).toBe(
          normalizeQueryComponent(normalizeQueryComponent(encoded.toLowerCase())),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("reads + as a space and a lone % as itself", () => {
    expect(normalizeQueryComponent("a+b%2Bc%zz%7e%")).toBe("a%20b%2Bc%25zz~%25");
  });
});
