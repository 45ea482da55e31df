import { createHash } from "node:crypto";
import type { Holder } from "../../storage/freshness.ts";
import type { Later } from "../exchange.ts";
import { SharedWork } from "../../storage/shared-work.ts";
import { AnswerMemory } from "./answer-memory.ts";
import { type CachedAnswer, decodeAnswer, encodeAnswer } from "./cached-answer.ts";

/** KV takes no shorter life than this, and one write of a key per second. */
const SHORTEST_KV_SECONDS = 60;
const KV_WRITE_EVERY_MS = 1_000;
/** What KV has not given by then is a miss. */
const KV_PATIENCE_MS = 500;
/** How long requests for one key wait for the one that asks the backend. */
const FILL_PATIENCE_MS = 10_000;
/** How many keys are remembered for KV's write limit. */
const REMEMBERED_WRITES = 10_000;

/** The part of a KV namespace that the cache uses. */
export interface AnswerStore {
  get(name: string, type: "arrayBuffer"): Promise<ArrayBuffer | null>;
  put(name: string, value: ArrayBuffer | ArrayBufferView, options: { expirationTtl: number }): Promise<void>;
}

export interface ResponseCachePorts {
  store: AnswerStore;
  /** encrypts what is stored where the stage wants it; null: this gateway has no key */
  secrets: {
    sealBytes(name: string, bytes: Uint8Array): Uint8Array;
    openBytes(name: string, sealed: Uint8Array): Uint8Array;
  } | null;
  /** tells all isolates, under the change log's topic `cache` */
  announce(id: string): Promise<void>;
  now(): number;
  memoryBytes: number;
}

/** Where an answer goes. */
export interface CachePlace {
  key: string;
  encrypted: boolean;
}

/**
 * The response cache: the isolate's memory first, then KV. One request at a time asks the backend for a key; the others wait for
 * what it gets. KV that cannot be reached, or is slow, is a miss.
 */
export class ResponseCache implements Holder {
  readonly #ports: ResponseCachePorts;
  readonly #memory: AnswerMemory;
  readonly #fills: SharedWork<CachedAnswer | null>;
  /** what the memory holds by its names in KV, made for changes that come together; null: not made since an answer came */
  #keysByName: Map<string, string> | null = null;
  /** when a key was last written to KV, or will be */
  readonly #written = new Map<string, number>();

  constructor(ports: ResponseCachePorts) {
    this.#ports = ports;
    this.#memory = new AnswerMemory(ports.memoryBytes);
    this.#fills = new SharedWork(FILL_PATIENCE_MS, ports.now);
  }

  /** What this isolate holds of a key, expired or not. */
  held(key: string): CachedAnswer | undefined {
    return this.#memory.get(key);
  }

  /** What KV holds of a key, expired or not. Never fails. */
  async stored({ key, encrypted }: CachePlace): Promise<CachedAnswer | null> {
    const name = nameOf(key);
    const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), KV_PATIENCE_MS));
    try {
      const bytes = await Promise.race([this.#ports.store.get(name, "arrayBuffer"), late]);
      const answer = bytes && decodeAnswer(this.#opened(name, new Uint8Array(bytes), encrypted));
      if (answer) this.#hold(key, answer);
      return answer;
    } catch (error) {
      console.error(JSON.stringify({ event: "cacheUnreachable", reason: String(error) }));
      return null;
    }
  }

  /** Whether another request of this isolate asks the backend for this key just now. */
  isFilling(key: string): boolean {
    return this.#fills.isUnderWay(key);
  }

  /** What the request that asks the backend gets; null: it got nothing that is kept, or took too long. */
  awaited(key: string, later: Later): Promise<CachedAnswer | null> {
    return this.#fills.run(key, later, () => Promise.resolve(null));
  }

  /** Makes this request the one that asks the backend: it must call what it gets with the answer, or null, in any case. */
  fill(key: string, later: Later): (answer: CachedAnswer | null) => void {
    let done: (answer: CachedAnswer | null) => void = () => undefined;
    void this.#fills.run(key, later, () => new Promise((resolve) => (done = resolve)));
    return done;
  }

  /** Keeps an answer: in memory at once, in KV beside the request. `replaces`: every other isolate forgets what it holds of the key. */
  keep(place: CachePlace, answer: CachedAnswer, replaces: boolean, later: Later): void {
    this.#hold(place.key, answer);
    const name = nameOf(place.key);
    const now = this.#ports.now();
    const before = this.#written.get(name) ?? 0;
    const turn = Math.max(now, before + KV_WRITE_EVERY_MS);
    // What is replaced waits for its turn, once: whoever replaces an entry over and over is told of as often as KV takes it.
    if (turn > now && (!replaces || before > now)) return;
    this.#remember(name, turn);
    later(replaces ? this.#replace(place, name, answer, turn - now) : this.#write(name, place.encrypted, answer));
  }

  async #replace(place: CachePlace, name: string, answer: CachedAnswer, wait: number): Promise<void> {
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    await this.#write(name, place.encrypted, this.#memory.get(place.key) ?? answer);
    await this.#ports.announce(name);
  }

  changed(id: string): void {
    if (!id.startsWith(NAME_PREFIX)) return;
    this.#keysByName ??= new Map(Array.from(this.#memory.keys(), (key) => [nameOf(key), key]));
    const key = this.#keysByName.get(id);
    if (key !== undefined) this.#memory.delete(key);
  }

  reset(): void {
    this.#memory.clear();
    this.#keysByName = null;
  }

  #hold(key: string, answer: CachedAnswer): void {
    this.#memory.set(key, answer);
    this.#keysByName = null;
  }

  async #write(name: string, encrypted: boolean, answer: CachedAnswer): Promise<void> {
    const bytes = encodeAnswer(answer);
    const { secrets } = this.#ports;
    if (encrypted && !secrets) return;
    const value = encrypted && secrets ? secrets.sealBytes(name, bytes) : bytes;
    const expirationTtl = Math.max(SHORTEST_KV_SECONDS, Math.ceil((answer.expiresAt - this.#ports.now()) / 1_000));
    try {
      await this.#ports.store.put(name, value, { expirationTtl });
    } catch (error) {
      console.error(JSON.stringify({ event: "cacheUnreachable", reason: String(error) }));
    }
  }

  #remember(name: string, turn: number): void {
    this.#written.set(name, turn);
    if (this.#written.size <= REMEMBERED_WRITES) return;
    const now = this.#ports.now();
    for (const [old, at] of this.#written) if (now - at >= KV_WRITE_EVERY_MS) this.#written.delete(old);
  }

  #opened(name: string, bytes: Uint8Array<ArrayBuffer>, encrypted: boolean): Uint8Array<ArrayBuffer> {
    if (!encrypted) return bytes;
    const { secrets } = this.#ports;
    if (!secrets) throw new Error("an encrypted entry, and no ENCRYPTION_KEY");
    return new Uint8Array(secrets.openBytes(name, bytes));
  }
}

/** Also of a change that speaks of an entry. */
const NAME_PREFIX = "answer/";

/** A key's name in KV, whose names have at most 512 bytes. */
function nameOf(key: string): string {
  return `${NAME_PREFIX}${createHash("sha256").update(key).digest("base64url")}`;
}
