import { TemplateLimitExceeded } from "./errors.ts";
import type { TemplateLimits } from "./limits.ts";

/** Counts the work of one rendering. */
export class Meter {
  readonly limits: TemplateLimits;
  private left: number;

  constructor(limits: TemplateLimits) {
    this.limits = limits;
    this.left = limits.steps;
  }

  /** Takes `units` of work. @throws TemplateLimitExceeded when none are left */
  charge(units: number): void {
    this.left -= units;
    if (this.left < 0) throw new TemplateLimitExceeded(`the template takes more than ${this.limits.steps} steps`);
  }

  /** Takes the work of looking at a text. */
  chargeText(characters: number): void {
    this.charge(1 + (characters >> 4));
  }

  /** Checks a string that was made. @throws TemplateLimitExceeded when it is too long */
  text(text: string): string {
    if (text.length > this.limits.characters) this.failLength();
    return text;
  }

  /** Fails because a text is longer than allowed. */
  failLength(): never {
    throw new TemplateLimitExceeded(`the template makes more than ${this.limits.characters} characters`);
  }

  /** Checks the size of a list or map. @throws TemplateLimitExceeded when it is too large */
  elements(count: number): void {
    if (count > this.limits.elements)
      throw new TemplateLimitExceeded(`the template makes a list of more than ${this.limits.elements} elements`);
  }
}
