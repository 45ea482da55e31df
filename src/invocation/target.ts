import { parseFunctionReference } from "../model/function.ts";
import type { FunctionTarget } from "../plan/function-invoker.ts";
import { BoundedMap } from "../storage/bounded-map.ts";
import type { Place } from "./run.ts";

/** ARNs that an isolate remembers: read once, not at every call. */
const KEPT_ARNS = 1_000;

/** What an ARN says by itself. */
export interface Called {
  /** the function of this gateway; null: it is of another account, or the text is no ARN */
  own: FunctionTarget | null;
  /** the service that is bound for it; null: none */
  bound: Place | null;
}

/** Reads ARNs. `binding` gives the service that is bound for a function's name, whatever its account. */
export function createArnReader(
  accountId: string,
  binding: (functionName: string) => Place | null,
): (arn: string) => Called {
  const known = new BoundedMap<string, Called>(KEPT_ARNS);
  return (arn) => {
    const held = known.peek(arn);
    if (held) return held;
    const functionName = parseFunctionReference(arn)?.functionName;
    const called = {
      own: ownFunction(arn, accountId),
      bound: functionName === undefined ? null : binding(functionName),
    };
    known.set(arn, called);
    return called;
  };
}

/** The function that an ARN of this account names; null: it is somebody else's, or no ARN. */
export function ownFunction(arn: string, accountId: string): FunctionTarget | null {
  const reference = parseFunctionReference(arn);
  return reference?.region && reference.accountId === accountId ? { ...reference, region: reference.region } : null;
}
