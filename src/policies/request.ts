/** Who makes a request. */
export type Principal =
  | { readonly type: "anonymous" }
  | {
      readonly type: "AWS";
      readonly arn: string;
      readonly account: string;
      /** For a session of an assumed role: the role's own ARN. */
      readonly roleArn?: string | undefined;
      /** The unique id (AIDA…, AROA…), which a policy may name in place of an ARN. */
      readonly uniqueId?: string | undefined;
    }
  | { readonly type: "Service"; readonly name: string }
  | { readonly type: "Federated"; readonly provider: string };

/** A condition key's values in a request; undefined when the request does not have it. Keys come in lower case. */
export type ConditionKeys = (key: string) => string | readonly string[] | undefined;

/** What a policy is evaluated for. */
export type PolicyRequest = {
  readonly principal: Principal;
  /** For example `execute-api:Invoke`. */
  readonly action: string;
  /** An ARN. */
  readonly resource: string;
  readonly keys: ConditionKeys;
};

/** A look-up over a plain record, whose names may be in any case. */
export function conditionKeys(values: Readonly<Record<string, string | readonly string[] | undefined>>): ConditionKeys {
  const byName = new Map<string, string | readonly string[] | undefined>();
  for (const [name, value] of Object.entries(values)) byName.set(name.toLowerCase(), value);
  return (key) => byName.get(key);
}
