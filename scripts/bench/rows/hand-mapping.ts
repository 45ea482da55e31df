import type { Row } from "../row.ts";
import { orders } from "./gateway-vtl.ts";

/** What it costs to map the orders of the VTL row by hand. */
export const handMapping: Row = {
  name: "hand-written: the same mapping both ways",
  worker: { entry: "scripts/bench/workers/mapping.ts" },
  seed: () => orders({}),
};
