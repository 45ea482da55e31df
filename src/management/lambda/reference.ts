import { functionArn, functionId, LATEST, parseFunctionReference } from "../../model/function.ts";
import type { FunctionTarget } from "../../plan/function-invoker.ts";
import type { Fault } from "../../wire/fault.ts";
import { accessDenied } from "../../wire/faults.ts";
import { invalidParameterValue, resourceNotFound } from "../../wire/lambda-faults.ts";
import type { Call } from "../call.ts";

/** The function that a call names, in the call's own region and account. */
export interface NamedFunction extends FunctionTarget {
  /** of its document */
  id: string;
}

/**
 * Reads FunctionName and Qualifier: a name, an ARN or a partial ARN, each of which may have a qualifier, too. Throws AWS's faults for functions
 * of other regions and accounts, and where the two qualifiers differ.
 */
export function namedFunction(call: Call, name: string, qualifier?: string): NamedFunction {
  const reference = parseFunctionReference(name);
  if (!reference) throw invalidParameterValue(`Invalid function name or ARN: ${name}`);
  const { region, accountId, functionName } = reference;
  if (region !== null && region !== call.region) {
    throw resourceNotFound(`Functions from '${region}' are not reachable in this region ('${call.region}')`);
  }
  if (accountId !== null && accountId !== call.accountId) {
    throw accessDenied(
      `User: ${call.caller.arn} is not authorized to perform this operation on resource: ${functionArn(call.region, accountId, functionName)}`,
    );
  }
  if (reference.qualifier !== null && qualifier !== undefined && reference.qualifier !== qualifier) {
    throw invalidParameterValue("The derived qualifier from the function name does not match the specified qualifier.");
  }
  const id = functionId(call.region, functionName);
  return { id, region: call.region, functionName, qualifier: reference.qualifier ?? qualifier ?? null };
}

/** Names of functions that are to be made: other operations just find no function of a longer name (recorded). */
export function checkNameLength({ functionName }: NamedFunction): void {
  if (functionName.length <= 64) return;
  throw invalidParameterValue(
    `1 validation error detected: Value '${functionName}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
  );
}

/** The same for operations that are about the function as a whole. */
export function unqualifiedFunction(call: Call, name: string): NamedFunction {
  const named = namedFunction(call, name);
  if (named.qualifier !== null) {
    throw invalidParameterValue(
      "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.",
    );
  }
  return named;
}

/** The ARN that a reference means, with its qualifier if it has one. */
export function arnOf(call: Call, { region, functionName, qualifier }: FunctionTarget): string {
  return functionArn(region, call.accountId, functionName, qualifier);
}

/** AWS's answer for a function, version or alias that does not exist. */
export function functionNotFound(call: Call, target: FunctionTarget): Fault {
  return resourceNotFound(`Function not found: ${arnOf(call, target)}`);
}

/** Whether a qualifier names an alias: a version is a number or $LATEST. */
export function isAliasName(qualifier: string): boolean {
  return qualifier !== LATEST && !/^\d+$/.test(qualifier);
}
