import type { Position } from "./ast.ts";

/** A rendering that failed, as Velocity fails (an exception of a called method, for one). Carries where it happened. */
export class TemplateError extends Error {
  /** Line and column in the template, from 1; set when the error leaves the template. */
  position: Position | undefined;

  /** The line of the template, or 0 when it is not known. */
  get line(): number {
    return this.position?.[0] ?? 0;
  }

  /** The column of the template, or 0 when it is not known. */
  get column(): number {
    return this.position?.[1] ?? 0;
  }
}

/** A rendering that went past its limits: it was stopped. */
export class TemplateLimitExceeded extends TemplateError {}
