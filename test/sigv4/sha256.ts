import type { Hash, Hmac } from "node:crypto";
import { createHash, createHmac } from "node:crypto";

/** The hash as the AWS SDK's signer wants it: a class that is an HMAC when it is given a secret. */
export class NodeSha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    if (secret === undefined) this.#hash = createHash("sha256");
    else if (typeof secret === "string") this.#hash = createHmac("sha256", secret);
    else {
      const bytes = ArrayBuffer.isView(secret)
        ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength)
        : new Uint8Array(secret);
      this.#hash = createHmac("sha256", bytes);
    }
  }

  update(data: Uint8Array | string): void {
    this.#hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }

  reset(): void {
    throw new Error("the signer makes a new hash each time");
  }
}
