import { sha256Hex } from "../../../src/sigv4/digest.ts";
import { signedRequestOf } from "../../../src/sigv4/request.ts";
import { createSigningKeys } from "../../../src/sigv4/signingkey.ts";
import { verify } from "../../../src/sigv4/verify.ts";

const signingKeys = createSigningKeys();

/** A worker that answers with its verdict on the signature of each request. */
export default {
  async fetch(request: Request<unknown, IncomingRequestCfProperties>): Promise<Response> {
    const body = new Uint8Array(await request.arrayBuffer());
    const verdict = await verify(signedRequestOf(request), {
      now: Date.now(),
      services: ["execute-api"],
      signingKeys,
      bodyHash: () => sha256Hex(body),
      findKey: () => ({ secret: "secret" }),
    });
    return Response.json(verdict);
  },
};
