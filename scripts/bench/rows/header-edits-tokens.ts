import { keyPair, signedToken } from "../issuer.ts";
import type { LoadRequest, Row } from "../row.ts";
import { headerEdits } from "./header-edits.ts";

const TOKENS = 1_000;

/** The header edits of requests that carry 1,000 tokens in turn, which nobody looks at: the row with JWT cannot be cheaper. */
export const headerEditsTokens: Row = {
  ...headerEdits,
  name: "pass-through with the same header edits, 1,000 tokens",
  async seed() {
    const { privateKey } = await keyPair();
    const requests: LoadRequest[] = [];
    for (let n = 0; n < TOKENS; n++) {
      const token = await signedToken(privateKey, "http://127.0.0.1:40000", `user-${n}`);
      requests.push({ path: `/users/${n}`, headers: { authorization: `Bearer ${token}` } });
    }
    return requests;
  },
};
