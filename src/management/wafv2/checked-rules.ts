import { INVALID_ARN, WebAclInvalid, WebAclUnsupported } from "../../compiler/waf/problems.ts";
import { compileWebAcl } from "../../compiler/waf/web-acl.ts";
import type { WebAclDefinition } from "../../model/waf.ts";
import type { StatementPlan, WebAclPlan } from "../../plan/web-acl.ts";
import { notImplemented } from "../../wire/faults.ts";
import type { Fault } from "../../wire/fault.ts";
import { invalidParameter } from "../../wire/waf-faults.ts";

/** Refuses what traffic could not do: with AWS's error what AWS refuses, with 501 and its name what is not built. */
export function checkedPlan(operation: string, definition: WebAclDefinition & { Name: string }): WebAclPlan {
  return asFault(operation, () => compileWebAcl(definition));
}

/** Runs a part of the compiler with its refusals as this service's faults. */
export function asFault<T>(operation: string, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (error instanceof WebAclUnsupported) throw notImplemented("wafv2", `${operation} with ${error.what}`);
    if (error instanceof WebAclInvalid) throw invalidParameter(error.field, error.parameter, error.message);
    throw error;
  }
}

/** AWS's answer to an ARN that names nothing of the kind, or in the place, that is asked for. */
export const invalidArn = (arn: string): Fault => invalidParameter("RESOURCE_ARN", arn, INVALID_ARN);

/** The ARNs of the IP sets that a web ACL's rules refer to. */
export function ipSetArns({ rules }: WebAclPlan): string[] {
  return [...new Set(rules.flatMap(({ statement }) => arnsIn(statement)))];
}

function arnsIn(statement: StatementPlan): string[] {
  switch (statement.kind) {
    case "ipSet":
      return [statement.arn];
    case "and":
    case "or":
      return statement.statements.flatMap(arnsIn);
    case "not":
      return arnsIn(statement.statement);
    case "rate":
      return statement.scope ? arnsIn(statement.scope) : [];
    default:
      return [];
  }
}
