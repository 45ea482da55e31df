import type { HostingStep } from "./domain-hosting.ts";

/** An account of Cloudflare, and the zone that domains belong to. */
export interface CloudflareAccount {
  /** https://api.cloudflare.com/client/v4 */
  url: string;
  token: string;
  accountId: string;
  zoneId: string;
  /** the worker's name */
  service: string;
}

/** What Cloudflare's API answers: a result, or why there is none. */
export type CloudflareAnswer =
  | { ok: true; result: unknown }
  | { ok: false; status: number; codes: number[]; step: Extract<HostingStep, { kind: "failed" | "later" }> };

export type CloudflareCall = (method: string, path: string, body?: object) => Promise<CloudflareAnswer>;

const TIMEOUT_MS = 15_000;

/** Calls Cloudflare's API v4: `{success, errors: [{code, message}], result}`. Never throws. */
export function cloudflareApi(
  account: CloudflareAccount,
  fetch: (url: string, init: RequestInit) => Promise<Response>,
): CloudflareCall {
  return async (method, path, body) => {
    try {
      const answer = await fetch(account.url + path, {
        method,
        headers: { Authorization: `Bearer ${account.token}`, "Content-Type": "application/json" },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body && { body: JSON.stringify(body) }),
      });
      return await readAnswer(answer);
    } catch (error) {
      return refusal(0, [], {
        kind: "later",
        afterMillis: null,
        message: `Cloudflare cannot be reached: ${String(error)}`,
      });
    }
  };
}

async function readAnswer(answer: Response): Promise<CloudflareAnswer> {
  const value: unknown = await answer.json().catch(() => null);
  const { success, result, errors } = isObject(value) ? value : {};
  if (answer.ok && success === true) return { ok: true, result };
  const list = (Array.isArray(errors) ? errors : []).filter(isObject);
  const codes = list.map(({ code }) => Number(code));
  const text = list.map(({ message }) => String(message)).join("; ") || `status ${answer.status}`;
  const message = `Cloudflare: ${text}`;
  const { status } = answer;
  if (status === 429 || status === 408 || status >= 500) {
    return refusal(status, codes, { kind: "later", afterMillis: retryAfter(answer.headers), message });
  }
  return refusal(status, codes, { kind: "failed", remote: null, message });
}

function refusal(
  status: number,
  codes: number[],
  step: Extract<HostingStep, { kind: "failed" | "later" }>,
): CloudflareAnswer {
  return { ok: false, status, codes, step };
}

/** Seconds of Retry-After. */
function retryAfter(headers: Headers): number | null {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : null;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
