/**
 * Looks a key up in memory, takes a token from its bucket and one from its quota, then makes the header edits: the least that a usage plan
 * with HTTP_PROXY costs, by hand and for one route. Every key is good, and what this isolate counts is all that counts.
 */
import edits from "./header-edits.ts";

const RATE = 1_000;
const BURST = 2_000;

interface Held {
  tokens: number;
  /** milliseconds since the epoch */
  at: number;
  quota: number;
}

const held = new Map<string, Held>();

function takes(value: string): boolean {
  const now = Date.now();
  let key = held.get(value);
  if (key === undefined) {
    key = { tokens: BURST, at: now, quota: 1_000_000_000 };
    held.set(value, key);
  }
  key.tokens = Math.min(BURST, key.tokens + ((now - key.at) * RATE) / 1_000);
  key.at = now;
  if (key.tokens < 1 || key.quota < 1) return false;
  key.tokens--;
  key.quota--;
  return true;
}

export default {
  fetch(request: Request, env: { UPSTREAM: string }): Response | Promise<Response> {
    const value = request.headers.get("x-api-key");
    if (value === null) return new Response(null, { status: 403 });
    if (!takes(value)) return new Response(null, { status: 429 });
    return request.url.includes("/users/") ? edits.fetch(request, env) : new Response(null, { status: 404 });
  },
};
