import { isJavaNumber, toDouble, toInteger, toNumber } from "../jsonpath/value.ts";
import { callerOf, getIndex, getProperty } from "./access.ts";
import { calculate } from "./arithmetic.ts";
import type { Access, CompareOperator, Expression, Reference, TemplateNode } from "./ast.ts";
import { compareNumbers, looseEquals } from "./compare.ts";
import type { Meter } from "./meter.ts";
import type { Evaluate, Run, Step, Test } from "./run.ts";
import type { Scope } from "./scope.ts";
import { textOf } from "./text.ts";
import { JavaList, type Value } from "./value.ts";

/** What compiling an expression needs: the names, and how to compile the template inside a string. */
export interface ExpressionContext {
  readonly scope: Scope;
  readonly compileNodes: (nodes: readonly TemplateNode[]) => Step;
}

/** Compiles an expression to what gives its value; null only for bare words and arithmetic without a result. */
export function compileValue(context: ExpressionContext, expression: Expression): Evaluate {
  switch (expression.t) {
    case "reference":
      return compileReference(context, expression);
    case "text":
    case "boolean": {
      const { value } = expression;
      return () => value;
    }
    case "integer": {
      const value = toInteger(BigInt(expression.digits));
      return () => value;
    }
    case "double": {
      const value = toDouble(expression.value);
      return () => value;
    }
    case "null":
      return () => null;
    case "interpolated":
      return compileInterpolated(context, expression);
    case "list":
      return compileList(context, expression.items);
    case "map":
      return compileMap(context, expression.entries);
    case "range":
      return compileRange(context, expression);
    case "math":
      return compileMath(context, expression);
    default:
      return compileTest(context, expression);
  }
}

/**
 * Compiles an expression to a condition. References are true unless they are the boolean false: an undefined one too, since
 * its value is "". Literals other than booleans, and arithmetic, are false in Velocity 1.7.
 */
export function compileTest(context: ExpressionContext, expression: Expression): Test {
  switch (expression.t) {
    case "reference": {
      const value = compileReference(context, expression);
      return (run) => value(run) !== false;
    }
    case "boolean": {
      const { value } = expression;
      return () => value;
    }
    case "and":
    case "or": {
      const left = compileTest(context, expression.left);
      const right = compileTest(context, expression.right);
      if (expression.t === "and") return (run) => left(run) && right(run);
      return (run) => left(run) || right(run);
    }
    case "not": {
      const of = compileTest(context, expression.of);
      return (run) => !of(run);
    }
    case "compare":
      return compileCompare(context, expression.operator, expression.left, expression.right);
    default:
      return () => false;
  }
}

function compileInterpolated(context: ExpressionContext, expression: Expression & { t: "interpolated" }): Evaluate {
  const steps = context.compileNodes(expression.nodes);
  if (expression.dropLast) return (run) => run.capture(steps).slice(0, -1);
  return (run) => run.capture(steps);
}

function compileList(context: ExpressionContext, expressions: readonly Expression[]): Evaluate {
  const items = expressions.map((item) => compileValue(context, item));
  return (run) => {
    run.meter.charge(items.length);
    return new JavaList(items.map((item) => item(run)));
  };
}

function compileMap(context: ExpressionContext, expressions: readonly (readonly [Expression, Expression])[]): Evaluate {
  const entries = expressions.map(
    ([key, value]) => [compileValue(context, key), compileValue(context, value)] as const,
  );
  return (run) => {
    run.meter.charge(entries.length);
    const map = new Map<Value, Value>();
    for (const [key, value] of entries) map.set(key(run), value(run));
    return map;
  };
}

function compileRange(context: ExpressionContext, expression: Expression & { t: "range" }): Evaluate {
  const from = compileValue(context, expression.from);
  const to = compileValue(context, expression.to);
  return (run) => rangeOf(from(run), to(run), run.meter);
}

function rangeOf(from: Value, to: Value, meter: Meter): Value {
  if (!isJavaNumber(from) || !isJavaNumber(to)) return null;
  const start = Math.trunc(toNumber(from)) | 0;
  const end = Math.trunc(toNumber(to)) | 0;
  const size = Math.abs(start - end) + 1;
  meter.elements(size);
  meter.charge(size);
  const step = start >= end ? -1 : 1;
  return new JavaList(Array.from({ length: size }, (_, i) => start + i * step));
}

