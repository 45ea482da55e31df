import type { CompareOperator, Expression, MathOperator } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { readParameter } from "./parse-value.ts";

/** Operators by how tightly they bind, loosest first (Parser.jjt, ConditionalOrExpression and below). */
const LEVELS: readonly RegExp[] = [
  /\|\||or(?![A-Za-z0-9_@])/y,
  /&&|and(?![A-Za-z0-9_@])/y,
  /==|!=|(?:eq|ne)(?![A-Za-z0-9_@])/y,
  /<=|>=|<|>|(?:lt|le|gt|ge)(?![A-Za-z0-9_@])/y,
  // A minus that touches a digit belongs to the number, so that `$a -1` is no subtraction (and no expression).
  /\+|-(?![0-9]|\.[0-9])/y,
  /[*/%]/y,
];

const SYMBOLS: Readonly<Record<string, string>> = {
  or: "||",
  and: "&&",
  eq: "==",
  ne: "!=",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
};

/** Operators of one level in a row: each nests the expression one deeper. */
const MOST_OPERATORS = 500;

/** Reads a whole expression. */
export function readExpression(cursor: Cursor): Expression {
  return cursor.nest(() => readLevel(cursor, 0));
}

function readLevel(cursor: Cursor, level: number): Expression {
  const operators = LEVELS[level];
  if (operators === undefined) return readUnary(cursor);
  cursor.skipBlanks();
  const start = cursor.at;
  let left = readLevel(cursor, level + 1);
  for (let count = 0; ; count++) {
    const leftEnd = cursor.at;
    cursor.skipBlanks();
    const word = cursor.take(operators)?.[0];
    if (word === undefined) return left;
    if (count >= MOST_OPERATORS) throw cursor.error(`an expression has more than ${MOST_OPERATORS} operators in a row`);
    cursor.skipBlanks();
    const rightStart = cursor.at;
    const right = readLevel(cursor, level + 1);
    const texts = [cursor.text.slice(start, leftEnd).trim(), cursor.text.slice(rightStart, cursor.at).trim()] as const;
    left = combine(cursor, SYMBOLS[word] ?? word, left, right, texts, start);
  }
}

function combine(
  cursor: Cursor,
  operator: string,
  left: Expression,
  right: Expression,
  texts: readonly [string, string],
  start: number,
): Expression {
  if (operator === "||" || operator === "&&") return { t: operator === "||" ? "or" : "and", left, right };
  if (isMath(operator)) {
    // Only arithmetic and bare words can lack a value: other operands need no text.
    const kept = [left.t === "math" ? texts[0] : "", right.t === "math" ? texts[1] : ""] as const;
    return { t: "math", operator, left, right, texts: kept, at: cursor.position(start) };
  }
  if (isCompare(operator)) return { t: "compare", operator, left, right };
  throw cursor.error(`unknown operator '${operator}'`);
}

function isMath(operator: string): operator is MathOperator {
  return operator.length === 1 && "+-*/%".includes(operator);
}

function isCompare(operator: string): operator is CompareOperator {
  return ["==", "!=", "<", "<=", ">", ">="].includes(operator);
}

const NOT = /!(?!=)|not(?![A-Za-z0-9_@])/y;

function readUnary(cursor: Cursor): Expression {
  cursor.skipBlanks();
  if (cursor.take(NOT) !== undefined) return { t: "not", of: cursor.nest(() => readUnary(cursor)) };
  if (cursor.char !== "(") return readParameter(cursor, false);
  cursor.at++;
  const inner = readExpression(cursor);
  cursor.expect(")", "after the expression");
  return inner;
}
