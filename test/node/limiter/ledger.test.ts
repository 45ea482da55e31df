import { expect, it } from "vitest";
import { newLedger, serve } from "../../../src/limiter/ledger.ts";
import type { Answer, Limits, Report } from "../../../src/limiter/messages.ts";

const LIMITS: Limits = { buckets: [{ name: "plan", rate: 10, burst: 10 }], quota: null };

it("tokens count as spent no earlier than they were handed out, however old a report says that they are", () => {
  const ledger = newLedger(0);
  const asked = (cost: number, reports: Report[], now: number): Answer =>
    serve(ledger, { client: "isolate", limits: LIMITS, cost, want: cost, held: 0, roundTrip: 10, reports }, now);
  const granted = asked(10, [], 100_000);
  expect(granted).toMatchObject({ kind: "grant", tokens: 10 });
  const lease = granted.kind === "grant" ? granted.lease : 0;
  expect(asked(1, [{ lease, spent: 10, age: 60_000 }], 100_020)).toMatchObject({ kind: "refusal", cause: "throttle" });
});
