/** A row's worker, bundled and with the variables it runs with. */
import { join } from "node:path";
import { bundle } from "./bundle.ts";
import type { ConfiguredWorker } from "./config.ts";
import { gatewaySecrets } from "./gateway.ts";
import type { Row } from "./row.ts";

const isGateway = ({ worker }: Row): boolean => worker === "gateway" || "gatewayEntry" in worker;

/** Bundles a row's worker into a folder of its own below `folder`; `wrangler`: more arguments for that. */
export function configured(
  row: Row,
  id: string,
  folder: string,
  upstream: string,
  wrangler: readonly string[] = [],
): ConfiguredWorker {
  const vars = { ...(isGateway(row) ? gatewaySecrets : { UPSTREAM: upstream }), ...row.vars };
  return { id, bundle: bundle(row, join(folder, id), wrangler), vars, metrics: row.metrics ?? false };
}
