// Lambda's own errors. Their answers carry `Type`: "User" for the caller's mistakes, "Service" for the service's.

import { Fault } from "./fault.ts";

export const invalidParameterValue = (message: string): Fault =>
  new Fault("InvalidParameterValueException", 400, message);

export const invalidRequestContent = (message: string): Fault =>
  new Fault("InvalidRequestContentException", 400, message);

export const resourceNotFound = (message: string): Fault => new Fault("ResourceNotFoundException", 404, message);

export const resourceConflict = (message: string): Fault => new Fault("ResourceConflictException", 409, message);

export const preconditionFailed = (message: string): Fault => new Fault("PreconditionFailedException", 412, message);

export const requestEntityTooLarge = (message: string): Fault =>
  new Fault("RequestEntityTooLargeException", 413, message);

export const requestTooLarge = (message: string): Fault => new Fault("RequestTooLargeException", 413, message);

/** @param reason one of Lambda's ThrottleReason values. */
export const functionThrottled = (message: string, reason: string): Fault =>
  new Fault("TooManyRequestsException", 429, message, { Reason: reason });

export const serviceException = (message: string): Fault => new Fault("ServiceException", 500, message);
