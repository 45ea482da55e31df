import type { HttpHead, HttpIntegration, HttpRoute } from "../../plan/http-api.ts";
import type { RestHead, RestMethod } from "../../plan/rest-api.ts";
import type { WebSocketHead, WebSocketIntegration, WebSocketRoute } from "../../plan/websocket-api.ts";
import type { ManifestEntry, PartKind, PlanParts } from "../../plan/record.ts";
import { BoundedMap } from "../../storage/bounded-map.ts";
import type { Manifest } from "../../storage/manifest-text.ts";
import { MANIFEST_LAG, type LoadedPlan, loadManifestAndPlans, loadPlans } from "../../storage/manifest.ts";
import type { DeploymentName, PlanStore, StoredDeployment } from "../../storage/plan-store.ts";
import { readManifestChanges } from "../../storage/traffic-reads.ts";
import { Matcher } from "../matcher.ts";
import type { Route } from "../runner.ts";

/** Deployments of up to so many records are loaded whole at once; larger ones record by record, at their first hit. */
const LOAD_WHOLE_UP_TO = 100;
/** Compiled routes kept per deployment in one isolate. */
const KEPT_ROUTES = 2_000;

type Head = PlanParts["head"];

/** What the loader needs of the rest of the worker. */
export interface LoadPorts {
  db: D1Database;
  /** where plans are looked for before D1 */
  plans: Pick<PlanStore, "deployment" | "plan">;
  /** makes the plan of a record anew where the stored one is of another compiler's version */
  recompile(kind: PartKind, source: string): unknown;
}

/** Reads the plan of a record that was not loaded with its deployment. */
export type ReadRecord = (entry: ManifestEntry) => Promise<unknown>;

export interface DeploymentParts<H extends Head = Head> {
  sequence: number;
  head: H;
  manifest: Manifest;
  /** plans that are there already, by their records' hashes */
  records: Map<string, unknown>;
}

/** One deployment of an API as this isolate holds it: the matcher and the head; routes follow at their first hit. */
export class LoadedDeployment<H extends Head = Head> {
  readonly sequence: number;
  readonly head: H;
  readonly manifest: Manifest;
  readonly matcher: Matcher<ManifestEntry>;
  /** the `$default` route of HTTP and WebSocket APIs */
  readonly defaultRoute: ManifestEntry | null;
  /** compiled routes by id: the pipeline of the API's type puts them here */
  readonly routes: BoundedMap<string, Route<never>>;
  readonly #records: Map<string, unknown>;
  readonly #read: ReadRecord;
  #byName: Map<string, ManifestEntry> | undefined;

  constructor(parts: DeploymentParts<H>, read: ReadRecord) {
    this.#read = read;
    this.sequence = parts.sequence;
    this.head = parts.head;
    this.manifest = parts.manifest;
    this.#records = parts.records;
    this.routes = new BoundedMap(KEPT_ROUTES);
    this.matcher = new Matcher(parts.head.kind === "REST" ? "REST" : "HTTP");
    let defaultRoute: ManifestEntry | null = null;
    for (const entry of parts.manifest.entries("route")) {
      const space = entry.name.indexOf(" ");
      if (space === -1) defaultRoute = entry.name === "$default" ? entry : defaultRoute;
      else this.matcher.add(entry.name.slice(0, space), entry.name.slice(space + 1), entry);
    }
    this.defaultRoute = defaultRoute;
  }

  isRest(): this is LoadedDeployment<RestHead> {
    return this.head.kind === "REST";
  }

  isHttp(): this is LoadedDeployment<HttpHead> {
    return this.head.kind === "HTTP";
  }

  isWebSocket(): this is LoadedDeployment<WebSocketHead> {
    return this.head.kind === "WEBSOCKET";
  }

  /** A route of a WebSocket API by its key. */
  routeNamed(key: string): ManifestEntry | undefined {
    this.#byName ??= new Map([...this.manifest.entries("route")].map((entry) => [entry.name, entry]));
    return this.#byName.get(key);
  }

