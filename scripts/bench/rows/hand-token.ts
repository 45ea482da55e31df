import { keyPair, signedToken, tokenRequests } from "../issuer.ts";
import type { Row } from "../row.ts";

/** What the requests of the JWT row cost a worker written by hand that knows their tokens. */
export const handToken: Row = {
  name: "hand-written: a token looked up, the same header edits",
  worker: { entry: "scripts/bench/workers/hand-token.ts" },
  async seed() {
    const { privateKey } = await keyPair();
    return tokenRequests(
      (sub) => signedToken(privateKey, "https://issuer.test", sub),
      () => ({}),
    );
  },
};
