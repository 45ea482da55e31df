import { Allowance, beginAsk, check, spend } from "./allowance.ts";
import type { Answer, Ask } from "./messages.ts";

/**
 * A relay stands between many isolates and one owner that they would ask too often: it leases from the owner as an isolate does, and
 * hands parts of its lease on. What it has handed on counts as spent when the relay's lease ends, not earlier than it can have been
 * spent; the lease is reported after that. So what holds for one owner holds for its relays together.
 */
export class Relay {
  readonly allowance = new Allowance();
}

/** An isolate gets at most this part of what the relay holds: others ask too. */
const LARGEST_PART = 4;

/** Answers from what the relay holds; "ask": the owner must be asked first. */
export function answerFrom({ allowance }: Relay, ask: Ask, now: number): Answer | "ask" {
  const verdict = check(allowance, now, ask.cost);
  if (verdict === "ask") return "ask";
  const { lease } = allowance;
  if (verdict === "refuse" || !lease) {
    return { kind: "refusal", cause: "throttle", retryAfter: Math.max(1, allowance.refusedUntil - now) };
  }
  const part = Math.ceil(lease.tokens / LARGEST_PART);
  const tokens = Math.min(lease.tokens, Math.max(ask.cost, Math.min(ask.want - ask.held, part)));
  const life = lease.endsAt - now;
  spend(allowance, now, tokens);
  lease.lastSpentAt = lease.endsAt;
  return { kind: "grant", lease: 0, tokens, life, askAfter: 0, left: { tokens: lease.tokens, quota: null } };
}

/** The relay's own question to the owner; endAsk or failAsk must follow. */
export function beginRelayed({ allowance }: Relay, name: string, ask: Ask, now: number): Ask {
  const running = allowance.closed.filter(({ lastSpentAt }) => lastSpentAt > now);
  allowance.closed = allowance.closed.filter(({ lastSpentAt }) => lastSpentAt <= now);
  const question = beginAsk(allowance, name, ask.limits, now, ask.cost);
  allowance.closed = running;
  return { ...question, brief: true };
}
