import { createSigningKeys } from "../../src/sigv4/signingkey.ts";
import type { AwsAccess } from "../../src/traffic/rest-api/integrations/aws/access.ts";

/** A gateway that may call nothing of AWS. */
export function noAws(): AwsAccess {
  return {
    credentials: null,
    signingKeys: createSigningKeys(),
    assumesRoles: false,
    allows: () => false,
    ownEndpoint: () => null,
  };
}
