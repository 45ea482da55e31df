import { fullBucket, resize, spendAt, tokensAt } from "../../limiter/bucket.ts";
import type { ApiKeyPlan } from "../../plan/limits.ts";
import { BoundedMap } from "../../storage/bounded-map.ts";
import { TextMap } from "../../storage/text-map.ts";
import type { Holder } from "../../storage/freshness.ts";
import { readApiKey } from "../../storage/key-reads.ts";
import type { Later } from "../exchange.ts";
import { SharedWork } from "../../storage/shared-work.ts";
import { type KeyedStage, keyedStage } from "./keyed-stage.ts";
import type { LimitHolders } from "./holders.ts";

/** Keys held by one isolate, by their value or their hash. */
const KEPT_KEYS = 20_000;
const KEPT_UNKNOWN = 5_000;
const UNKNOWN_FOR_MS = 5_000;
/** Vain look-ups of keys in D1, per second and isolate: guessed keys cannot reach it more often. */
const VAIN_LOOKUPS = { name: "vain look-ups", rate: 200, burst: 1_000 };
const LOOKUP_PATIENCE_MS = 5_000;

/** What is known of a key: where it is good for. */
export interface LoadedKey {
  id: string;
  plan: ApiKeyPlan;
  /** where it was good for something so far: mostly one, found sooner by looking than by a map */
  stages: KeyedStage[];
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
  readonly #keys = new TextMap<LoadedKey>(KEPT_KEYS);
  readonly #unknown = new BoundedMap<string, number>(KEPT_UNKNOWN);
  readonly #lookups = fullBucket(VAIN_LOOKUPS);
  readonly #loading: SharedWork<LoadedKey | null>;
  /** grows with every change told: what was read during it is not kept */
  #told = 0;

  constructor(ports: KeyPorts, holders: LimitHolders) {
    this.#ports = ports;
    this.#holders = holders;
    this.#loading = new SharedWork(LOOKUP_PATIENCE_MS, ports.now);
    resize(this.#lookups, VAIN_LOOKUPS, ports.now());
  }

  changed(id: string): void {
    if (id === "*") return this.reset();
    this.#told++;
    this.#unknown.clear();
    for (const [name, key] of this.#keys.entries()) if (key.id === id) this.#keys.delete(name);
    this.#holders.recall(new Set([`key ${id}`]));
  }

  /** A usage plan has changed: so have its keys. What is put into a plan, or taken out of it, is told of as a changed key. */
  planChanged(id: string): void {
    if (id === "*") return this.reset();
    this.#told++;
    const owners = new Set<string>();
    for (const [name, key] of this.#keys.entries()) {
      if (!key.plan.plans.some((plan) => plan.id === id)) continue;
      this.#keys.delete(name);
      owners.add(`key ${key.id}`);
    }
    this.#holders.recall(owners);
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
    // A key that there is was not guessed: its look-up does not count.
    if (plan) spendAt(this.#lookups, this.#ports.now(), -1);
    const key: LoadedKey | null = plan && { id: plan.id, plan, stages: [] };
    if (told !== this.#told) return key;
    if (key) this.#keys.set(name, key);
    else this.#unknown.set(name, this.#ports.now());
    return key;
  }

  /** What a key may do at a stage; null: it is not good there (disabled, or in no usage plan of the stage). */
  at(key: LoadedKey, apiId: string, stage: string): KeyedStage | null {
    for (const one of key.stages) if (one.apiId === apiId && one.stage === stage) return one;
    const keyed = keyedStage(this.#holders, key.plan, apiId, stage);
    if (keyed) key.stages.push(keyed);
    return keyed;
  }
}
