// The catalogue of management errors that API Gateway's services and every other one share. Codes and statuses are those of
// the services' schemas; what a schema lacks is from AWS's page "Common Errors".

import { Fault } from "./fault.ts";
import type { FaultDetails } from "./fault.ts";

export const badRequest = (message: string, details?: FaultDetails): Fault =>
  new Fault("BadRequestException", 400, message, details);

export const unauthorized = (message: string): Fault => new Fault("UnauthorizedException", 401, message);

export const accessDenied = (message: string): Fault => new Fault("AccessDeniedException", 403, message);

export const forbidden = (message: string): Fault => new Fault("ForbiddenException", 403, message);

export const notFound = (message: string): Fault => new Fault("NotFoundException", 404, message);

export const conflict = (message: string): Fault => new Fault("ConflictException", 409, message);

/** An address of something that is no longer there, such as a closed connection. */
export const gone = (message = ""): Fault => new Fault("GoneException", 410, message);

export const payloadTooLarge = (message: string): Fault => new Fault("PayloadTooLargeException", 413, message);

/** @param retryAfterSeconds whole seconds until the client should try again. */
export const tooManyRequests = (message: string, retryAfterSeconds?: number): Fault =>
  new Fault("TooManyRequestsException", 429, message, retryAfter(retryAfterSeconds));

/** @param retryAfterSeconds whole seconds until the client should try again. */
export const limitExceeded = (message: string, retryAfterSeconds?: number): Fault =>
  new Fault("LimitExceededException", 429, message, retryAfter(retryAfterSeconds));

export const internalFailure = (cause: unknown): Fault =>
  new Fault("InternalFailure", 500, "Internal server error", { cause });

/** An operation of AWS's that is not built here. */
export const notImplemented = (service: string, operation: string): Fault =>
  new Fault("NotImplementedException", 501, `${service} ${operation} is not implemented`);

/** @param retryAfterSeconds whole seconds until the client should try again. */
export const serviceUnavailable = (message: string, retryAfterSeconds?: number): Fault =>
  new Fault("ServiceUnavailableException", 503, message, retryAfter(retryAfterSeconds));

/** A request that no service has an operation for. */
export const unknownOperation = (method: string, path: string): Fault =>
  new Fault("UnknownOperationException", 404, `No operation is known at ${method} ${path}`);

function retryAfter(seconds: number | undefined): FaultDetails {
  return seconds === undefined ? {} : { fields: { retryAfterSeconds: String(seconds) } };
}
