import type { HttpHead, HttpIntegration, HttpRoute } from "../../plan/http-api.ts";
import type { RestHead, RestMethod } from "../../plan/rest-api.ts";
import type { WebSocketHead, WebSocketIntegration, WebSocketRoute } from "../../plan/websocket-api.ts";
import { type ManifestEntry, type PartKind, type PlanParts } from "../../plan/record.ts";
import { BoundedMap } from "../../storage/bounded-map.ts";
import { MANIFEST_LAG, type LoadedPlan, loadManifestAndPlans, loadPlans } from "../../storage/manifest.ts";
import { readManifestChanges } from "../../storage/traffic-reads.ts";
import { Matcher } from "../matcher.ts";
import type { RouteRunner } from "../runner.ts";

/** Deployments of up to so many records are loaded whole at once; larger ones record by record, at their first hit. */
const LOAD_WHOLE_UP_TO = 100;
/** Compiled routes kept per deployment in one isolate. */
const KEPT_RUNNERS = 2_000;

type Head = PlanParts["head"];

/** What the loader needs of the rest of the worker. */
export interface LoadPorts {
  db: D1Database;
  /** makes the plan of a record anew where the stored one is of another compiler's version */
  recompile(kind: PartKind, source: string): unknown;
}

/** One deployment of an API as this isolate holds it: the matcher and the head; routes follow at their first hit. */
export class LoadedDeployment<H extends Head = Head> {
  readonly sequence: number;
  readonly head: H;
  readonly entries: Map<string, ManifestEntry>;
  readonly matcher: Matcher<ManifestEntry>;
  /** the `$default` route of HTTP and WebSocket APIs */
  readonly defaultRoute: ManifestEntry | null;
  /** compiled routes by id: the pipeline of the API's type puts them here */
  readonly runners: BoundedMap<string, RouteRunner<never>>;
  readonly #records: Map<string, unknown>;
  readonly #ports: LoadPorts;
  readonly #apiId: string;
  #byName: Map<string, ManifestEntry> | undefined;

  constructor(
    ports: LoadPorts,
    apiId: string,
    parts: {
      sequence: number;
      head: H;
      entries: Map<string, ManifestEntry>;
      records: Map<string, unknown>;
    },
  ) {
    this.#ports = ports;
    this.#apiId = apiId;
    this.sequence = parts.sequence;
    this.head = parts.head;
    this.entries = parts.entries;
    this.#records = parts.records;
    this.runners = new BoundedMap(KEPT_RUNNERS);
    this.matcher = new Matcher(parts.head.kind === "REST" ? "REST" : "HTTP");
    let defaultRoute: ManifestEntry | null = null;
    for (const entry of parts.entries.values()) {
      if (entry.kind !== "route") continue;
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
    this.#byName ??= new Map([...this.entries.values()].flatMap((e) => (e.kind === "route" ? [[e.name, e]] : [])));
    return this.#byName.get(key);
  }

  /** A route's record with its integration's, of a WebSocket API. */
  async webSocketRoute(
    entry: ManifestEntry,
  ): Promise<{ route: WebSocketRoute; integration: WebSocketIntegration | null }> {
    const route = (await this.#record(entry)) as WebSocketRoute;
    const target = route.integrationId === null ? undefined : this.entries.get(`integration ${route.integrationId}`);
    return { route, integration: target ? ((await this.#record(target)) as WebSocketIntegration) : null };
  }

  /** A route's record with its integration's, from memory or D1. Throws where the deployment lacks one: it is corrupt then. */
  async route(entry: ManifestEntry): Promise<{ route: HttpRoute; integration: HttpIntegration | null }> {
    const route = (await this.#record(entry)) as HttpRoute;
    if (route.integrationId === null) return { route, integration: null };
    const target = this.entries.get(`integration ${route.integrationId}`);
    return { route, integration: target ? ((await this.#record(target)) as HttpIntegration) : null };
  }

  /** A REST API's method. */
  async method(entry: ManifestEntry): Promise<RestMethod> {
    return (await this.#record(entry)) as RestMethod;
  }

  async #record(entry: ManifestEntry): Promise<unknown> {
    const held = this.#records.get(entry.hash);
    if (held !== undefined) return held;
    const [record] = await loadPlans(this.#ports.db, this.#apiId, [entry.hash]);
    if (!record)
      throw new Error(
        `deployment ${this.sequence} of API ${this.#apiId} lacks the record of ${entry.kind} ${entry.id}`,
      );
    return planOf(this.#ports, entry.kind, record);
  }
}

/** Loads a deployment from D1: whole, or as the difference to one that is already held. */
export async function loadDeployment(
  ports: LoadPorts,
  apiId: string,
  sequence: number,
  held: LoadedDeployment | null,
): Promise<LoadedDeployment> {
  const isNear = held && held.sequence < sequence && sequence - held.sequence < MANIFEST_LAG;
  const { entries, plans } = isNear
    ? await changedParts(ports.db, apiId, held, sequence)
    : await allParts(ports.db, apiId, sequence);
  const kinds = new Map([...entries.values()].map(({ hash, kind }) => [hash, kind]));
  const records = new Map(plans.map((plan) => [plan.hash, planOf(ports, kinds.get(plan.hash) ?? "head", plan)]));
  const headEntry = entries.get("head head");
  const head = headEntry && records.get(headEntry.hash);
  if (!head) throw new Error(`deployment ${sequence} of API ${apiId} lacks its head`);
  return new LoadedDeployment(ports, apiId, { sequence, head: head as Head, entries, records });
}

interface Parts {
  entries: Map<string, ManifestEntry>;
  plans: LoadedPlan[];
}

async function allParts(db: D1Database, apiId: string, sequence: number): Promise<Parts> {
  const { entries, plans } = await loadManifestAndPlans(db, apiId, sequence, LOAD_WHOLE_UP_TO);
  return { entries: entryMap(entries), plans };
}

async function changedParts(db: D1Database, apiId: string, held: LoadedDeployment, sequence: number): Promise<Parts> {
  const entries = await changedEntries(db, apiId, held, sequence);
  const all = [...entries.values()];
  const wanted = entries.size <= LOAD_WHOLE_UP_TO ? all : all.filter(({ kind }) => kind === "head");
  const hashes = [...new Set(wanted.map(({ hash }) => hash))];
  return { entries, plans: await loadPlans(db, apiId, hashes) };
}

async function changedEntries(
  db: D1Database,
  apiId: string,
  held: LoadedDeployment,
  sequence: number,
): Promise<Map<string, ManifestEntry>> {
  const { gone, come } = await readManifestChanges(db, apiId, held.sequence, sequence);
  const entries = new Map(held.entries);
  for (const { kind, id } of gone) entries.delete(`${kind} ${id}`);
  for (const entry of come) entries.set(`${entry.kind} ${entry.id}`, entry);
  return entries;
}

function entryMap(entries: ManifestEntry[]): Map<string, ManifestEntry> {
  return new Map(entries.map((entry) => [`${entry.kind} ${entry.id}`, entry]));
}

function planOf(ports: LoadPorts, kind: PartKind, { source, plan }: LoadedPlan): unknown {
  return source === null ? JSON.parse(plan) : ports.recompile(kind, source);
}
