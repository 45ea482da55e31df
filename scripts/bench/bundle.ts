/** Bundles a row's worker as for deployment: by wrangler's own dry run. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { unstable_readConfig as readConfig } from "wrangler";
import { installed, root } from "./programs.ts";
import type { Row, SmallWorker } from "./row.ts";

/** Bindings and settings of a worker, as its wrangler.toml declares them. */
export interface Bundle {
  /** The bundled script, a path. */
  script: string;
  compatibilityDate: string;
  compatibilityFlags: string[];
  vars: Record<string, string>;
  d1: string[];
  kv: string[];
  /** Durable Objects of the worker itself. */
  objects: { binding: string; className: string }[];
  loaders: string[];
}

/** What the bench reads of a wrangler.toml (wrangler's own type lives in a package that it does not publish). */
interface WranglerConfig {
  compatibility_date: string | undefined;
  compatibility_flags: string[];
  vars: Record<string, unknown>;
  d1_databases: { binding: string }[];
  kv_namespaces: { binding: string }[];
  durable_objects: { bindings: { name: string; class_name: string }[] };
  worker_loaders: { binding: string }[];
}

/** Bundles into `folder`, with more arguments for wrangler on demand. @throws with wrangler's words when that fails, or for modules that the bench cannot embed */
export function bundle(row: Row, folder: string, more: readonly string[] = []): Bundle {
  mkdirSync(folder, { recursive: true });
  const gatewayConfig: WranglerConfig = readConfig({ config: join(root, "wrangler.toml") }, { hideWarnings: true });
  let config = join(root, "wrangler.toml");
  const { worker } = row;
  if (worker !== "gateway" && "entry" in worker) {
    config = join(folder, "wrangler.json");
    writeFileSync(config, JSON.stringify(smallConfig(worker, gatewayConfig)));
  }
  const entry = worker !== "gateway" && "gatewayEntry" in worker ? [join(root, worker.gatewayEntry)] : [];
  dryRun(config, join(folder, "out"), [...entry, ...more]);
  const declared: WranglerConfig = readConfig({ config }, { hideWarnings: true });
  return {
    script: scriptIn(join(folder, "out")),
    compatibilityDate: declared.compatibility_date ?? "",
    compatibilityFlags: declared.compatibility_flags,
    vars: Object.fromEntries(Object.entries(declared.vars).map(([name, value]) => [name, String(value)])),
    d1: declared.d1_databases.map(({ binding }) => binding),
    kv: declared.kv_namespaces.map(({ binding }) => binding),
    objects: declared.durable_objects.bindings.map(({ name, class_name }) => ({
      binding: name,
      className: class_name,
    })),
    loaders: declared.worker_loaders.map(({ binding }) => binding),
  };
}

function smallConfig(
  { entry, objects = {} }: SmallWorker,
  { compatibility_date, compatibility_flags }: WranglerConfig,
) {
  const bindings = Object.entries(objects).map(([name, class_name]) => ({ name, class_name }));
  return {
    name: "bench",
    main: join(root, entry),
    compatibility_date,
    compatibility_flags,
    durable_objects: { bindings },
    migrations: bindings.length === 0 ? [] : [{ tag: "v1", new_sqlite_classes: Object.values(objects) }],
  };
}

/** `more`: arguments, an entry in the place of the configuration's own main among them. */
function dryRun(config: string, outdir: string, more: string[]): void {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [installed("wrangler"), "deploy", ...more, "--dry-run", "--config", config, "--outdir", outdir],
    {
      cwd: root,
      encoding: "utf8",
      env: {
        ...process.env,
        WRANGLER_SEND_METRICS: "false",
        WRANGLER_HIDE_BANNER: "true",
        WRANGLER_WRITE_LOGS: "false",
        CI: "1",
      },
    },
  );
  if (status !== 0) throw new Error(`wrangler deploy --dry-run of ${config} failed:\n${stdout}${stderr}`);
}

function scriptIn(folder: string): string {
  const modules = readdirSync(folder).filter((name) => !name.endsWith(".map") && name !== "README.md");
  const [script] = modules;
  if (modules.length !== 1 || !script?.endsWith(".js")) {
    throw new Error(`The bench embeds one script; wrangler wrote ${modules.join(", ")}`);
  }
  return join(folder, script);
}
