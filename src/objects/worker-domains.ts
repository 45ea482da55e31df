import { type CloudflareAccount, type CloudflareCall, isObject } from "./cloudflare-api.ts";
import type { DomainHosting, HostingStep } from "./domain-hosting.ts";

/** Certificate packs in these states get no further (Cloudflare API, certificate pack status). */
const DEAD = /_timed_out$|^(?:deleted|expired|inactive|deactivating|pending_deletion|pending_cleanup)$/;

/**
 * Custom domains of Workers: names in the account's own zone. Cloudflare makes the DNS record and the certificate.
 * `PUT /accounts/{account}/workers/domains`, then the certificate pack until it is active.
 */
export function workerDomains(account: CloudflareAccount, call: CloudflareCall): DomainHosting {
  const { accountId, zoneId, service } = account;
  const base = `/accounts/${accountId}/workers/domains`;

  const certificate = async (remote: string, certId: unknown): Promise<HostingStep> => {
    if (typeof certId !== "string" || certId === "") return { kind: "active", remote };
    const answer = await call("GET", `/zones/${zoneId}/ssl/certificate_packs/${certId}`);
    // The pack may take a moment to appear.
    if (!answer.ok && answer.status === 404)
      return { kind: "pending", remote, message: "The certificate is being made" };
    if (!answer.ok) return answer.step;
    const status = isObject(answer.result) ? String(answer.result["status"]) : "";
    if (status === "active") return { kind: "active", remote };
    const message = `The certificate is ${status.replaceAll("_", " ")}`;
    return DEAD.test(status) ? { kind: "failed", remote, message } : { kind: "pending", remote, message };
  };

  const attached = (result: unknown): Promise<HostingStep> | HostingStep => {
    const { id, cert_id: certId } = isObject(result) ? result : {};
    return typeof id === "string"
      ? certificate(id, certId)
      : { kind: "failed", remote: null, message: "Cloudflare's answer names no domain" };
  };

  return {
    async attach(hostname) {
      if (hostname.startsWith("*.")) return noWildcards(hostname);
      // Attaching would silently take the name from another worker.
      const listed = await call("GET", `${base}?hostname=${encodeURIComponent(hostname)}`);
      if (!listed.ok) return listed.step;
      const other = (Array.isArray(listed.result) ? listed.result : [])
        .filter(isObject)
        .find((one) => one["hostname"] === hostname && one["service"] !== service);
      if (other) {
        const message = `${hostname} is attached to the worker ${String(other["service"])} already`;
        return { kind: "failed", remote: null, message };
      }
      const answer = await call("PUT", base, { hostname, service, zone_id: zoneId });
      return answer.ok ? attached(answer.result) : answer.step;
    },
    async check(remote) {
      const answer = await call("GET", `${base}/${remote}`);
      return answer.ok ? attached(answer.result) : answer.step;
    },
    async detach(remote) {
      const answer = await call("DELETE", `${base}/${remote}`);
      return answer.ok || answer.status === 404 ? { kind: "active", remote } : answer.step;
    },
  };
}

function noWildcards(hostname: string): HostingStep {
  const message = `Custom domains of Workers take no wildcards: add { pattern = "${hostname}/*", zone_name = "…" } to routes in wrangler.toml and deploy`;
  return { kind: "failed", remote: null, message };
}
