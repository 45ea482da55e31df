// The errors of AWS's signature check, with the messages that AWS sends.

import { Fault } from "./fault.ts";

export const missingAuthenticationToken = (message = "Missing Authentication Token"): Fault =>
  new Fault("MissingAuthenticationTokenException", 403, message);

export const incompleteSignature = (message: string): Fault => new Fault("IncompleteSignatureException", 400, message);

export const invalidSignature = (
  message = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
): Fault => new Fault("InvalidSignatureException", 403, message);

export const unrecognizedClient = (message = "The security token included in the request is invalid."): Fault =>
  new Fault("UnrecognizedClientException", 403, message);

export const expiredToken = (message = "The security token included in the request is expired"): Fault =>
  new Fault("ExpiredTokenException", 403, message);
