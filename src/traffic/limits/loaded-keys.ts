import { fullBucket, resize, spendAt, tokensAt } from "../../limiter/bucket.ts";
import type { ApiKeyPlan } from "../../plan/limits.ts";
import { BoundedMap } from "../../storage/bounded-map.ts";
import type { Holder } from "../../storage/freshness.ts";
import { readApiKey } from "../../storage/key-reads.ts";
import type { Later } from "../exchange.ts";
import { SharedWork } from "../shared-work.ts";
import { type KeyedStage, keyedStage } from "./keyed-stage.ts";
import type { LimitHolders } from "./holders.ts";

/** Keys held by one isolate, by their value or their hash. */
const KEPT_KEYS = 20_000;
const KEPT_UNKNOWN = 5_000;
const UNKNOWN_FOR_MS = 5_000;
/** Look-ups of keys in D1, per second and isolate: guessed keys cannot reach it more often. */
const LOOKUPS = { name: "look-ups", rate: 200, burst: 1_000 };
const LOOKUP_PATIENCE_MS = 5_000;

/** What is known of a key: where it is good for. */
export interface LoadedKey {
  id: string;
  plan: ApiKeyPlan;
  /** by API and stage; null: not good there */
  stages: Map<string, Map<string, KeyedStage | null>>;
}

export interface KeyPorts {
  db: D1Database;
  /** of a key's value; null where the gateway has no secrets: then there are no keys */
  lookupHashes: ((value: string) => readonly string[]) | null;
  now(): number;
}

/** The API keys that this isolate holds; the change log says when one has changed. */
export class LoadedKeys implements Holder {
  readonly #ports: KeyPorts;
  readonly #holders: LimitHolders;
  readonly #keys = new BoundedMap<string, LoadedKey>(KEPT_KEYS);
  readonly #unknown = new BoundedMap<string, number>(KEPT_UNKNOWN);
  readonly #lookups = fullBucket(LOOKUPS);
  readonly #loading: SharedWork<LoadedKey | null>;
  /** grows with every change told: what was read during it is not kept */
  #told = 0;

  constructor(ports: KeyPorts, holders: LimitHolders) {
    this.#ports = ports;
    this.#holders = holders;
    this.#loading = new SharedWork(LOOKUP_PATIENCE_MS, ports.now);
    resize(this.#lookups, LOOKUPS, ports.now());
  }

  changed(id: string): void {
    if (id === "*") return this.reset();
    this.#told++;
    this.#unknown.clear();
    for (const [name, key] of this.#keys.entries()) if (key.id === id) this.#keys.delete(name);
    this.#holders.recall(`key ${id}`);
  }

  reset(): void {
    this.#told++;
    this.#keys.clear();
    this.#unknown.clear();
    this.#holders.recall();
  }

  /** The key of a value; null: there is none. `throttled`: too many unknown keys are being tried, it was not looked up. */
  get(value: string, later: Later): LoadedKey | null | "throttled" | Promise<LoadedKey | null> {
    const held = this.#keys.peek(value);
    if (held) return held;
    const hashes = this.#ports.lookupHashes;
    return hashes ? this.#find(value, () => hashes(value), later) : null;
  }

  /** The hash by which `known` finds a key without its value; null: the gateway has no secrets, and so no keys. */
  lookupOf(value: string): string | null {
    return this.#ports.lookupHashes?.(value)[0] ?? null;
  }

  /** As `get`, for a key that was seen before. */
  known(lookup: string, later: Later): LoadedKey | null | "throttled" | Promise<LoadedKey | null> {
    const name = `hash ${lookup}`;
    return this.#keys.peek(name) ?? this.#find(name, () => [lookup], later);
  }

  /** A key that is not held. */
  #find(name: string, hashes: () => readonly string[], later: Later): null | "throttled" | Promise<LoadedKey | null> {
    const now = this.#ports.now();
    const unknownSince = this.#unknown.peek(name);
    if (unknownSince !== undefined && now - unknownSince < UNKNOWN_FOR_MS && now >= unknownSince) return null;
    if (!this.#loading.isUnderWay(name)) {
      if (tokensAt(this.#lookups, now) < 1) return "throttled";
      spendAt(this.#lookups, now, 1);
    }
    return this.#loading.run(name, later, () => this.#load(name, hashes()));
  }

  async #load(name: string, hashes: readonly string[]): Promise<LoadedKey | null> {
    const told = this.#told;
    const plan = await readApiKey(this.#ports.db, hashes);
    const key = plan && { id: plan.id, plan, stages: new Map<string, Map<string, KeyedStage | null>>() };
    if (told !== this.#told) return key;
    if (key) this.#keys.set(name, key);
    else this.#unknown.set(name, this.#ports.now());
    return key;
  }

  /** What a key may do at a stage; null: it is not good there (disabled, or in no usage plan of the stage). */
  at(key: LoadedKey, apiId: string, stage: string): KeyedStage | null {
    let stages = key.stages.get(apiId);
    if (!stages) key.stages.set(apiId, (stages = new Map<string, KeyedStage | null>()));
    let keyed = stages.get(stage);
    if (keyed === undefined) {
      keyed = keyedStage(this.#holders, key.plan, apiId, stage);
      stages.set(stage, keyed);
    }
    return keyed;
  }
}
