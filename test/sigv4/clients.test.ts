import { describe, expect, it } from "vitest";
import { parseBasicDate } from "../../src/sigv4/clock.ts";
import { sha256Hex } from "../../src/sigv4/digest.ts";
import { createSigningKeys } from "../../src/sigv4/signingkey.ts";
import { verify } from "../../src/sigv4/verify.ts";
import captured from "../fixtures/sigv4-captured.json";
import { request } from "./requests.ts";

type Captured = (typeof captured.requests)[number];

function verifyCaptured(sent: Captured, changes: { readonly body?: string; readonly target?: string } = {}) {
  const headers = sent.headers.map(([name = "", value = ""]): [string, string] => [name, value]);
  const parts = request(sent.method, changes.target ?? sent.target, headers);
  const date = parts.header("x-amz-date") ?? /X-Amz-Date=(\w+)/.exec(sent.target)?.[1] ?? "";
  return verify(parts, {
    now: parseBasicDate(date) ?? 0,
    services: [sent.service],
    signingKeys: createSigningKeys(),
    bodyHash: () => sha256Hex(changes.body ?? sent.body),
    findKey: () => ({ secret: captured.secret, sessionToken: sent.sessionToken }),
  });
}

describe("requests as real clients sign them", () => {
  it.each(captured.requests)("accepts $name", async (sent) => {
    expect(await verifyCaptured(sent)).toMatchObject({ ok: true, service: sent.service });
  });

  it.each(captured.requests)("refuses $name with another body", async (sent) => {
    const refused = await verifyCaptured(sent, { body: `${sent.body} ` });
    expect(refused).toMatchObject({ ok: false, code: "InvalidSignatureException" });
  });

  it.each(captured.requests)("refuses $name on another path", async (sent) => {
    const refused = await verifyCaptured(sent, { target: sent.target.replace("/", "/other/") });
    expect(refused).toMatchObject({ ok: false, code: "InvalidSignatureException" });
  });
});