  /** A route's record with its integration's, of a WebSocket API. */
  async webSocketRoute(
    entry: ManifestEntry,
  ): Promise<{ route: WebSocketRoute; integration: WebSocketIntegration | null }> {
    const route = (await this.#record(entry)) as WebSocketRoute;
    const target = route.integrationId === null ? undefined : this.manifest.find("integration", route.integrationId);
    return { route, integration: target ? ((await this.#record(target)) as WebSocketIntegration) : null };
  }

  /** A route's record with its integration's, from memory or storage. Throws where the deployment lacks one: it is corrupt then. */
  async route(entry: ManifestEntry): Promise<{ route: HttpRoute; integration: HttpIntegration | null }> {
    const route = (await this.#record(entry)) as HttpRoute;
    if (route.integrationId === null) return { route, integration: null };
    const target = this.manifest.find("integration", route.integrationId);
    return { route, integration: target ? ((await this.#record(target)) as HttpIntegration) : null };
  }

  /** A REST API's method. */
  async method(entry: ManifestEntry): Promise<RestMethod> {
    return (await this.#record(entry)) as RestMethod;
  }

  async #record(entry: ManifestEntry): Promise<unknown> {
    return this.#records.get(entry.hash) ?? this.#read(entry);
  }
}

/** Loads a deployment: whole, or from D1 as the difference to one that is already held. */
export async function loadDeployment(
  ports: LoadPorts,
  name: DeploymentName,
  held: LoadedDeployment | null,
): Promise<LoadedDeployment> {
  const { apiId, sequence } = name;
  const isNear = held && held.sequence < sequence && sequence - held.sequence < MANIFEST_LAG;
  const { manifest, plans } = isNear
    ? await changedParts(ports, apiId, held, sequence)
    : await ports.plans.deployment(name, () => allParts(ports, apiId, sequence));
  const headEntry = manifest.find("head", "head");
  const head = headEntry && plans.get(headEntry.hash);
  if (!head) throw new Error(`deployment ${sequence} of API ${apiId} lacks its head`);
  const parts = { sequence, head: head as Head, manifest, records: plans };
  return new LoadedDeployment(parts, (entry) => readRecord(ports, name, entry));
}

function readRecord(ports: LoadPorts, { apiId, sequence }: DeploymentName, entry: ManifestEntry): Promise<unknown> {
  return ports.plans.plan(entry.kind, entry.hash, async () => {
    const [record] = await loadPlans(ports.db, apiId, [entry.hash]);
    if (record) return planOf(ports, entry.kind, record);
    throw new Error(`deployment ${sequence} of API ${apiId} lacks the record of ${entry.kind} ${entry.id}`);
  });
}

async function allParts(ports: LoadPorts, apiId: string, sequence: number): Promise<StoredDeployment> {
  const { manifest, plans } = await loadManifestAndPlans(ports.db, apiId, sequence, LOAD_WHOLE_UP_TO);
  return { manifest, plans: plansByHash(ports, manifest, plans) };
}

async function changedParts(
  ports: LoadPorts,
  apiId: string,
  held: LoadedDeployment,
  sequence: number,
): Promise<StoredDeployment> {
  const manifest = held.manifest.with(await readManifestChanges(ports.db, apiId, held.sequence, sequence));
  const wanted = isSmall(manifest) ? manifest.all() : manifest.entries("head");
  const hashes = [...new Set([...wanted].map(({ hash }) => hash))];
  return { manifest, plans: plansByHash(ports, manifest, await loadPlans(ports.db, apiId, hashes)) };
}

function isSmall(manifest: Manifest): boolean {
  return manifest.count("route") + manifest.count("integration") + manifest.count("head") <= LOAD_WHOLE_UP_TO;
}

function plansByHash(ports: LoadPorts, manifest: Manifest, loaded: LoadedPlan[]): Map<string, unknown> {
  // Of a large deployment only the head is there, and a small one is gone through quickly.
  const entries = loaded.length > 1 ? manifest.all() : manifest.entries("head");
  const kinds = new Map([...entries].map(({ hash, kind }) => [hash, kind]));
  return new Map(loaded.map((plan) => [plan.hash, planOf(ports, kinds.get(plan.hash) ?? "head", plan)]));
}

function planOf(ports: LoadPorts, kind: PartKind, { source, plan }: LoadedPlan): unknown {
  return source === null ? JSON.parse(plan) : ports.recompile(kind, source);
}
