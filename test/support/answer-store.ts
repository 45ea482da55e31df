import type { AnswerStore } from "../../src/traffic/cache/response-cache.ts";

/** A KV namespace in memory, with the counts of what was asked of it. */
export interface CountingStore extends AnswerStore {
  values: Map<string, Uint8Array>;
  reads: number;
  writes: number;
  /** what every call does instead, where a test wants it to fail */
  broken: Error | null;
}

export function answerStore(): CountingStore {
  const store: CountingStore = {
    values: new Map(),
    reads: 0,
    writes: 0,
    broken: null,
    async get(name) {
      store.reads++;
      if (store.broken) throw store.broken;
      const value = store.values.get(name);
      return value ? (value.slice().buffer as ArrayBuffer) : null;
    },
    async put(name, value) {
      store.writes++;
      if (store.broken) throw store.broken;
      const view = ArrayBuffer.isView(value) ? value : new Uint8Array(value);
      store.values.set(name, new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice());
    },
  };
  return store;
}
