/** What one validation may cost, whatever schema and document are. */
export interface EffortLimits {
  /**
   * How deep the checks may call each other. A recursive schema adds its own height for each level of the document, so
   * that the bound is on the stack and not on the document alone.
   */
  readonly depth: number;
  /** How many references, alternatives, pattern characters and the like one document may cost. */
  readonly steps: number;
}

/** A document of 1,000 levels passes a recursive schema of height 4; the work of 20 million steps takes under a second. */
export const DEFAULT_EFFORT_LIMITS: EffortLimits = { depth: 4_000, steps: 20_000_000 };

/** Ends a validation that would cost more than the limits allow. */
export class EffortExceeded extends Error {
  override readonly name = "EffortExceeded";
}

/**
 * Counts what the validation under way has cost. One per validator: a validation is synchronous, so that no two share
 * it at a time.
 */
export class Effort {
  readonly #limits: EffortLimits;
  #depth = 0;
  #steps = 0;

  constructor(limits: EffortLimits) {
    this.#limits = limits;
  }

  /** Starts the count anew: before each document. */
  reset(): void {
    this.#depth = 0;
    this.#steps = 0;
  }

  /** Enters a referenced schema of that height. Every call is paired with {@link leave}, but for one that throws. */
  enter(height: number): void {
    this.#depth += height;
    if (this.#depth > this.#limits.depth) throw new EffortExceeded("is nested too deeply for its schema");
    this.spend(1);
  }

  leave(height: number): void {
    this.#depth -= height;
  }

  spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > this.#limits.steps) throw new EffortExceeded("takes too long to validate");
  }
}
