import { manyPaths, type Row } from "../row.ts";

/** What any answer without a backend costs. */
export const constant: Row = {
  name: "constant answer, no gateway",
  worker: { entry: "scripts/bench/workers/constant.ts" },
  seed: () => manyPaths("/items/"),
};