function compileMath(context: ExpressionContext, expression: Expression & { t: "math" }): Evaluate {
  const { operator, at, texts } = expression;
  const left = compileValue(context, expression.left);
  const right = compileValue(context, expression.right);
  return (run) => {
    const a = left(run);
    const b = right(run);
    run.at = at;
    run.meter.charge(1);
    if (operator === "+" && (typeof a === "string" || typeof b === "string")) return concat(run, a, b, texts);
    return isJavaNumber(a) && isJavaNumber(b) ? calculate(operator, a, b) : null;
  };
}

// Java's `+` of strings; an operand without a value shows its own source.
function concat(run: Run, a: Value, b: Value, texts: readonly [string, string]): string {
  const left = a === null ? texts[0] : textOf(a, run.meter);
  const right = b === null ? texts[1] : textOf(b, run.meter);
  return run.meter.text(left + right);
}

function compileCompare(
  context: ExpressionContext,
  operator: CompareOperator,
  leftExpression: Expression,
  rightExpression: Expression,
): Test {
  const left = compileValue(context, leftExpression);
  const right = compileValue(context, rightExpression);
  if (operator === "==") return (run) => looseEquals(left(run), right(run), run.meter);
  if (operator === "!=") return (run) => !looseEquals(left(run), right(run), run.meter);
  const accept = ORDERS[operator];
  return (run) => {
    const a = left(run);
    const b = right(run);
    return isJavaNumber(a) && isJavaNumber(b) && accept(compareNumbers(a, b));
  };
}

const ORDERS = {
  "<": (order: number) => order < 0,
  "<=": (order: number) => order <= 0,
  ">": (order: number) => order > 0,
  ">=": (order: number) => order >= 0,
};

/**
 * Compiles a reference to its value. API Gateway's engine gives "" for whatever is undefined or null on the way: such a
 * reference prints nothing, equals "", and counts as true.
 */
export function compileReference(context: ExpressionContext, reference: Reference): Evaluate {
  const slot = context.scope.slot(reference.name);
  if (reference.path.length === 0) return (run) => run.slots[slot] ?? "";
  const walk = compileWalk(context, reference.path);
  const { at } = reference;
  return (run) => {
    const root = run.slots[slot];
    if (root === undefined || root === null) return "";
    run.at = at;
    return walk(run, root) ?? "";
  };
}

/** Follows accesses from a value; undefined or null as soon as one of them gives nothing. */
export type Walk = (run: Run, from: Value) => Value | undefined;

/** Compiles a path of properties, calls and indexes. */
export function compileWalk(context: ExpressionContext, path: readonly Access[]): Walk {
  const steps = path.map((access) => compileAccess(context, access));
  const [first, second] = steps;
  if (first !== undefined && second === undefined) return first;
  return (run, from) => {
    let value: Value | undefined = from;
    for (const step of steps) {
      value = step(run, value);
      if (value === undefined || value === null) return undefined;
    }
    return value;
  };
}

function compileAccess(context: ExpressionContext, access: Access): Walk {
  if (access.t === "get") {
    const { name } = access;
    return (_run, target) => getProperty(target, name);
  }
  if (access.t === "index") {
    const index = compileValue(context, access.of);
    return (run, target) => getIndex(target, index(run), run.meter);
  }
  return compileCall(context, access.name, access.args);
}

const NO_ARGUMENTS: readonly Value[] = [];

// Most calls have one argument or none: those need no list of evaluators.
function compileCall(context: ExpressionContext, name: string, expressions: readonly Expression[]): Walk {
  const args = expressions.map((argument) => compileValue(context, argument));
  const call = callerOf(name);
  const [first, second] = args;
  if (first === undefined) return (run, target) => call(target, NO_ARGUMENTS, run.meter);
  if (second === undefined) return (run, target) => call(target, [first(run)], run.meter);
  return (run, target) => {
    const values = args.map((argument) => argument(run));
    return call(target, values, run.meter);
  };
}
