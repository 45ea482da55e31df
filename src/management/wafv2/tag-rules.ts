import { Fault } from "../../wire/fault.ts";
import { tagOperation } from "../../wire/waf-faults.ts";
import { checkedTags } from "../tag-rules.ts";

/** WAF's list of tags as a map, checked. */
export function tagsOf(
  given: readonly { Key: string; Value: string }[] = [],
  before: Readonly<Record<string, string>> = {},
): Record<string, string> {
  try {
    return checkedTags({ ...before, ...Object.fromEntries(given.map(({ Key, Value }) => [Key, Value])) });
  } catch (error) {
    if (error instanceof Fault) throw tagOperation(error.message);
    throw error;
  }
}
