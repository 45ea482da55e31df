import { sha256Hex } from "../../src/sigv4/digest.ts";
import { createSigningKeys } from "../../src/sigv4/signingkey.ts";
import { verify } from "../../src/sigv4/verify.ts";
import type { RecordedRequest } from "./upstream-server.ts";

/** Checks the signature of what reached a service, as the service does. Gives for whom it was signed: `sqs in us-east-1`. */
export async function signedFor(received: RecordedRequest, secret: string): Promise<string> {
  const [path = "", query = ""] = received.url.split("?");
  const name = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(received.headers["authorization"] ?? "")?.[1] ?? "";
  const verdict = await verify(
    {
      method: received.method,
      // S3 signs the path as it is sent, all others encode it a second time.
      rawPath: name === "s3" ? decodeURIComponent(path) : path,
      rawQuery: query,
      header: (header) => received.headers[header],
    },
    {
      now: Date.now(),
      services: [name],
      findKey: () => ({ secret }),
      bodyHash: () => sha256Hex(received.body),
      signingKeys: createSigningKeys(),
    },
  );
  return verdict.ok ? `${verdict.service} in ${verdict.region}` : JSON.stringify(verdict);
}
