import { type Ledger, newLedger, serve, takeReports } from "../../src/limiter/ledger.ts";
import type { LimitPorts } from "../../src/traffic/limits/owners.ts";

/** Owners of limits in this isolate, on a clock that the test moves. */
export function memoryOwners(): { state: { now: number; leases: number; broken: boolean }; ports: LimitPorts } {
  const ledgers = new Map<string, Ledger>();
  const state = { now: 1_750_000_000_000, leases: 0, broken: false };
  const ledger = (name: string): Ledger => {
    if (state.broken) throw new Error("not to be reached");
    const held = ledgers.get(name) ?? newLedger(state.now);
    ledgers.set(name, held);
    return held;
  };
  const ports: LimitPorts = {
    now: () => state.now,
    client: () => "test",
    owners: {
      async lease(name, _scope, ask) {
        state.leases++;
        return serve(ledger(name), ask, state.now);
      },
      relayed: () => Promise.reject(new Error("there are no relays here")),
      async report(name, _scope, reports) {
        takeReports(ledger(name), reports, state.now);
      },
    },
  };
  return { state, ports };
}
