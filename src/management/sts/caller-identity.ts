import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";

/** Who calls. Needs no permission. */
export async function getCallerIdentity(
  { caller }: Call,
  _input: Input<"sts", "GetCallerIdentity">,
): Promise<Output<"sts", "GetCallerIdentity">> {
  return { UserId: caller.userId, Account: caller.accountId, Arn: caller.arn };
}
