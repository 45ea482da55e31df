// The catalogue of management errors that API Gateway's services and every other one share. Codes and statuses are those of
// the services' schemas; what a schema lacks is from AWS's page "Common Errors".

import { Fault } from "./fault.ts";

export const badRequest = (message: string): Fault => new Fault("BadRequestException", 400, message);

export const accessDenied = (message: string): Fault => new Fault("AccessDeniedException", 403, message);

export const forbidden = (message: string): Fault => new Fault("ForbiddenException", 403, message);

export const notFound = (message: string): Fault => new Fault("NotFoundException", 404, message);

export const conflict = (message: string): Fault => new Fault("ConflictException", 409, message);

export const payloadTooLarge = (message: string): Fault => new Fault("PayloadTooLargeException", 413, message);

export const internalFailure = (): Fault => new Fault("InternalFailure", 500, "Internal server error");

/** An operation of AWS's that is not built here. */
export const notImplemented = (service: string, operation: string): Fault =>
  new Fault("NotImplementedException", 501, `${service} ${operation} is not implemented`);

export const serviceUnavailable = (message: string): Fault => new Fault("ServiceUnavailableException", 503, message);

/** A request that no service has an operation for. */
export const unknownOperation = (method: string, path: string): Fault =>
  new Fault("UnknownOperationException", 404, `No operation is known at ${method} ${path}`);
