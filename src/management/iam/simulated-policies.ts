import type { EvaluationResult, Statement as MatchedStatement } from "@aws-sdk/client-iam";
import { type CompiledPolicy, compilePolicy } from "../../policies/compile.ts";
import type { Policy } from "../../policies/document.ts";
import { evaluate } from "../../policies/evaluate.ts";
import { parsePolicy } from "../../policies/parse.ts";
import type { ConditionKeys, PolicyRequest } from "../../policies/request.ts";
import { type TextPosition, statementSpans } from "../../policies/statement-spans.ts";

/** A policy that a simulation asks, by the name under which its results tell of it. */
export interface SimulatedPolicy {
  name: string;
  document: string;
}

/** A statement as a policy of its own, and what results tell of it. */
interface SimulatedStatement {
  alone: CompiledPolicy;
  told: MatchedStatement;
}

/** What AWS answers of every policy (recorded), none of the values that its own model lists. */
const POLICY_TYPE = "IAM Policy" as NonNullable<MatchedStatement["SourcePolicyType"]>;

/** The statements of policies that were checked before. */
export function simulatedStatements(policies: readonly SimulatedPolicy[]): SimulatedStatement[] {
  return policies.flatMap(({ name, document }) => {
    const { version, statements } = parsed(document);
    const spans = statementSpans(document);
    return statements.map((statement, nth) => ({
      alone: compilePolicy({ version, statements: [statement] }),
      told: {
        SourcePolicyId: name,
        SourcePolicyType: POLICY_TYPE,
        StartPosition: told(spans[nth]?.start),
        EndPosition: told(spans[nth]?.end),
      },
    }));
  });
}

/** The statements that brought about a decision: those that deny, or those that allow; silence has none. */
export function matchedStatements(
  statements: readonly SimulatedStatement[],
  request: PolicyRequest,
  decision: EvaluationResult["EvalDecision"],
): MatchedStatement[] {
  if (decision === "implicitDeny") return [];
  const wanted = decision === "allowed" ? "allow" : "deny";
  return statements.filter(({ alone }) => evaluate([alone], request) === wanted).map(({ told }) => told);
}

/** The condition keys that policies ask and a simulation does not give, spelled as the policies spell them. */
export function missingKeys(policies: readonly SimulatedPolicy[], keys: ConditionKeys): string[] {
  const missing = new Map<string, string>();
  for (const { document } of policies) {
    const asked = parsed(document).statements.flatMap(({ conditions }) => conditions.map(({ key }) => key));
    for (const key of asked) {
      if (keys(key) !== undefined || missing.has(key)) continue;
      const at = document.toLowerCase().indexOf(key);
      missing.set(key, at === -1 ? key : document.slice(at, at + key.length));
    }
  }
  return [...missing.values()];
}

function parsed(document: string): Policy {
  const read = parsePolicy(document, "identity");
  return read.ok ? read.policy : { version: "2012-10-17", statements: [] };
}

const told = (position: TextPosition | undefined) => position && { Line: position.line, Column: position.column };
