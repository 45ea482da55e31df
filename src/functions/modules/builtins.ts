/** Node's built-in modules (node 22, `module.builtinModules`) without those that start with an underscore. */
const NAMES =
  "assert assert/strict async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns " +
  "dns/promises domain events fs fs/promises http http2 https inspector inspector/promises module net os path path/posix " +
  "path/win32 perf_hooks process punycode querystring readline readline/promises repl stream stream/consumers stream/promises " +
  "stream/web string_decoder sys timers timers/promises tls trace_events tty url util util/types v8 vm wasi worker_threads zlib";
const ONLY_WITH_PREFIX = "sea sqlite test test/reporters";

let known: ReadonlySet<string> | undefined;

/** The name with `node:` of the built-in module that a specifier means, or undefined where it means none. */
export function builtinName(specifier: string): string | undefined {
  known ??= new Set([
    ...NAMES.split(" ").flatMap((name) => [name, `node:${name}`]),
    ...ONLY_WITH_PREFIX.split(" ").map((name) => `node:${name}`),
  ]);
  if (!known.has(specifier)) return undefined;
  return specifier.startsWith("node:") ? specifier : `node:${specifier}`;
}
