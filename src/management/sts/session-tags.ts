import type { Input } from "../../wire/handlers.ts";
import { invalidParameterValue } from "../../wire/sts-faults.ts";
import type { Call } from "../call.ts";

/** The tags of a role's session. */
export interface SessionTags {
  tags: Record<string, string>;
  /** the keys of those that sessions made with this one keep */
  transitive: string[];
}

/**
 * The tags that a session is asked to have, and those that it keeps of the session that asks (IAM User Guide, "Chaining roles with session
 * tags"). Keys are the same whatever their case. Throws AWS's InvalidParameterValue.
 */
export function sessionTags({ caller }: Call, input: Input<"sts", "AssumeRole">): SessionTags {
  const { Tags: asked = [], TransitiveTagKeys: transitive = [] } = input;
  const kept = caller.transitiveTags ?? {};
  const askedKeys = new Set(asked.map(({ Key }) => lower(Key)));
  if (askedKeys.size !== asked.length) {
    throw invalidParameterValue("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  }
  if (transitive.some((key) => !askedKeys.has(key.toLowerCase()))) {
    throw invalidParameterValue("The specified transitive tag key must be included in the requested tags.");
  }
  if (Object.keys(kept).some((key) => askedKeys.has(key.toLowerCase()))) {
    throw invalidParameterValue(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  }
  return {
    tags: { ...kept, ...Object.fromEntries(asked.map(({ Key, Value }) => [Key, Value])) },
    transitive: [...Object.keys(kept), ...transitive],
  };
}

const lower = (key: string | undefined): string => (key ?? "").toLowerCase();
