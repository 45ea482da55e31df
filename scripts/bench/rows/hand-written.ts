import { keyPair, signedToken, tokenRequests } from "../issuer.ts";
import { keyValue } from "../keys.ts";
import type { Row } from "../row.ts";

const ISSUER = "https://issuer.test";
const { privateKey, jwk } = await keyPair();

/** The same features as a gateway is usually written by hand: Hono, jose for every token, one object call per request, a line of log each. */
export const handWritten: Row = {
  name: "hand-written with Hono: the same features",
  worker: { entry: "scripts/bench/workers/hand-written.ts", objects: { BUCKETS: "Bucket" } },
  vars: { PUBLIC_KEYS: JSON.stringify({ keys: [jwk] }), ISSUER },
  seed: () =>
    tokenRequests(
      (sub) => signedToken(privateKey, ISSUER, sub),
      (n) => ({ "x-api-key": keyValue(n) }),
    ),
};
