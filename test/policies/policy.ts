import type { CompiledPolicy } from "../../src/policies/compile.ts";
import { compilePolicy } from "../../src/policies/compile.ts";
import type { PolicyKind } from "../../src/policies/document.ts";
import { parsePolicy } from "../../src/policies/parse.ts";
import type { PolicyRequest } from "../../src/policies/request.ts";
import { conditionKeys } from "../../src/policies/request.ts";

export const METHOD = "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3/prod/GET/pets";

/** Compiles a document that must be good. */
export function compiled(document: unknown, kind: PolicyKind = "identity"): CompiledPolicy {
  const parsed = parsePolicy(document, kind);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return compilePolicy(parsed.policy);
}

/** A statement that covers everything, with changes. */
export function statement(changes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  const resource = "NotResource" in changes ? {} : { Resource: "*" };
  const action = "NotAction" in changes ? {} : { Action: "*" };
  return { Effect: "Allow", ...action, ...resource, ...changes };
}

/** A policy of the current version. */
export function policy(...statements: readonly unknown[]) {
  return { Version: "2012-10-17", Statement: statements };
}

/** A call of a method by an IAM user, with changes. */
export function request(
  keys: Readonly<Record<string, string | readonly string[]>> = {},
  changes: Partial<PolicyRequest> = {},
): PolicyRequest {
  return {
    principal: { type: "AWS", arn: "arn:aws:iam::123456789012:user/ada", account: "123456789012" },
    action: "execute-api:Invoke",
    resource: METHOD,
    keys: conditionKeys(keys),
    ...changes,
  };
}
