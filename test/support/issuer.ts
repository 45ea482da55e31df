/** An issuer of tokens: signs with jose, and answers discovery and keys as an upstream does. Runs in Node and in workerd. */
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";

/** How a token differs from a good one. */
export interface TokenOptions {
  /** over iss, aud, sub, iat and exp; undefined takes one away */
  claims?: Record<string, unknown>;
  kid?: string;
  /** seconds since the epoch */
  now?: number;
}

export interface Issuer {
  readonly url: string;
  token(options?: TokenOptions): Promise<string>;
  /** Makes a new key that signs from now on; `keep`: the old one stays published. */
  rotate(kid: string, keep?: boolean): Promise<void>;
  /** The answer for a path of the issuer; undefined: not one of its own. */
  document(path: string): string | undefined;
  readonly keys: readonly JWK[];
}

/** Makes an issuer whose documents lie below `url` (without a slash at the end). */
export async function createIssuer(url: string, algorithm = "RS256"): Promise<Issuer> {
  let published: JWK[] = [];
  let signing: { kid: string; key: CryptoKey };
  const rotate = async (kid: string, keep = false): Promise<void> => {
    const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: "sig" };
    published = keep ? [...published, jwk] : [jwk];
    signing = { kid, key: privateKey };
  };
  await rotate("first");
  return {
    url,
    rotate,
    get keys() {
      return published;
    },
    token: async ({ claims = {}, kid, now = Math.floor(Date.now() / 1000) } = {}) => {
      const payload: JWTPayload = { iss: url, aud: "shop", sub: "ada", iat: now, exp: now + 3600, ...claims };
      return new SignJWT(payload).setProtectedHeader({ alg: algorithm, kid: kid ?? signing.kid }).sign(signing.key);
    },
    document: (path) => {
      const base = new URL(url).pathname.replace(/\/$/, "");
      if (path === `${base}/.well-known/openid-configuration`)
        return JSON.stringify({ issuer: url, jwks_uri: `${url}/keys` });
      return path === `${base}/keys` ? JSON.stringify({ keys: published }) : undefined;
    },
  };
}
