/** `arn:aws:iam::*:user/*` in the place of an integration's role: the caller's own credentials, whose secret no gateway knows. */
export function areCallersOwn(credentialsArn: string): boolean {
  return credentialsArn.endsWith(":user/*");
}

/** Why such an integration with an AWS service fails. */
export const CALLERS_OWN_REFUSED = "a caller's own credentials cannot be used for AWS services";
