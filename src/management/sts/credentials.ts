import type { Credentials } from "@aws-sdk/client-sts";
import { type Session, sealSession } from "../../identities/sessions.ts";
import type { Call } from "../call.ts";
import { newAccessKeyId, newSecret } from "../iam/ids.ts";

/** Makes temporary credentials: nothing is stored, the token says all. `seconds`: how long they last. */
export function temporaryCredentials(
  call: Call,
  session: Pick<Session, "ownerId" | "name"> & Partial<Session>,
  seconds: number,
): Credentials {
  const AccessKeyId = newAccessKeyId(call, "ASIA");
  const secret = newSecret(call);
  const issuedAt = call.now().getTime();
  // AWS's expirations have no fractions of a second.
  const expiresAt = Math.floor(issuedAt / 1000 + seconds) * 1000;
  const whole: Session = { policies: [], tags: {}, ...session, secret, issuedAt, expiresAt };
  return {
    AccessKeyId,
    SecretAccessKey: secret,
    SessionToken: sealSession(call.secrets, AccessKeyId, whole),
    Expiration: new Date(expiresAt),
  };
}
