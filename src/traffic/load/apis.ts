import { BoundedMap } from "../../storage/bounded-map.ts";
import type { Holder } from "../../storage/freshness.ts";
import { type ApiEntry, readApiEntry } from "../../storage/traffic-reads.ts";
import type { Later } from "../exchange.ts";
import { SharedWork } from "../../storage/shared-work.ts";
import { Unknown } from "./unknown.ts";
import { type LoadedDeployment, type LoadPorts, loadDeployment } from "./deployment.ts";

/** APIs held by one isolate. */
const KEPT_APIS = 500;
/** Whoever waits for another request's load loads itself after this. */
const SHARED_FOR_MS = 5_000;

/** An API with the deployments of it that this isolate has loaded. */
export interface LoadedApi {
  entry: ApiEntry;
  deployments: Map<number, LoadedDeployment>;
  /** true: something of it has changed, its stages are read anew before the next use */
  stale: boolean;
}

/** The APIs that this isolate holds; the change log says when one has changed. */
export class LoadedApis implements Holder {
  readonly #ports: LoadPorts;
  readonly #apis = new BoundedMap<string, LoadedApi>(KEPT_APIS);
  /** grows with every change told: a load during which it grew is stale at once */
  #told = 0;
  readonly #unknown: Unknown;
  readonly #loading: SharedWork<LoadedApi | null>;
  readonly #loadingDeployments: SharedWork<LoadedDeployment>;

  constructor(ports: LoadPorts, now: () => number) {
    this.#ports = ports;
    this.#unknown = new Unknown(now);
    this.#loading = new SharedWork(SHARED_FOR_MS, now);
    this.#loadingDeployments = new SharedWork(SHARED_FOR_MS, now);
  }

  changed(apiId: string): void {
    this.#told++;
    const api = this.#apis.peek(apiId);
    if (api) api.stale = true;
    this.#unknown.forget(apiId);
  }

  reset(): void {
    this.#told++;
    for (const api of this.#apis.values()) api.stale = true;
    this.#unknown.clear();
  }

  /** What is held of this API and up to date, without waiting; undefined: call load. */
  held(apiId: string): LoadedApi | undefined {
    const api = this.#apis.peek(apiId);
    return api && !api.stale ? api : undefined;
  }

  /**
   * The API from D1, or null where there is none. Where D1 cannot be reached, what is held goes on being served. `throttled`: too many unknown
   * ids are being tried, it was not looked up.
   */
  async load(apiId: string, later: Later): Promise<LoadedApi | null | "throttled"> {
    if (this.#unknown.has(apiId)) return null;
    if (this.#unknown.isTried && !this.#apis.peek(apiId)) return "throttled";
    // What was begun before a change is not for those who come after it.
    return this.#loading.run(`${apiId} ${this.#told}`, later, () => this.#load(apiId));
  }

  async #load(apiId: string): Promise<LoadedApi | null> {
    const held = this.#apis.peek(apiId);
    const toldBefore = this.#told;
    let entry: ApiEntry | null;
    try {
      entry = await readApiEntry(this.#ports.db, apiId);
    } catch (error) {
      if (!held) throw error;
      console.error(JSON.stringify({ event: "storageUnreachable", apiId, reason: String(error) }));
      return held;
    }
    return this.#keep(apiId, entry, held, this.#told !== toldBefore);
  }

  /** The deployment that a stage points to. */
  deployment(api: LoadedApi, sequence: number, later: Later): Promise<LoadedDeployment> {
    const key = `${api.entry.apiId} ${sequence}`;
    return this.#loadingDeployments.run(key, later, () => this.#loadDeployment(api, sequence));
  }

  async #loadDeployment(api: LoadedApi, sequence: number): Promise<LoadedDeployment> {
    const held = api.deployments.get(sequence);
    if (held) return held;
    const newest = [...api.deployments.values()].filter((d) => d.sequence < sequence).at(-1) ?? null;
    const { apiId } = api.entry;
    const loaded = await loadDeployment(
      this.#ports,
      { apiId, deploymentId: deploymentId(api, sequence), sequence },
      newest,
    );
    api.deployments.set(sequence, loaded);
    forgetUnused(api);
    return loaded;
  }

  #keep(
    apiId: string,
    entry: ApiEntry | null,
    held: LoadedApi | undefined,
    changedMeanwhile: boolean,
  ): LoadedApi | null {
    if (!entry) {
      this.#apis.delete(apiId);
      this.#unknown.add(apiId, !changedMeanwhile);
      return null;
    }
    const api = held ?? { entry, deployments: new Map<number, LoadedDeployment>(), stale: false };
    api.entry = entry;
    api.stale = changedMeanwhile;
    this.#apis.set(apiId, api);
    return api;
  }
}

/** The id of the deployment that a stage points to by its sequence. */
function deploymentId({ entry }: LoadedApi, sequence: number): string {
  const places = entry.stages.values().flatMap((stage) => [stage, stage.canary]);
  return places.find((place) => place?.sequence === sequence)?.deploymentId ?? "";
}

/** Deployments that no stage points to any more go, once another has taken their place. */
function forgetUnused(api: LoadedApi): void {
  const used = new Set(api.entry.stages.values().flatMap(({ sequence, canary }) => [sequence, canary?.sequence]));
  for (const sequence of api.deployments.keys()) {
    if (!used.has(sequence)) api.deployments.delete(sequence);
  }
}
