import { type CloudflareAccount, type CloudflareCall, isObject } from "./cloudflare-api.ts";
import type { DomainHosting, HostingStep } from "./domain-hosting.ts";

const DUPLICATE = 1406;
/** States that lead nowhere without a change by the owner (Cloudflare API, custom hostname `status` and `ssl.status`). */
const DEAD = /_timed_out$|^(?:blocked|moved|deleted|expired|inactive|deactivating|pending_deletion)$/;

/**
 * Custom hostnames of Cloudflare for SaaS: names in other people's zones, which they point to the fallback origin of this one.
 * `POST /zones/{zone}/custom_hostnames`, then the hostname until it and its certificate are active.
 */
export function customHostnames({ zoneId }: CloudflareAccount, call: CloudflareCall): DomainHosting {
  const base = `/zones/${zoneId}/custom_hostnames`;
  return {
    async attach(domainName) {
      const wildcard = domainName.startsWith("*.");
      const hostname = wildcard ? domainName.slice(2) : domainName;
      const ssl = { method: wildcard ? "txt" : "http", type: "dv", wildcard, settings: { min_tls_version: "1.2" } };
      const answer = await call("POST", base, { hostname, ssl });
      if (answer.ok) return stepOf(answer.result);
      if (!answer.codes.includes(DUPLICATE)) return answer.step;
      const listed = await call("GET", `${base}?hostname=${encodeURIComponent(hostname)}`);
      if (!listed.ok) return listed.step;
      const own = (Array.isArray(listed.result) ? listed.result : [])
        .filter(isObject)
        .find((one) => one["hostname"] === hostname);
      if (typeof own?.["id"] !== "string") return answer.step;
      // Sent again, the same settings begin the validation anew.
      const again = await call("PATCH", `${base}/${own["id"]}`, { ssl });
      return again.ok ? stepOf(again.result) : again.step;
    },
    async check(remote) {
      const answer = await call("GET", `${base}/${remote}`);
      return answer.ok ? stepOf(answer.result) : answer.step;
    },
    async detach(remote) {
      const answer = await call("DELETE", `${base}/${remote}`);
      return answer.ok || answer.status === 404 ? { kind: "active", remote } : answer.step;
    },
  };
}

function stepOf(result: unknown): HostingStep {
  const hostname = isObject(result) ? result : {};
  const ssl = isObject(hostname["ssl"]) ? hostname["ssl"] : {};
  const [remote, status, certificate] = [hostname["id"], String(hostname["status"]), String(ssl["status"])];
  if (typeof remote !== "string") {
    return { kind: "failed", remote: null, message: "Cloudflare's answer names no custom hostname" };
  }
  if (status === "active" && certificate === "active") return { kind: "active", remote };
  const message = [
    `The hostname is ${spaced(status)}, its certificate ${spaced(certificate)}`,
    ...textsOf(hostname["verification_errors"]),
    ...textsOf(ssl["validation_errors"]),
    ...ownership(hostname["ownership_verification"]),
  ].join("; ");
  const isDead = DEAD.test(status) || DEAD.test(certificate);
  return isDead ? { kind: "failed", remote, message } : { kind: "pending", remote, message };
}

/** What the name's owner is to put into DNS. */
function ownership(record: unknown): string[] {
  if (!isObject(record)) return [];
  return [
    `add the ${String(record["type"]).toUpperCase()} record ${String(record["name"])} with ${String(record["value"])}`,
  ];
}

/** Errors are texts, or objects with a message. */
function textsOf(errors: unknown): string[] {
  if (!Array.isArray(errors)) return [];
  return errors.map((error: unknown) => (isObject(error) ? String(error["message"]) : String(error)));
}

function spaced(status: string): string {
  return status.replaceAll("_", " ");
}
