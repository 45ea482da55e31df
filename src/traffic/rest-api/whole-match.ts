import { type JavaPattern, PatternLimitExceeded } from "../../languages/regex/java-pattern.ts";

/** Whether a pattern matches a whole text that a client has sent. One that would take too long to say matches nothing. */
export function matchesWhole(pattern: JavaPattern, text: string): boolean {
  try {
    return pattern.matches(text);
  } catch (error) {
    if (error instanceof PatternLimitExceeded) return false;
    throw error;
  }
}
