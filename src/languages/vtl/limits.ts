/** What a rendering may use before it ends with {@link TemplateLimitExceeded}. */
export interface TemplateLimits {
  /** Units of work: loop turns, calls, and what calls look at (one unit per 16 characters or per element). */
  readonly steps: number;
  /** Characters of the output, and of any one string. */
  readonly characters: number;
  /** Elements of any one list, map or range. */
  readonly elements: number;
}

/** AWS allows 1,000 turns of a loop and 10 MB; the defaults here leave more room and still end within some 100 ms. */
export const DEFAULT_LIMITS: TemplateLimits = { steps: 2_000_000, characters: 10_000_000, elements: 100_000 };
