/** Levels of lists and objects that a document may have: whatever reads it does so with calls within calls, and a stack ends. */
const MOST_LEVELS = 1_000;

export const TOO_DEEP = `lists and objects stand more than ${MOST_LEVELS} deep within each other`;

/** Whether a value, as JSON.parse gives it, is {@link TOO_DEEP}. It goes level by level, so that depth costs no stack here. */
export function nestsTooDeep(value: unknown): boolean {
  let level = [value].filter(isNest);
  for (let levels = 0; level.length > 0; levels++) {
    if (levels === MOST_LEVELS) return true;
    level = level.flatMap((nest): unknown[] => Object.values(nest)).filter(isNest);
  }
  return false;
}

const isNest = (value: unknown): value is object => typeof value === "object" && value !== null;
