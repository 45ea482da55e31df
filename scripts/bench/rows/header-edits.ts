import { manyPaths, type Row } from "../row.ts";

/** What the header edits cost that every HTTP_PROXY integration makes. */
export const headerEdits: Row = {
  name: "pass-through with the same header edits",
  worker: { entry: "scripts/bench/workers/header-edits.ts" },
  seed: () => manyPaths("/users/"),
};
