import type { Connections } from "../../src/plan/connection.ts";

/** Holds no connection: for tests of other API types. */
export const noConnections: Connections = {
  open: () => Promise.reject(new Error("these tests open no connections")),
  post: async () => false,
  get: async () => null,
  close: async () => false,
  broadcast: async () => 0,
  regroup: async () => false,
  count: async () => 0,
  list: async () => [],
};
