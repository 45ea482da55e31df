import { type Config, readConfig } from "./config.ts";
import { cloudflareApi } from "./objects/cloudflare-api.ts";
import { customHostnames } from "./objects/custom-hostnames.ts";
import type { ChangeLog } from "./objects/change-log.ts";
import type { DomainHosting } from "./objects/domain-hosting.ts";
import { DomainKeeperObject, type DomainKeeperPorts } from "./objects/domain-keeper.ts";
import { workerDomains } from "./objects/worker-domains.ts";
import type { KeepDomain } from "./management/domains/keep.ts";
import { createAnnouncer } from "./storage/announcer.ts";
import { DocumentStore } from "./storage/documents.ts";

/** Bindings of the keepers of custom domains. */
export interface DomainKeeperEnv {
  DB: D1Database;
  CHANGE_LOG: DurableObjectNamespace<ChangeLog>;
  DOMAINS: DurableObjectNamespace<DomainKeeper>;
}

/** The keeper of a custom domain, joined with Cloudflare's API and the database. */
export class DomainKeeper extends DomainKeeperObject<DomainKeeperEnv> {
  protected override ports(): DomainKeeperPorts {
    const now = (): number => Date.now();
    const documents = this.#documents(now);
    return {
      now,
      hosting: hostingOf(readConfig(this.env)),
      exists: async (domainName) => (await documents.get("domain", domainName)) !== null,
      report: async (domainName, attachment) => {
        const before = (await documents.get("domain", domainName))?.body.attachment;
        // Every write has all isolates read the domain again.
        if (before?.status === attachment.status && before.message === attachment.message) return;
        await documents.edit("domain", domainName, ({ body, name }, edit) => {
          edit.put("domain", domainName, { ...body, attachment }, name === null ? {} : { name });
        });
      },
    };
  }

  #documents(now: () => number): DocumentStore {
    const { DB, CHANGE_LOG } = this.env;
    const announcer = createAnnouncer(
      DB,
      () => CHANGE_LOG.get(CHANGE_LOG.idFromName("root")),
      () => undefined,
      (work) => this.ctx.waitUntil(work),
    );
    const pause = (attempt: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10 * attempt));
    return new DocumentStore(DB, { now, newId: () => crypto.randomUUID(), pause, announcer });
  }
}

const NEEDED = ["CLOUDFLARE_API_TOKEN", "CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_ZONE_ID"] as const;

/** Who hosts custom domains by this configuration; null: nobody. */
function hostingOf(config: Config): DomainHosting | null {
  if (NEEDED.some((name) => config[name] === "")) return null;
  const account = {
    url: config.CLOUDFLARE_API_URL,
    token: config.CLOUDFLARE_API_TOKEN,
    accountId: config.CLOUDFLARE_ACCOUNT_ID,
    zoneId: config.CLOUDFLARE_ZONE_ID,
    service: config.CLOUDFLARE_WORKER,
  };
  const call = cloudflareApi(account, (url, init) => fetch(url, init));
  return config.CLOUDFLARE_DOMAINS === "saas" ? customHostnames(account, call) : workerDomains(account, call);
}

/** How management has custom domains attached in this worker. */
export function keepDomainOf(env: DomainKeeperEnv, config: Config): KeepDomain {
  const missing = NEEDED.filter((name) => config[name] === "");
  if (missing.length > 0) {
    return {
      touch: null,
      hint: (domainName) =>
        `Not attached to the worker: run npx wrangler deploy --domain ${domainName} (a wildcard needs a route in wrangler.toml), or set ${missing.join(", ")}`,
    };
  }
  return {
    touch: (domainName, afterMillis) =>
      env.DOMAINS.get(env.DOMAINS.idFromName(domainName)).touch(domainName, afterMillis),
    hint: () => "",
  };
}
