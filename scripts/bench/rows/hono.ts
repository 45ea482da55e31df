import { manyPaths, type Row } from "../row.ts";

/** What Hono's routing costs. */
export const hono: Row = {
  name: "Hono pass-through",
  worker: { entry: "scripts/bench/workers/hono.ts" },
  seed: () => manyPaths("/users/"),
};
