import type { Rule, Statement, TextTransformation } from "@aws-sdk/client-wafv2";
import type { WithText } from "../../model/waf.ts";

/** The capacity units that rules take (developer guide, the statements' own pages). What they bound at AWS is not bounded here. */
export function capacityOf(rules: readonly WithText<Rule>[]): number {
  return rules.reduce((sum, { Statement: statement }) => sum + unitsOf(statement), 0);
}

const BYTE_MATCH_UNITS = { EXACTLY: 2, STARTS_WITH: 2, ENDS_WITH: 2, CONTAINS: 10, CONTAINS_WORD: 10 };
const REGEX_MATCH_UNITS = 3;
const SIZE_CONSTRAINT_UNITS = 1;
const RATE_BASED_UNITS = 2;

function unitsOf(statement: WithText<Statement> | undefined): number {
  if (!statement) return 0;
  const { ByteMatchStatement: text, RegexMatchStatement: pattern, SizeConstraintStatement: size } = statement;
  const { AndStatement: and, OrStatement: or, NotStatement: not, RateBasedStatement: rate } = statement;
  if (text) return BYTE_MATCH_UNITS[text.PositionalConstraint ?? "EXACTLY"] + inspectionUnits(text);
  if (pattern) return REGEX_MATCH_UNITS + inspectionUnits(pattern);
  if (size) return SIZE_CONSTRAINT_UNITS + inspectionUnits(size);
  if (and ?? or) return ((and ?? or)?.Statements ?? []).reduce((sum, one) => sum + unitsOf(one), 0);
  if (not) return unitsOf(not.Statement);
  if (rate) return RATE_BASED_UNITS + unitsOf(rate.ScopeDownStatement);
  // An IP set, or countries: addresses that all are looked at cost more.
  return statement.IPSetReferenceStatement?.IPSetForwardedIPConfig?.Position === "ANY" ? 5 : 1;
}

/** Ten for each transformation, and for looking at all arguments of a query. */
function inspectionUnits(inspection: {
  FieldToMatch: { AllQueryArguments?: object | undefined } | undefined;
  TextTransformations: TextTransformation[] | undefined;
}): number {
  const transformations = (inspection.TextTransformations ?? []).filter(({ Type: type }) => type !== "NONE");
  return 10 * (transformations.length + (inspection.FieldToMatch?.AllQueryArguments ? 1 : 0));
}
