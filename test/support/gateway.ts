/**
 * The real worker over TCP: bundled as for `wrangler dev`, with its own temporary storage, so that it may run beside
 * `npm start` and beside another gateway. Only for tests that run in Node (test/node, test/acceptance).
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { copyMigratedState } from "./migrated-state.ts";
import { countRows } from "./stored-rows.ts";

const root = join(import.meta.dirname, "../..");

/** The credentials that every gateway of the tests accepts. */
export const credentials = { accessKeyId: "test", secretAccessKey: "test" };

/** The region that clients of the tests sign for, unless a test says otherwise. */
export const region = "us-east-1";

/** A running gateway. */
export interface Gateway {
  /** Where the management APIs answer, for example `http://127.0.0.1:43211`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Ends it and removes its storage. Does nothing for a gateway that is shared. */
  stop(): Promise<void>;
}

/** A gateway of the caller's own: what it logged can be read. */
export interface OwnGateway extends Gateway {
  /** The lines that the worker wrote with console.log and the like, oldest first. */
  logs(): string[];
  /** The number of rows of each table of the database. Takes a few seconds. */
  rows(): Promise<Record<string, number>>;
}

/** How a gateway of one's own differs from the one that is shared. */
export interface GatewayOptions {
  /** Variables over those of wrangler.toml, for example `{ MANAGEMENT_HOSTS: "localhost" }`. */
  vars?: Record<string, string>;
  /** Secrets over `test`/`test` and a fixed encryption key. */
  secrets?: Record<string, string>;
  /** Start as a deployed worker whose secrets have not been set. */
  withoutSecrets?: boolean;
}

/** Keeps wrangler from asking, from the internet, and from the state of a developer's own `wrangler dev`. */
function settle(stateFolder: string): void {
  Object.assign(process.env, {
    CI: "1",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_HIDE_BANNER: "true",
    WRANGLER_WRITE_LOGS: "false",
    WRANGLER_REGISTRY_PATH: join(stateFolder, "registry"),
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    X_LOCAL_EXPLORER: "false",
    X_LOCAL_OBSERVABILITY: "false",
  });
}

function secretsOf(options: GatewayOptions): Record<string, string> {
  if (options.withoutSecrets) return {};
  return {
    ADMIN_ACCESS_KEY_ID: credentials.accessKeyId,
    ADMIN_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
    ...options.secrets,
  };
}

/** How the local runtime tells a line of the worker's log; wrangler publishes no name for it. */
interface LogLine {
  message: string;
}

/**
 * Starts a gateway on a free port, with migrations applied, as `wrangler dev` does. Takes about a second and a half: prefer
 * {@link sharedGateway}, unless the test needs other variables, reads the logs, or counts what lies in storage. (Not by wrangler's
 * createTestHarness: that one sends the worker's outgoing requests through Node's fetch, which answers otherwise.)
 */
export async function startGateway(options: GatewayOptions = {}): Promise<OwnGateway> {
  const stateFolder = await mkdtemp(join(tmpdir(), "tollgate-gateway-"));
  settle(stateFolder);
  await copyMigratedState(stateFolder);
  const { unstable_startWorker: startWorker } = await import("wrangler");
  const lines: string[] = [];
  const worker = await startWorker({
    config: join(root, "wrangler.toml"),
    bindings: { ...bindings("plain_text", options.vars ?? {}), ...bindings("secret_text", secretsOf(options)) },
    dev: {
      server: { hostname: "127.0.0.1", port: 0 },
      logLevel: "none",
      watch: false,
      persist: stateFolder,
      inspector: false,
      structuredLogsHandler: ({ message }: LogLine) => void lines.push(message),
    },
  });
  const stop = async (): Promise<void> => {
    await worker.dispose();
    await rm(stateFolder, { recursive: true, force: true });
  };
  try {
    const failed = new Promise<never>((_, reject) => {
      for (const event of ["error", "buildFailed"]) worker.raw.once(event, reject);
    });
    await Promise.race([worker.ready, failed]);
    const url = await worker.url;
    return {
      url: url.origin,
      port: Number(url.port),
      logs: () => [...lines],
      rows: () => countRows(stateFolder),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function bindings<T extends "plain_text" | "secret_text">(
  type: T,
  values: Record<string, string>,
): Record<string, { type: T; value: string }> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { type, value }]));
}

declare module "vitest" {
  export interface ProvidedContext {
    /** Where gateway-setup.ts hands out the shared gateway: GET answers `{ url, port }`. */
    sharedGateway: string;
  }
}

/**
 * The one gateway that all test files of a run share; the first to ask starts it. Tests must not rely on what else lies
 * in it: other files make APIs there at the same moment.
 *
 * @throws when it cannot start, with the reason
 */
export async function sharedGateway(): Promise<Gateway> {
  const answer = await fetch(inject("sharedGateway"));
  if (!answer.ok) throw new Error(`The shared gateway did not start: ${await answer.text()}`);
  const { url, port }: { url: string; port: number } = await answer.json();
  return { url, port, stop: () => Promise.resolve() };
}
