import type { Position } from "./ast.ts";
import { Meter } from "./meter.ts";
import type { TemplateLimits } from "./limits.ts";
import { textOf } from "./text.ts";
import { Block, type Value } from "./value.ts";

/** The state of one rendering. */
export class Run {
  readonly meter: Meter;
  /** The variables by slot; null = not set. */
  readonly slots: Value[];
  /** What is printed so far. */
  out = "";
  /** The place last begun, for errors. */
  at: Position = [1, 1];
  /** How many #define bodies are being rendered, one inside the other. */
  blockDepth = 0;

  constructor(slots: Value[], limits: TemplateLimits) {
    this.slots = slots;
    this.meter = new Meter(limits);
  }

  /** Prints a value as `$reference` does. */
  print(value: Value): void {
    this.out += typeof value === "string" ? value : textOf(value, this.meter);
    if (this.out.length > this.meter.limits.characters) this.meter.failLength();
  }

  /** What `steps` print, as a string of its own. */
  capture(steps: Step): string {
    const before = this.out;
    this.out = "";
    try {
      steps(this);
      return this.out;
    } finally {
      this.out = before;
    }
  }
}

/** A part of a template as a function: prints to the run. */
export type Step = (run: Run) => void;

/** An expression as a function. */
export type Evaluate = (run: Run) => Value;

/** A condition as a function. */
export type Test = (run: Run) => boolean;

/** Thrown by #stop and #break up to what they end; no error, so that no stack is recorded. */
export class Stop {
  /** What is ended: a loop's scope, "nearest" = the innermost loop or block, undefined = the whole template. */
  readonly what: object | "nearest" | undefined;

  constructor(what: object | "nearest" | undefined) {
    this.what = what;
  }
}

/** Velocity's define.directive.maxdepth: how often a block may use itself. */
const MAX_SELF_USE = 2;
const MAX_BLOCKS = 50;

/** The value of `$name` after #define($name). */
export function blockOf(run: Run, body: Step, name: string): Block {
  let depth = 0;
  const toText = () => {
    if (depth >= MAX_SELF_USE || run.blockDepth >= MAX_BLOCKS) return undefined;
    run.meter.charge(1);
    depth++;
    run.blockDepth++;
    try {
      return run.capture((inner) => untilBreak(inner, body));
    } finally {
      depth--;
      run.blockDepth--;
    }
  };
  return new Block(toText, `$${name}`);
}

function untilBreak(run: Run, body: Step): void {
  try {
    body(run);
  } catch (error) {
    if (!(error instanceof Stop) || error.what !== "nearest") throw error;
  }
}
