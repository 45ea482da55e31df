import type { Row } from "../row.ts";
import { orders } from "./gateway-vtl.ts";

/** The pass-through with the requests of the rows that map bodies: what a `POST` with a body costs over a `GET`. */
export const postThrough: Row = {
  name: "pass-through of the same bodies",
  worker: { entry: "scripts/bench/workers/pass-through.ts" },
  seed: () => orders({}),
};
