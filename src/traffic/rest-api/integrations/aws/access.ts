import type { Credentials } from "../../../../sigv4/sign.ts";
import type { SigningKeys } from "../../../../sigv4/signingkey.ts";

/** How integrations reach services of AWS. */
export interface AwsAccess {
  /** null: there are none, and no service can be called */
  credentials: Credentials | null;
  signingKeys: SigningKeys;
  /** whether an integration's role is assumed, or the gateway's own credentials stand for it */
  assumesRoles: boolean;
  /** whether the operator lets integrations call this service, or this integration's ARN */
  allows(service: string, integrationArn: string): boolean;
  /** where the operator says that a service answers (`AWS_ENDPOINT_URL_…`), without a slash at the end; null: where AWS has it */
  ownEndpoint(service: string): string | null;
}
