import { parseFunctionReference } from "../model/function.ts";
import type { FunctionTarget } from "../plan/function-invoker.ts";

/** The function that an ARN of this account names; null: it is somebody else's, or no ARN. */
export function ownFunction(arn: string, accountId: string): FunctionTarget | null {
  const reference = parseFunctionReference(arn);
  return reference?.region && reference.accountId === accountId ? { ...reference, region: reference.region } : null;
}
