/** Requests signed by the AWS SDK's own signer, sent as any HTTP client sends them. Only for tests that run in Node. */
import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import type { HttpRequest } from "@smithy/types";
import { credentials, region } from "./gateway.ts";
import { type Answer, request } from "./request.ts";

/** What the signer hashes with. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", bytes(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytes(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }

  reset(): void {}
}

function bytes(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === "string") return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}

export interface SignedOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /** sign the query (a presigned URL) in place of a header */
  presign?: boolean;
  /** when it is signed */
  date?: Date;
  service?: string;
  region?: string;
  /** changes the request after it was signed */
  tamper?: (sent: SignedParts) => void;
}

/** A request as it is sent once it is signed. */
export interface SignedParts {
  url: string;
  headers: Record<string, string>;
  body: string | undefined;
}

/** Sends a signed request. */
export async function signedRequest(url: string, options: SignedOptions = {}): Promise<Answer> {
  const { method = "GET" } = options;
  const sent = await signed(url, options);
  options.tamper?.(sent);
  return request(sent.url, { method, headers: sent.headers, ...(sent.body !== undefined && { body: sent.body }) });
}

/** Signs a request. */
export async function signed(url: string, options: SignedOptions = {}): Promise<SignedParts> {
  const signer = new SignatureV4({
    service: options.service ?? "execute-api",
    region: options.region ?? region,
    credentials: options.credentials ?? credentials,
    sha256: Sha256,
  });
  const { protocol, host, hostname, pathname, searchParams } = new URL(url);
  const { method = "GET", body } = options;
  const unsigned: HttpRequest = {
    method,
    protocol,
    hostname,
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: { host, ...options.headers },
    ...(body !== undefined && { body }),
  };
  const date = options.date ? { signingDate: options.date } : {};
  const made = options.presign ? await signer.presign(unsigned, date) : await signer.sign(unsigned, date);
  const query = new URLSearchParams(Object.entries(made.query ?? {}).map(([name, value]) => [name, String(value)]));
  return {
    url: `http://${host}${pathname}${query.size > 0 ? `?${query.toString().replaceAll("+", "%20")}` : ""}`,
    headers: { ...made.headers },
    body,
  };
}
