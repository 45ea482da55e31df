// AWS WAF's own errors, all of them 400.

import { Fault } from "./fault.ts";

export const nonexistentItem = (): Fault =>
  new Fault(
    "WAFNonexistentItemException",
    400,
    "AWS WAF couldn’t perform the operation because your resource doesn’t exist.",
  );

export const duplicateItem = (): Fault =>
  new Fault(
    "WAFDuplicateItemException",
    400,
    "AWS WAF couldn’t perform the operation because some resource in your request is a duplicate of an existing one.",
  );

export const optimisticLock = (): Fault =>
  new Fault(
    "WAFOptimisticLockException",
    400,
    "AWS WAF couldn’t save your changes because someone changed the resource after you started to edit it. Reapply your changes.",
  );

export const associatedItem = (): Fault =>
  new Fault(
    "WAFAssociatedItemException",
    400,
    "AWS WAF couldn’t perform the operation because your resource is being used by another resource or it’s associated with another resource.",
  );

export const tagOperation = (message: string): Fault => new Fault("WAFTagOperationException", 400, message);

/** @param field one of WAF's ParameterExceptionField values. */
export const invalidParameter = (field: string, parameter: string, reason: string): Fault =>
  new Fault("WAFInvalidParameterException", 400, `Error reason: ${reason}, field: ${field}, parameter: ${parameter}`, {
    Field: field,
    Parameter: parameter,
    Reason: reason,
  });
