import { expect, it } from "vitest";
import { endAsk } from "../../../src/limiter/allowance.ts";
import type { Ask, Grant, Limits } from "../../../src/limiter/messages.ts";
import { answerFrom, beginRelayed, Relay } from "../../../src/limiter/relay.ts";

const LIMITS: Limits = { buckets: [{ name: "stage", rate: 1_000, burst: 100 }], quota: null };
const ASK: Ask = { client: "isolate", limits: LIMITS, cost: 1, want: 40, held: 0, roundTrip: 1, reports: [] };
const GRANT: Grant = { kind: "grant", lease: 7, tokens: 40, life: 250, askAfter: 0, left: { tokens: 0, quota: null } };

it("what a relay has handed on counts as spent when its lease ends, and is told to the owner no sooner", () => {
  const relay = new Relay();
  expect(answerFrom(relay, ASK, 0)).toBe("ask");
  beginRelayed(relay, "relay", ASK, 0);
  endAsk(relay.allowance, 1, GRANT);
  let handedOn = 0;
  for (let answer = answerFrom(relay, ASK, 2); answer !== "ask"; answer = answerFrom(relay, ASK, 2)) {
    if (answer.kind === "grant") handedOn += answer.tokens;
  }
  expect(handedOn).toBe(40);
  expect(beginRelayed(relay, "relay", ASK, 249).reports).toEqual([]);
  expect(beginRelayed(relay, "relay", ASK, 255).reports).toEqual([{ lease: 7, spent: 40, age: 0 }]);
});
