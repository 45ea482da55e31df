/**
 * The workerd configuration (Cap'n Proto text, see node_modules/workerd/workerd.capnp): one isolate and socket per row,
 * D1 and KV by Miniflare's own workers on local disk, Durable Objects and dynamic workers by workerd itself.
 */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createRequire } from "node:module";
import type { Bundle } from "./bundle.ts";

/** A row's worker with the variables it runs with. */
export interface ConfiguredWorker {
  /** Its socket, and the prefix of its services: letters and digits. */
  id: string;
  bundle: Bundle;
  vars: Record<string, string>;
  /** the worker whose Durable Objects it shares; without it has objects of its own */
  objectsOf?: string;
  /** whether it has METRICS: Miniflare's Analytics Engine, which takes points and keeps none */
  metrics?: boolean;
}

/** The socket at which the SQL of a worker's D1 binding can be posted, for migrations. */
export const d1Socket = (id: string, binding: string): string => `${id}-d1-${binding}`;

/** The storage workers that Miniflare brings; the modules `miniflare:*` are theirs. */
const storageKinds = {
  d1: { entry: "d1/entry.worker.js", object: "d1/database.worker.js", className: "D1DatabaseObject" },
  kv: { entry: "shared/object-entry.worker.js", object: "kv/namespace.worker.js", className: "KVNamespaceObject" },
} as const;
type StorageKind = keyof typeof storageKinds;
const sharedModules = ["shared/index.worker.js", "shared/zod.worker.js"];
const metricsModule = "analytics-engine/analytics-engine.worker.js";
const miniflareWorkers = join(dirname(createRequire(import.meta.url).resolve("miniflare")), "workers");

