import { COMPILER_VERSION, type PartKind } from "../plan/record.ts";
import { Manifest, type ManifestLines } from "./manifest-text.ts";

/** A deployment as an isolate loads it: all entries, and plans by their records' hashes: the head's, of a small one all. */
export interface StoredDeployment {
  manifest: Manifest;
  plans: Map<string, unknown>;
}

/** Names a deployment for good: its id is drawn anew where a restored database counts on from an earlier sequence. */
export interface DeploymentName {
  apiId: string;
  deploymentId: string;
  sequence: number;
}

/** What of KV is used. */
export type PlanKv = Pick<KVNamespace, "get" | "put">;

/** How long KV may take before D1 is asked in its place. */
const PATIENCE_MS = 250;
/** What nobody has written anew for so long goes: it can be made again. */
const KEPT_SECONDS = 30 * 24 * 60 * 60;

/**
 * Plans in KV, nearer to an isolate than D1: they never change under their names, which hold the content's hash or the deployment's
 * id, and the compiler's version. D1 stands behind: where KV does not know, is slow, fails or holds what cannot be read.
 */
export class PlanStore {
  readonly #kv: PlanKv;
  readonly #later: (work: Promise<unknown>) => void;

  /** @param later keeps the request's context for what fills KV */
  constructor(kv: PlanKv, later: (work: Promise<unknown>) => void) {
    this.#kv = kv;
    this.#later = later;
  }

  /** A deployment from KV, or from D1 by `load`. */
  async deployment(name: DeploymentName, load: () => Promise<StoredDeployment>): Promise<StoredDeployment> {
    const key = `deployment/${COMPILER_VERSION}/${name.apiId}/${name.deploymentId}/${name.sequence}`;
    return this.#held(key, readDeployment, writeDeployment, load);
  }

  /** A record's plan from KV, or from D1 by `load`. */
  async plan(kind: PartKind, hash: string, load: () => Promise<unknown>): Promise<unknown> {
    return this.#held(`plan/${COMPILER_VERSION}/${kind}/${hash}`, readPlan, JSON.stringify, load);
  }

  async #held<T>(
    key: string,
    read: (text: string) => T | undefined,
    write: (value: T) => string,
    load: () => Promise<T>,
  ): Promise<T> {
    const text = await this.#text(key);
    const held = typeof text === "string" ? read(text) : undefined;
    if (held !== undefined) return held;
    const loaded = await load();
    if (text !== UNREACHABLE) this.#later(this.#fill(key, write(loaded)));
    return loaded;
  }

  /** Null: KV does not know the key. */
  #text(key: string): Promise<string | null | typeof UNREACHABLE> {
    return new Promise((resolve) => {
      const late = setTimeout(resolve, PATIENCE_MS, UNREACHABLE);
      const settle = (text: string | null | typeof UNREACHABLE): void => {
        clearTimeout(late);
        resolve(text);
      };
      asked(() => this.#kv.get(key)).then(settle, () => settle(UNREACHABLE));
    });
  }

  async #fill(key: string, text: string): Promise<void> {
    try {
      await this.#kv.put(key, text, { expirationTtl: KEPT_SECONDS });
    } catch (error) {
      // Another isolate may have written it within the second, or KV is away: D1 has it.
      console.warn(JSON.stringify({ event: "planNotKept", key, reason: String(error) }));
    }
  }
}

const UNREACHABLE = Symbol("KV is slow or away");

/** What throws at once fails like what throws later. */
async function asked<T>(ask: () => Promise<T>): Promise<T> {
  return ask();
}

interface DeploymentText {
  lines: ManifestLines;
  plans: [hash: string, plan: unknown][];
}

function writeDeployment({ manifest, plans }: StoredDeployment): string {
  return JSON.stringify({ lines: manifest.lines, plans: [...plans] } satisfies DeploymentText);
}

/** Undefined for what is not such a text, or is cut off. */
function readDeployment(text: string): StoredDeployment | undefined {
  const value = readPlan(text) as Partial<DeploymentText> | null | undefined;
  const { head, route, integration } = value?.lines ?? {};
  const isWhole = [head, route, integration].every((lines) => typeof lines === "string") && Array.isArray(value?.plans);
  if (!isWhole || value?.lines === undefined) return undefined;
  return { manifest: new Manifest(value.lines), plans: new Map(value.plans) };
}

function readPlan(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
