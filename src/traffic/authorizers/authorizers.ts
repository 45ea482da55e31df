import { createSigningKeys } from "../../sigv4/signingkey.ts";
import { FunctionVerdicts, type VerdictPorts } from "./function/verdicts.ts";
import type { Identities } from "./iam/identities.ts";
import type { SignaturePorts } from "./iam/signature.ts";
import type { IssuerKeysPorts } from "./jwt/issuer-keys.ts";
import { Tokens } from "./jwt/tokens.ts";

/** What authorizers need of the rest of the worker. */
export interface AuthorizerPorts extends IssuerKeysPorts, VerdictPorts {
  identities: Identities;
  traceRoot(now: number): string;
  /** the issuer of a user pool's tokens */
  userPoolIssuer(region: string, poolId: string): string;
  /** bytes of a signed body that are read and hashed; more is 413 */
  maxSignedBody: number;
}

/** What this isolate knows of callers, shared by the API types: each verdict is bounded in number and in time. */
export interface Authorizers {
  tokens: Tokens;
  signatures: SignaturePorts;
  verdicts: FunctionVerdicts;
  /** the root of a new trace */
  traceRoot(now: number): string;
  userPoolIssuer(region: string, poolId: string): string;
}

/** Made once per isolate. */
export function createAuthorizers(ports: AuthorizerPorts): Authorizers {
  return {
    tokens: new Tokens(ports),
    signatures: { ...ports, signingKeys: createSigningKeys() },
    verdicts: new FunctionVerdicts(ports),
    traceRoot: (now) => ports.traceRoot(now),
    userPoolIssuer: (region, poolId) => ports.userPoolIssuer(region, poolId),
  };
}
