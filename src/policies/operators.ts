import { parseRange } from "./address.ts";
import { compileArn } from "./arn.ts";
import { parseDate } from "./dates.ts";
import type { PolicyVersion } from "./document.ts";
import type { VariableMatcher } from "./variables.ts";
import { compileVariable } from "./variables.ts";
import { compileTokens } from "./wildcard.ts";

/** Compiles one value of a condition; undefined when the value is none that the operator takes. */
export type ValueCompiler = (value: string, version: PolicyVersion) => VariableMatcher | undefined;

/** An operator: how a value is matched, and whether the condition holds when none does. */
export type Operator = { readonly compile: ValueCompiler; readonly negated: boolean };

const exact: ValueCompiler = (value, version) => compileVariable(value, version, false, compileTokens);
const like: ValueCompiler = (value, version) => compileVariable(value, version, true, compileTokens);
const arn: ValueCompiler = (value, version) => compileVariable(value, version, true, compileArn);

const ignoringCase: ValueCompiler = (value, version) => {
  const lower = (text: string) => text.toLowerCase();
  const matches = compileVariable(value, version, false, (tokens) => {
    const folded = compileTokens(tokens.map((token) => (typeof token === "string" ? lower(token) : token)));
    return (text) => folded(lower(text));
  });
  return matches;
};

/** Booleans may be variables, too ("You can use a policy variable with the Boolean condition operator"). */
const boolean: ValueCompiler = (value, version) => {
  if (!value.includes("${") && !/^(true|false)$/i.test(value)) return undefined;
  return ignoringCase(value, version);
};

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

function parseNumber(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : undefined;
}

type Comparison = (inRequest: number, inPolicy: number) => boolean;

function comparing(parse: (text: string) => number | undefined, holds: Comparison): ValueCompiler {
  return (value) => {
    const inPolicy = parse(value);
    if (inPolicy === undefined) return undefined;
    return (text) => {
      const inRequest = parse(text);
      return inRequest !== undefined && holds(inRequest, inPolicy);
    };
  };
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Bytes are compared, so that padding does not matter. Request values come in base64. */
const binary: ValueCompiler = (value) => {
  if (!BASE64.test(value)) return undefined;
  const bare = withoutPadding(value);
  return (text) => withoutPadding(text) === bare;
};

function withoutPadding(text: string): string {
  let end = text.length;
  while (text.endsWith("=", end)) end--;
  return text.slice(0, end);
}

const range: ValueCompiler = (value) => parseRange(value);

const equal: Comparison = (a, b) => a === b;
const less: Comparison = (a, b) => a < b;
const lessOrEqual: Comparison = (a, b) => a <= b;
const greater: Comparison = (a, b) => a > b;
const greaterOrEqual: Comparison = (a, b) => a >= b;

function positive(compile: ValueCompiler): Operator {
  return { compile, negated: false };
}

function negative(compile: ValueCompiler): Operator {
  return { compile, negated: true };
}

/** All operators but Null (IAM User Guide, "JSON policy elements: Condition operators"), by their exact names. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: positive(exact),
  StringNotEquals: negative(exact),
  StringEqualsIgnoreCase: positive(ignoringCase),
  StringNotEqualsIgnoreCase: negative(ignoringCase),
  StringLike: positive(like),
  StringNotLike: negative(like),
  NumericEquals: positive(comparing(parseNumber, equal)),
  NumericNotEquals: negative(comparing(parseNumber, equal)),
  NumericLessThan: positive(comparing(parseNumber, less)),
  NumericLessThanEquals: positive(comparing(parseNumber, lessOrEqual)),
  NumericGreaterThan: positive(comparing(parseNumber, greater)),
  NumericGreaterThanEquals: positive(comparing(parseNumber, greaterOrEqual)),
  DateEquals: positive(comparing(parseDate, equal)),
  DateNotEquals: negative(comparing(parseDate, equal)),
  DateLessThan: positive(comparing(parseDate, less)),
  DateLessThanEquals: positive(comparing(parseDate, lessOrEqual)),
  DateGreaterThan: positive(comparing(parseDate, greater)),
  DateGreaterThanEquals: positive(comparing(parseDate, greaterOrEqual)),
  Bool: positive(boolean),
  BinaryEquals: positive(binary),
  IpAddress: positive(range),
  NotIpAddress: negative(range),
  ArnEquals: positive(arn),
  ArnLike: positive(arn),
  ArnNotEquals: negative(arn),
  ArnNotLike: negative(arn),
};
