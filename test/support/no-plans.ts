import type { LoadPorts, ReadRecord } from "../../src/traffic/load/deployment.ts";

/** Of a deployment that is held whole nothing more is read. */
export const noMoreRecords: ReadRecord = ({ kind, id }) => Promise.reject(new Error(`a request read ${kind} ${id}`));

/** No KV: plans come from D1. */
export const plansOfDb: LoadPorts["plans"] = {
  deployment: (_name, load) => load(),
  plan: (_kind, _hash, load) => load(),
};
