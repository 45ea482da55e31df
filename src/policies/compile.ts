import { compileResource } from "./arn.ts";
import type { CompiledCondition } from "./conditions.ts";
import { compileCondition } from "./conditions.ts";
import type { Policy, PolicyVersion, Selection, Statement } from "./document.ts";
import type { PrincipalMatch } from "./principals.ts";
import { matchPrincipal } from "./principals.ts";
import type { ConditionKeys, PolicyRequest } from "./request.ts";
import { compileVariable } from "./variables.ts";
import { compileWildcard } from "./wildcard.ts";

/** A statement as a function: how it covers a request (`"none"`: not at all). */
export type CompiledStatement = (request: PolicyRequest, action: string) => PrincipalMatch;

/** A policy as functions, its Deny statements apart, since one of them decides everything. */
export type CompiledPolicy = {
  readonly denies: readonly CompiledStatement[];
  readonly allows: readonly CompiledStatement[];
};

type ActionTest = (lowerCaseAction: string) => boolean;

/** Actions are compared without regard to case. */
function compileAction(selection: Selection): ActionTest {
  const matchers = selection.patterns.map((pattern) => compileWildcard(pattern.toLowerCase()));
  const [only] = matchers;
  if (only !== undefined && matchers.length === 1 && !selection.negated) return only;
  return (action) => matchers.some((matches) => matches(action)) !== selection.negated;
}

type ResourceTest = (resource: string, keys: ConditionKeys) => boolean;

/** Resources are compared with regard to case. A variable without a value never grants: see NotResource. */
function compileResources(selection: Selection, version: PolicyVersion, inDeny: boolean): ResourceTest {
  const matchers = selection.patterns.map((pattern) => compileVariable(pattern, version, true, compileResource));
  return (resource, keys) => {
    let unresolved = false;
    for (const matches of matchers) {
      const result = matches(resource, keys);
      if (result === true) return !selection.negated;
      if (result === undefined) unresolved = true;
    }
    return selection.negated && (inDeny || !unresolved);
  };
}

function holdAll(conditions: readonly CompiledCondition[], keys: ConditionKeys): boolean {
  for (const holds of conditions) if (!holds(keys)) return false;
  return true;
}

function compileStatement(statement: Statement, version: PolicyVersion): CompiledStatement {
  const inDeny = statement.effect === "Deny";
  const action = compileAction(statement.action);
  const resource = statement.resource && compileResources(statement.resource, version, inDeny);
  const conditions = statement.conditions.map((condition) => compileCondition(condition, version, inDeny));
  const { principal } = statement;
  return (request, lowerCaseAction) => {
    if (!action(lowerCaseAction)) return "none";
    if (resource !== undefined && !resource(request.resource, request.keys)) return "none";
    const match = principal === undefined ? "named" : matchPrincipal(principal, request.principal);
    return match !== "none" && holdAll(conditions, request.keys) ? match : "none";
  };
}

/** Turns a parsed policy into functions, once; they are then evaluated without further parsing. */
export function compilePolicy(policy: Policy): CompiledPolicy {
  const compiled = (effect: Statement["effect"]) =>
    policy.statements
      .filter((statement) => statement.effect === effect)
      .map((statement) => compileStatement(statement, policy.version));
  return { denies: compiled("Deny"), allows: compiled("Allow") };
}
