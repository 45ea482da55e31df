import { keyPair, signedToken, tokenRequests } from "../issuer.ts";
import type { Row } from "../row.ts";
import { headerEdits } from "./header-edits.ts";

/** The same edits for 1,000 tokens in turn, which nobody looks at: what the requests of the row with JWT cost without a gateway. */
export const headerEditsTokens: Row = {
  ...headerEdits,
  name: "pass-through with the same header edits, 1,000 tokens",
  async seed() {
    const { privateKey } = await keyPair();
    return tokenRequests(
      (sub) => signedToken(privateKey, "https://issuer.test", sub),
      () => ({}),
    );
  },
};