/** Writes config.capnp and all that it embeds into `folder`, and returns its path. `v8Flags`: on top of workerd's own. */
export function writeConfig(folder: string, workers: ConfiguredWorker[], v8Flags: readonly string[] = []): string {
  const files = [
    ...sharedModules,
    metricsModule,
    ...Object.values(storageKinds).flatMap(({ entry, object }) => [entry, object]),
  ];
  for (const file of files) copyFileSync(join(miniflareWorkers, file), join(folder, flat(file)));
  const services = [
    `(name = "internet", network = (allow = ["public", "private", "local"], tlsOptions = (trustBrowserCas = true)))`,
    ...workers.flatMap((worker) => workerServices(folder, worker)),
  ];
  const sockets = workers.flatMap(({ id, bundle }) => [
    socket(id, id),
    ...bundle.d1.map((binding) => socket(d1Socket(id, binding), `${id}-d1`, props(binding))),
  ]);
  const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  v8Flags = [${v8Flags.map(text).join(", ")}],
  services = [\n    ${services.join(",\n    ")}\n  ],
  sockets = [\n    ${sockets.join(",\n    ")}\n  ],
  extensions = [(modules = [
    (name = "miniflare:shared", esModule = embed "shared-index.worker.js"),
    (name = "miniflare:zod", esModule = embed "shared-zod.worker.js"),
    (name = "miniflare:metrics", internal = true, esModule = embed "${flat(metricsModule)}")
  ])]
);
`;
  const path = join(folder, "config.capnp");
  writeFileSync(path, config);
  return path;
}

function flat(file: string): string {
  return file.replace("/", "-");
}

const text = (value: string): string => JSON.stringify(value);

function socket(name: string, service: string, withProps = ""): string {
  return `(name = ${text(name)}, address = "127.0.0.1:0", http = (), service = (name = ${text(service)}${withProps}))`;
}

/** Which database or namespace of a storage service is meant. */
function props(binding: string): string {
  return `, props = (json = ${text(JSON.stringify({ MINIFLARE_NAMESPACE: binding }))})`;
}

function workerServices(folder: string, worker: ConfiguredWorker): string[] {
  const { id, bundle, objectsOf } = worker;
  const script = `${id}.js`;
  copyFileSync(bundle.script, join(folder, script));
  const classes = objectsOf === undefined ? [...new Set(bundle.objects.map(({ className }) => className))] : [];
  const service = `(name = ${text(id)}, worker = (
      modules = [(name = "worker.js", esModule = embed ${text(script)})],
      compatibilityDate = ${text(bundle.compatibilityDate)},
      compatibilityFlags = [${bundle.compatibilityFlags.map(text).join(", ")}],
      bindings = [${bindings(worker).join(", ")}]${objects(
        id,
        classes.map((className) => ({ className, sql: true })),
      )}
    ))`;
  const services = [service];
  if (classes.length > 0) services.push(disk(folder, id));
  if (bundle.d1.length > 0) services.push(...storage(folder, id, "d1"));
  if (bundle.kv.length > 0) services.push(...storage(folder, id, "kv"));
  return services;
}

const METRICS = `(name = "METRICS", wrapped = (moduleName = "miniflare:metrics"))`;

function bindings({ id, bundle, vars, objectsOf = id, metrics = false }: ConfiguredWorker): string[] {
  return [
    ...Object.entries({ ...bundle.vars, ...vars }).map(
      ([name, value]) => `(name = ${text(name)}, text = ${text(value)})`,
    ),
    ...bundle.objects.map(
      ({ binding, className }) =>
        `(name = ${text(binding)}, durableObjectNamespace = (className = ${text(className)}, serviceName = ${text(objectsOf)}))`,
    ),
    ...bundle.d1.map(
      (binding) => `(name = ${text(binding)}, wrapped = (moduleName = "cloudflare-internal:d1-api", innerBindings = [
        (name = "fetcher", service = (name = "${id}-d1"${props(binding)}))]))`,
    ),
    ...bundle.kv.map((binding) => `(name = ${text(binding)}, kvNamespace = (name = "${id}-kv"${props(binding)}))`),
    ...(metrics ? [METRICS] : []),
    ...bundle.loaders.map((name) => `(name = ${text(name)}, workerLoader = (id = "${id}-${name}"))`),
  ];
}

function objects(id: string, classes: { className: string; sql: boolean }[]): string {
  if (classes.length === 0) return "";
  const namespaces = classes.map(
    ({ className, sql }) => `(className = ${text(className)}, uniqueKey = "${id}-${className}", enableSql = ${sql})`,
  );
  return `,
      durableObjectNamespaces = [${namespaces.join(", ")}],
      durableObjectStorage = (localDisk = "${id}-disk")`;
}

function disk(folder: string, id: string): string {
  const path = join(folder, `${id}-disk`);
  mkdirSync(path, { recursive: true });
  return `(name = "${id}-disk", disk = (path = ${text(path)}, writable = true))`;
}

/** Miniflare's two workers for a kind of storage: the door, which picks the object, and the objects. */
function storage(folder: string, worker: string, kind: StorageKind): string[] {
  const id = `${worker}-${kind}`;
  const { entry, object, className } = storageKinds[kind];
  const blobs = `(name = "MINIFLARE_BLOBS", service = "${id}-objects-disk")`;
  const namespace = `(name = "MINIFLARE_OBJECT", durableObjectNamespace = (className = "${className}", serviceName = "${id}-objects"))`;
  return [
    `(name = "${id}", worker = (
      modules = [(name = "entry.js", esModule = embed "${flat(entry)}")],
      compatibilityDate = "2023-07-24", compatibilityFlags = ["enhanced_error_serialization"],
      bindings = [${namespace}]
    ))`,
    `(name = "${id}-objects", worker = (
      modules = [(name = "objects.js", esModule = embed "${flat(object)}")],
      compatibilityDate = "2023-07-24", compatibilityFlags = ["nodejs_compat", "experimental"],
      bindings = [${blobs}]${objects(`${id}-objects`, [{ className, sql: true }])}
    ))`,
    disk(folder, `${id}-objects`),
  ];
}
