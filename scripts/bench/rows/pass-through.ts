import { manyPaths, type Row } from "../row.ts";

/** The baseline: what workerd itself costs. */
export const passThrough: Row = {
  name: "bare pass-through (`fetch`)",
  worker: { entry: "scripts/bench/workers/pass-through.ts" },
  seed: () => manyPaths("/users/"),
};
