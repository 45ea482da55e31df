/** Line and column of a place in a template, both counted from 1. */
export type Position = readonly [line: number, column: number];

/** A parsed template: plain data that survives JSON, so that a plan can store it. */
export interface Template {
  readonly version: 1;
  readonly nodes: readonly TemplateNode[];
}

/** A piece of a template; a plain string is text to print as it is. */
export type TemplateNode =
  | string
  | Reference
  | { readonly t: "set"; readonly target: Reference; readonly value: Expression; readonly at: Position }
  | { readonly t: "if"; readonly branches: readonly Branch[]; readonly otherwise: readonly TemplateNode[] }
  | {
      readonly t: "foreach";
      readonly name: string;
      readonly source: Expression;
      readonly body: readonly TemplateNode[];
      readonly at: Position;
    }
  | { readonly t: "define"; readonly name: string; readonly body: readonly TemplateNode[] }
  | { readonly t: "stop" }
  | { readonly t: "break"; readonly scope: Expression | null; readonly at: Position };

/** `#if` or `#elseif` with what it guards. */
export interface Branch {
  readonly test: Expression;
  readonly body: readonly TemplateNode[];
}

/** `$name.member.call(args)[index]`. */
export interface Reference {
  readonly t: "reference";
  readonly name: string;
  readonly path: readonly Access[];
  readonly at: Position;
}

export type Access =
  | { readonly t: "get"; readonly name: string }
  | { readonly t: "call"; readonly name: string; readonly args: readonly Expression[] }
  | { readonly t: "index"; readonly of: Expression };

export type MathOperator = "+" | "-" | "*" | "/" | "%";
export type CompareOperator = "==" | "!=" | "<" | "<=" | ">" | ">=";

/** `text` of a math operand is its source, which a string concatenation shows where the operand has no value. */
export type Expression =
  | Reference
  | { readonly t: "text"; readonly value: string }
  | { readonly t: "interpolated"; readonly nodes: readonly TemplateNode[]; readonly dropLast: boolean }
  | { readonly t: "integer"; readonly digits: string }
  | { readonly t: "double"; readonly value: number }
  | { readonly t: "boolean"; readonly value: boolean }
  | { readonly t: "null" }
  | { readonly t: "list"; readonly items: readonly Expression[] }
  | { readonly t: "map"; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly t: "range"; readonly from: Expression; readonly to: Expression; readonly at: Position }
  | {
      readonly t: "math";
      readonly operator: MathOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly texts: readonly [string, string];
      readonly at: Position;
    }
  | { readonly t: "compare"; readonly operator: CompareOperator; readonly left: Expression; readonly right: Expression }
  | { readonly t: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | { readonly t: "not"; readonly of: Expression };
