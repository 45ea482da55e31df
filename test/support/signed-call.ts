import { expect } from "vitest";
import { sha256Hex } from "../../src/sigv4/digest.ts";
import { signedRequestOf } from "../../src/sigv4/request.ts";
import { createSigningKeys } from "../../src/sigv4/signingkey.ts";
import { verify } from "../../src/sigv4/verify.ts";

/** A call of an AWS service as it reached the service. */
export interface SignedCall {
  url: URL;
  method: string;
  headers: Headers;
  body: string;
  /** service and region of the signature */
  signedFor: string;
}

/** Reads a call that was sent, and checks its signature as the service does it. */
export async function signedCall(
  sent: { url: string; init: RequestInit } | undefined,
  secret: string,
  now: number,
): Promise<SignedCall> {
  if (!sent) throw new Error("nothing reached the service");
  const request = new Request(sent.url, sent.init);
  const url = new URL(sent.url);
  const signed = signedRequestOf(request as unknown as Parameters<typeof signedRequestOf>[0]);
  const body = new TextDecoder().decode(await request.arrayBuffer());
  const scope = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(request.headers.get("authorization") ?? "");
  const verdict = await verify(
    // S3 signs the path as it is sent, all others encode it a second time.
    {
      ...signed,
      ...(scope?.[2] === "s3" && { rawPath: decodeURIComponent(signed.rawPath) }),
      header: (name) => (name === "host" ? url.host : request.headers.get(name)),
    },
    {
      now,
      services: [scope?.[2] ?? ""],
      findKey: () => ({ secret, sessionToken: request.headers.get("x-amz-security-token") ?? undefined }),
      bodyHash: () => sha256Hex(body),
      signingKeys: createSigningKeys(),
    },
  );
  expect(verdict).toMatchObject({ ok: true });
  return { url, method: request.method, headers: request.headers, body, signedFor: `${scope?.[2]} ${scope?.[1]}` };
}
