import type { Row } from "../row.ts";
import { keyValue, manyKeys } from "../keys.ts";

/** What limits cost when they are done the usual way. */
export const objectPerRequest: Row = {
  name: "pass-through, one Durable Object call per request, 1,000 keys",
  worker: { entry: "scripts/bench/workers/object-per-request.ts", objects: { BUCKETS: "Bucket" } },
  seed: () => manyKeys.map((index) => ({ path: `/users/${index}`, headers: { "x-api-key": keyValue(index) } })),
};
