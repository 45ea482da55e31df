import { TrafficLimits } from "../../src/traffic/limits/steps.ts";
import { testDb } from "./store.ts";

/** Keys and limits where nothing has any: whoever asks an owner has made a mistake. */
export function noLimits(): TrafficLimits {
  return new TrafficLimits({
    owners: {
      lease: () => Promise.reject(new Error("these tests have no limits")),
      relayed: () => Promise.reject(new Error("there are no relays here")),
      report: () => Promise.reject(new Error("these tests have no limits")),
    },
    now: () => Date.now(),
    client: () => "test",
    db: testDb,
    lookupHashes: null,
    account: null,
  });
}
