import { BodyTooLarge, readWhole } from "../../body.ts";
import type { Fetch } from "../../fetch.ts";

/** AWS waits so long for an issuer's documents. */
const TIMEOUT_MS = 1_500;
const MAX_BYTES = 256 * 1024;
const MAX_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Gets an issuer's JSON document: bounded in time and size, redirects followed within the same origin only. Throws an Error that
 * says what went wrong, for the log.
 */
export async function fetchJson(fetch: Fetch, url: string): Promise<unknown> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  let at = url;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const answer = await fetch(at, { redirect: "manual", signal, headers: { accept: "application/json" } });
    if (!REDIRECTS.has(answer.status)) return readJson(at, answer);
    await answer.body?.cancel();
    at = sameOrigin(at, answer.headers.get("location"));
  }
  throw new Error(`${url} redirects more than ${MAX_REDIRECTS} times`);
}

async function readJson(url: string, answer: Response): Promise<unknown> {
  if (answer.status !== 200) {
    await answer.body?.cancel();
    throw new Error(`${url} answers ${answer.status}`);
  }
  const bytes = await readWhole(answer.body, null, MAX_BYTES).catch((error: unknown) => {
    throw error instanceof BodyTooLarge ? new Error(`${url} answers more than ${MAX_BYTES} bytes`) : error;
  });
  return JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array()));
}

function sameOrigin(from: string, location: string | null): string {
  const to = location !== null && URL.canParse(location, from) ? new URL(location, from) : null;
  if (!to || to.origin !== new URL(from).origin) throw new Error(`${from} redirects to another host`);
  return to.href;
}
