// IAM's own errors, with the statuses of its schema.

import { Fault } from "./fault.ts";

export const noSuchEntity = (message: string): Fault => new Fault("NoSuchEntity", 404, message);

export const entityAlreadyExists = (message: string): Fault => new Fault("EntityAlreadyExists", 409, message);

export const deleteConflict = (message: string): Fault => new Fault("DeleteConflict", 409, message);

export const limitExceeded = (message: string): Fault => new Fault("LimitExceeded", 409, message);

export const malformedPolicyDocument = (message: string): Fault => new Fault("MalformedPolicyDocument", 400, message);

export const invalidInput = (message: string): Fault => new Fault("InvalidInput", 400, message);

export const validationError = (message: string): Fault => new Fault("ValidationError", 400, message);
