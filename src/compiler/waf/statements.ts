import type {
  ByteMatchStatement,
  ForwardedIPConfig,
  ForwardedIPPosition,
  GeoMatchStatement,
  IPSetReferenceStatement,
  RateBasedStatement,
  RegexMatchStatement,
  SizeConstraintStatement,
  Statement,
} from "@aws-sdk/client-wafv2";
import { compileJavaPattern } from "../../languages/regex/java-pattern.ts";
import type { WithText } from "../../model/waf.ts";
import type { ForwardedPlan, RatePlan, StatementPlan } from "../../plan/web-acl.ts";
import { compileComponent } from "./components.ts";
import { INVALID_ARN, onlyMember, refuseOthers, WebAclInvalid, WebAclUnsupported } from "./problems.ts";

type TextStatement = WithText<Statement>;

/**
 * Compiles the statement of a rule.
 *
 * @throws WebAclUnsupported for what is not built here
 * @throws WebAclInvalid for what AWS refuses
 */
export function compileRuleStatement(statement: TextStatement | undefined): StatementPlan {
  const rate = statement?.RateBasedStatement;
  onlyMember("STATEMENT", "Statement", statement);
  return rate ? rateBased(rate) : compileStatement(statement);
}

/** Compiles a statement that may stand anywhere. */
function compileStatement(statement: TextStatement | undefined): StatementPlan {
  const name = onlyMember("STATEMENT", "Statement", statement);
  const given = statement ?? {};
  if (given.IPSetReferenceStatement) return ipSet(given.IPSetReferenceStatement);
  if (given.GeoMatchStatement) return country(given.GeoMatchStatement);
  if (given.ByteMatchStatement) return text(given.ByteMatchStatement);
  if (given.RegexMatchStatement) return pattern(given.RegexMatchStatement);
  if (given.SizeConstraintStatement) return size(given.SizeConstraintStatement);
  if (given.AndStatement) return several("and", "AND_STATEMENT", given.AndStatement.Statements);
  if (given.OrStatement) return several("or", "OR_STATEMENT", given.OrStatement.Statements);
  if (given.NotStatement) return { kind: "not", statement: compileStatement(given.NotStatement.Statement) };
  if (given.RateBasedStatement)
    throw new WebAclInvalid(
      "RATE_BASED_STATEMENT",
      name,
      "A rate-based statement can't be nested in another statement.",
    );
  throw new WebAclUnsupported(`Statement.${name}`);
}

function several(
  kind: "and" | "or",
  field: string,
  statements: readonly TextStatement[] | undefined = [],
): StatementPlan {
  if (statements.length < 2) throw new WebAclInvalid(field, "Statements", "It needs at least two statements.");
  return { kind, statements: statements.map(compileStatement) };
}

const IP_SET_ARN = /^arn:aws:wafv2:[\w-]+:\d*:regional\/ipset\/[\w-]+\/[\w-]+$/;

function ipSet(statement: WithText<IPSetReferenceStatement>): StatementPlan {
  refuseOthers("IPSetReferenceStatement", statement, ["ARN", "IPSetForwardedIPConfig"]);
  const { ARN: arn = "", IPSetForwardedIPConfig: config } = statement;
  if (!IP_SET_ARN.test(arn)) throw new WebAclInvalid("RESOURCE_ARN", arn, INVALID_ARN);
  return { kind: "ipSet", arn, forwarded: config ? forwarded(config, config.Position) : null };
}

function forwarded(
  { HeaderName: name = "", FallbackBehavior: fallback }: ForwardedIPConfig,
  position: ForwardedIPPosition = "FIRST",
): ForwardedPlan {
  return { header: name.toLowerCase(), position, fallback: fallback === "MATCH" };
}

function country(statement: WithText<GeoMatchStatement>): StatementPlan {
  refuseOthers("GeoMatchStatement", statement, ["CountryCodes"]);
  return { kind: "country", codes: [...(statement.CountryCodes ?? [])] };
}

const INSPECTION = ["FieldToMatch", "TextTransformations"];
const WORD = /^\w+$/;

function text(statement: WithText<ByteMatchStatement>): StatementPlan {
  refuseOthers("ByteMatchStatement", statement, ["SearchString", "PositionalConstraint", ...INSPECTION]);
  const { SearchString: search = "", PositionalConstraint: position = "EXACTLY" } = statement;
  if (position === "CONTAINS_WORD" && !WORD.test(search)) {
    throw new WebAclInvalid("BYTE_MATCH_STATEMENT", search, "A word has letters, digits and underscores only.");
  }
  return { kind: "text", component: compileComponent(statement), position, search };
}

/** AWS's patterns are those of PCRE without what needs backtracking: Java's mean the same there. */
function pattern(statement: WithText<RegexMatchStatement>): StatementPlan {
  refuseOthers("RegexMatchStatement", statement, ["RegexString", ...INSPECTION]);
  const source = statement.RegexString ?? "";
  const compiled = compileJavaPattern(source);
  if (!compiled.ok)
    throw new WebAclInvalid("STATEMENT", source, `The pattern isn't valid: ${compiled.problem.message}`);
  return { kind: "pattern", component: compileComponent(statement), pattern: source };
}

function size(statement: WithText<SizeConstraintStatement>): StatementPlan {
  refuseOthers("SizeConstraintStatement", statement, ["ComparisonOperator", "Size", ...INSPECTION]);
  const { ComparisonOperator: operator = "EQ", Size: bytes = 0 } = statement;
  return { kind: "size", component: compileComponent(statement), operator, size: bytes };
}

/** Seconds; five minutes unless the statement says otherwise (API reference, RateBasedStatement). */
const WINDOWS = [60, 120, 300, 600];
const USUAL_WINDOW = 300;

function rateBased(statement: WithText<RateBasedStatement>): RatePlan {
  const known = ["Limit", "EvaluationWindowSec", "AggregateKeyType", "ScopeDownStatement", "ForwardedIPConfig"];
  refuseOthers("RateBasedStatement", statement, known);
  const { Limit: limit = 0, AggregateKeyType: key, ScopeDownStatement: scope } = statement;
  const { EvaluationWindowSec: windowSeconds = USUAL_WINDOW } = statement;
  if (!WINDOWS.includes(windowSeconds)) {
    throw new WebAclInvalid(
      "RATE_BASED_STATEMENT",
      String(windowSeconds),
      `EvaluationWindowSec must be one of ${WINDOWS.join(", ")}.`,
    );
  }
  if (key === "CONSTANT" && !scope) {
    throw new WebAclInvalid("SCOPE_DOWN", key, "Counting all requests needs a scope-down statement.");
  }
  return {
    kind: "rate",
    limit,
    windowSeconds,
    by: callersOf(statement),
    scope: scope ? compileStatement(scope) : null,
  };
}

function callersOf({ AggregateKeyType: key, ForwardedIPConfig: config }: WithText<RateBasedStatement>): RatePlan["by"] {
  if (key === "CUSTOM_KEYS" || key === undefined) {
    throw new WebAclUnsupported(`RateBasedStatement.AggregateKeyType.${key}`);
  }
  if ((key === "FORWARDED_IP") !== (config !== undefined)) {
    throw new WebAclInvalid("FORWARDED_IP_CONFIG", key, "FORWARDED_IP needs a header's name, and only it takes one.");
  }
  if (config) return forwarded(config);
  return key === "IP" ? "ip" : "all";
}
