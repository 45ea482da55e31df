import type { DomainMapping, DomainPlan } from "../../plan/domain.ts";
import { type RuleMatcher, compileRules } from "./domain-rules.ts";
import { MutualTls } from "../mutual-tls.ts";
import { PrivateDomain } from "../private-domain.ts";
import { Unknown } from "./unknown.ts";
import { BoundedMap } from "../../storage/bounded-map.ts";
import type { Holder } from "../../storage/freshness.ts";
import { readDomain } from "../../storage/traffic-reads.ts";
import type { Later } from "../exchange.ts";
import { SharedWork } from "../../storage/shared-work.ts";
import { isBelow } from "./base-path.ts";

/** Domains held by one isolate. */
const KEPT_DOMAINS = 2_000;
/** Whoever waits for another request's load loads itself after this. */
const SHARED_FOR_MS = 5_000;

/** Where a request to a custom domain goes. */
export interface DomainTarget {
  apiId: string;
  /** null: the path's next segment names the stage */
  stage: string | null;
  /** `/v1`, or empty */
  basePath: string;
  /** null: callers need no certificate */
  mutualTls: MutualTls | null;
  /** null: it is not private */
  privacy: PrivateDomain | null;
}

/** What is known of a host that is somebody's. */
interface Domain {
  /** asked before the mappings, in the order of their priorities */
  rules: RuleMatcher[];
  /** the longest base path first */
  mappings: DomainMapping[];
  /** true: a path that only begins with a base path lies below it, in the middle of a segment too */
  byPrefix: boolean;
  mutualTls: MutualTls | null;
  privacy: PrivateDomain | null;
}

interface Held {
  domain: Domain;
  /** true: some domain has changed, it is read anew before its next use */
  stale: boolean;
}

/** What becomes of a request to a host; null: the host is nobody's, or nothing takes the request. */
type Target = DomainTarget | null | "throttled";

/** The custom domains that this isolate holds. */
export class LoadedDomains implements Holder {
  readonly #db: D1Database;
  /** grows with every change told: what was read during it is stale at once */
  #told = 0;
  readonly #held = new BoundedMap<string, Held>(KEPT_DOMAINS);
  readonly #unknown: Unknown;
  readonly #loading: SharedWork<Domain | null>;

  constructor(db: D1Database, now: () => number) {
    this.#db = db;
    this.#unknown = new Unknown(now);
    this.#loading = new SharedWork(SHARED_FOR_MS, now);
  }

  changed(): void {
    this.reset();
  }

  reset(): void {
    this.#told++;
    for (const held of this.#held.values()) held.stale = true;
    this.#unknown.clear();
  }

  /** The target of a path on a host. A promise: D1 is asked. `throttled`: too many unknown hosts are being tried, it was not looked up. */
  target(host: string, path: string, headers: Headers, later: Later): Target | Promise<Target> {
    const held = this.#held.peek(host);
    if (held && !held.stale) return choose(held.domain, path, headers);
    if (this.#unknown.has(host)) return null;
    if (this.#unknown.isTried && !held) return "throttled";
    // What was begun before a change is not for those who come after it.
    const loading = this.#loading.run(`${host} ${this.#told}`, later, () => this.#load(host));
    return loading.then((domain) => domain && choose(domain, path, headers));
  }

  /** Reads a host's domain: its own, else the wildcard one above it. Where D1 cannot be reached, what is held goes on being used. */
  async #load(host: string): Promise<Domain | null> {
    const told = this.#told;
    let plan: DomainPlan | null;
    try {
      plan = await readDomain(this.#db, [host, `*${host.slice(host.indexOf("."))}`]);
    } catch (error) {
      const held = this.#held.peek(host);
      if (!held) throw error;
      console.error(JSON.stringify({ event: "storageUnreachable", host, reason: String(error) }));
      return held.domain;
    }
    if (!plan) {
      this.#held.delete(host);
      this.#unknown.add(host, told === this.#told);
      return null;
    }
    const domain = compileDomain(plan);
    this.#held.set(host, { domain, stale: told !== this.#told });
    return domain;
  }
}

function compileDomain({ mappings, rules, routingMode, truststore, privacy }: DomainPlan): Domain {
  return {
    // "The longest matching prefix" where any mapping has several levels, else whole segments (developer guide, "Mapping API requests").
    byPrefix: mappings.some(({ basePath }) => basePath.includes("/")),
    rules: routingMode.startsWith("ROUTING_RULE") ? compileRules(rules) : [],
    mappings:
      routingMode === "ROUTING_RULE_ONLY" ? [] : mappings.toSorted((a, b) => b.basePath.length - a.basePath.length),
    mutualTls: truststore === null ? null : new MutualTls(truststore),
    privacy: privacy && new PrivateDomain(privacy),
  };
}

function choose(domain: Domain, path: string, headers: Headers): DomainTarget | null {
  const { rules, mappings, byPrefix, mutualTls, privacy } = domain;
  for (const rule of rules) {
    const basePath = rule.match(path, headers);
    if (basePath !== null) return { apiId: rule.apiId, stage: rule.stage, basePath, mutualTls, privacy };
  }
  for (const { basePath, apiId, stage } of mappings) {
    if (byPrefix ? path.startsWith(basePath, 1) : isBelow(path, basePath))
      return { apiId, stage, basePath: basePath === "" ? "" : `/${basePath}`, mutualTls, privacy };
  }
  return null;
}
