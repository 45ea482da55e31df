import { keyValue, manyKeys } from "../keys.ts";
import type { Row } from "../row.ts";

/** What the requests of the row with API keys cost a worker written by hand that counts for itself. */
export const handKey: Row = {
  name: "hand-written: a key looked up and counted, the same header edits",
  worker: { entry: "scripts/bench/workers/hand-key.ts" },
  seed: () => manyKeys.map((index) => ({ path: `/users/${index}`, headers: { "x-api-key": keyValue(index) } })),
};
