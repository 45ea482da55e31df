/** A row of the table: a worker, how to fill it, and which requests to send. */

/** A request of the load, sent as it stands. */
export interface LoadRequest {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/** What a row's seed may use. */
export interface SeedContext {
  /** The row's own worker, for example `http://127.0.0.1:40123`. */
  address: string;
  /** The upstream that answers 1 KB of JSON, without a slash at the end. */
  upstream: string;
}

/** A worker of scripts/bench/workers. */
export interface SmallWorker {
  entry: string;
  /** by binding, the class's name */
  objects?: Record<string, string>;
}

/** One case of the bench; a file of scripts/bench/rows each. */
export interface Row {
  /** As the table shows it. */
  name: string;
  /**
   * The worker: a small one of scripts/bench/workers, which finds the upstream in its variable UPSTREAM and its own Durable Objects
   * by binding and class, or the gateway itself with all bindings of wrangler.toml, or the gateway behind another entry.
   */
  worker: SmallWorker | "gateway" | { gatewayEntry: string };
  /** Variables of the worker, for the gateway over those of wrangler.toml. */
  vars?: Record<string, string>;
  /** Whether the metrics of its requests are taken: see ConfiguredWorker. */
  metrics?: boolean;
  /** Seconds after its last request before it is at rest, in which no other row is measured; without: none. */
  restSeconds?: number;
  /**
   * Makes what the requests need, for example an API by the management API, and returns the requests; they are sent in
   * turn. Best cases hide costs: return many (about 1,000) URLs, keys or tokens, not one.
   */
  seed(context: SeedContext): Promise<LoadRequest[]> | LoadRequest[];
}

/** 1,000 distinct paths, as `GET {prefix}{number}`. */
export function manyPaths(prefix: string, headers?: Record<string, string>): LoadRequest[] {
  return Array.from({ length: 1_000 }, (_, index) => ({ path: `${prefix}${index}`, ...(headers && { headers }) }));
}

/** Sends every request once, below the path address of its API. @throws for an answer that is not 200 */
export async function sendOnce(address: string, requests: readonly LoadRequest[]): Promise<void> {
  for (const { path, headers = {} } of requests) {
    const { host = "", ...others } = headers;
    const answer = await fetch(`${address}/execute-api/${host.split(".")[0]}${path}`, { headers: others });
    if (answer.status !== 200) throw new Error(`a request of the bench was answered with ${answer.status}`);
    await answer.arrayBuffer();
  }
}
