// npm run coverage:operations [-- --missing]: how many of AWS's operations have a handler, per service; with --missing
// also the names of those that have none. Loads the TypeScript sources themselves, for which node 24 strips the types.
import { isMain, withProjectNode } from "./project.mjs";

/** What handlers may import of workerd: enough to load them, not to run them. */
const WORKERD_STUB = `data:text/javascript,
export class DurableObject {} export class WorkerEntrypoint {} export class RpcTarget {}
export const env = {}; export const exports = {}; export const waitUntil = () => {};`;

/**
 * Per service, the names of AWS's operations that are built and of those that are not.
 *
 * @returns {Promise<{ service: string, built: string[], missing: string[] }[]>}
 */
export async function operationCoverage() {
  const { registerHooks } = await import("node:module"); // older nodes lack it, and would not load this file
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier.startsWith("cloudflare:") ? { url: WORKERD_STUB, shortCircuit: true } : next(specifier, context),
  });
  const { serviceNames, tableOf } = await import("../src/wire/tables.ts");
  const { handledOperations } = await import("../src/wire/service.ts");
  const { registry } = await import("../src/management/registry.ts");
  const { CONNECTION_OPERATIONS } = await import("../src/traffic/websocket/manage.ts");
  // Connections are managed at the address of their API's stage: traffic answers, not the management APIs.
  const ofTraffic = { apigatewaymanagementapi: [...CONNECTION_OPERATIONS.values()].map(({ name }) => name) };
  return serviceNames().map((service) => {
    const handled = new Set([...handledOperations(registry, service), ...(ofTraffic[service] ?? [])]);
    const all = [...tableOf(service).operations.keys()];
    return {
      service,
      built: all.filter((name) => handled.has(name)),
      missing: all.filter((name) => !handled.has(name)),
    };
  });
}

/** The table: a line per service and one for all. */
function printCoverage(rows, withMissing) {
  const line = (name, built, total) => {
    const share = total === 0 ? 0 : Math.floor((100 * built) / total);
    console.log(
      `${name.padEnd(26)}${String(built).padStart(6)} of ${String(total).padStart(4)}${`${share} %`.padStart(8)}`,
    );
  };
  let builtOfAll = 0;
  let all = 0;
  for (const { service, built, missing } of rows) {
    line(service, built.length, built.length + missing.length);
    if (withMissing && missing.length > 0) console.log(`    missing: ${missing.join(", ")}`);
    builtOfAll += built.length;
    all += built.length + missing.length;
  }
  line("all", builtOfAll, all);
}

async function main() {
  printCoverage(await operationCoverage(), process.argv.includes("--missing"));
  return 0;
}

if (isMain(import.meta.url)) {
  process.exitCode = withProjectNode();
  process.exitCode ??= await main();
}
