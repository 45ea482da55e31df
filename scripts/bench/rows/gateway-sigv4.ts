import { sign } from "../../../src/sigv4/sign.ts";
import { createSigningKeys } from "../../../src/sigv4/signingkey.ts";
import { proxyApi } from "../http-api.ts";
import type { Row } from "../row.ts";

/** A signature counts for 15 minutes before and after its date: one that is ahead lasts for the whole run. */
const AHEAD_MS = 14 * 60_000;

/** The same behind AWS_IAM: 1,000 signed requests in turn. */
export const gatewaySigv4: Row = {
  name: "gateway: SigV4 + route + HTTP_PROXY",
  worker: "gateway",
  async seed(context) {
    const host = await proxyApi(context, () => ({ AuthorizationType: "AWS_IAM" }));
    const signing = {
      credentials: { accessKeyId: "test", secret: "test" },
      region: "us-east-1",
      service: "execute-api",
      now: Date.now() + AHEAD_MS,
      signingKeys: createSigningKeys(),
    };
    return Array.from({ length: 1_000 }, (_, index) => {
      const path = `/users/${index}`;
      return { path, headers: { host, ...sign({ method: "GET", url: `http://${host}${path}` }, signing) } };
    });
  },
};
