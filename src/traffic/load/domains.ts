import type { DomainMapping } from "../../plan/domain.ts";
import { type RuleMatcher, compileRules } from "./domain-rules.ts";
import { MutualTls } from "../mutual-tls.ts";
import { PrivateDomain } from "../private-domain.ts";
import { BoundedMap } from "../../storage/bounded-map.ts";
import type { Holder } from "../../storage/freshness.ts";
import { readDomain } from "../../storage/traffic-reads.ts";
import { isBelow } from "./base-path.ts";

/** Domains held by one isolate, those that nobody has included: random hosts cannot reach D1 more than once in this time. */
const KEPT_DOMAINS = 2_000;
const UNKNOWN_FOR_MS = 5_000;

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

interface Held {
  /** false: no such domain */
  exists: boolean;
  /** asked before the mappings, in the order of their priorities */
  rules: RuleMatcher[];
  /** the longest base path first */
  mappings: DomainMapping[];
  mutualTls: MutualTls | null;
  privacy: PrivateDomain | null;
  readAt: number;
}

/** The custom domains that this isolate holds. */
export class LoadedDomains implements Holder {
  readonly #db: D1Database;
  readonly #now: () => number;
  /** grows with every change told: what was read during it is not kept */
  #told = 0;
  readonly #held = new BoundedMap<string, Held>(KEPT_DOMAINS);

  constructor(db: D1Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  changed(): void {
    this.reset();
  }

  reset(): void {
    this.#told++;
    this.#held.clear();
  }

  /** The target of a path on a host, null where the host is nobody's or nothing takes the request. A promise: D1 is asked. */
  target(host: string, path: string, headers: Headers): DomainTarget | null | Promise<DomainTarget | null> {
    const held = this.#held.peek(host);
    if (held && (held.exists || this.#now() - held.readAt < UNKNOWN_FOR_MS)) return choose(held, path, headers);
    return this.#load(host).then((loaded) => choose(loaded, path, headers));
  }

  /** Reads a host's domain: its own, else the wildcard one above it. */
  async #load(host: string): Promise<Held> {
    const told = this.#told;
    const domain = await readDomain(this.#db, [host, `*${host.slice(host.indexOf("."))}`]);
    const { mappings = [], rules = [], routingMode = "", truststore = null, privacy = null } = domain ?? {};
    const held = {
      exists: domain !== null,
      rules: routingMode.startsWith("ROUTING_RULE") ? compileRules(rules) : [],
      mappings:
        routingMode === "ROUTING_RULE_ONLY" ? [] : mappings.sort((a, b) => b.basePath.length - a.basePath.length),
      mutualTls: truststore === null ? null : new MutualTls(truststore),
      privacy: privacy && new PrivateDomain(privacy),
      readAt: this.#now(),
    };
    if (told === this.#told) this.#held.set(host, held);
    return held;
  }
}

function choose({ rules, mappings, mutualTls, privacy }: Held, path: string, headers: Headers): DomainTarget | null {
  for (const rule of rules) {
    const basePath = rule.match(path, headers);
    if (basePath !== null) return { apiId: rule.apiId, stage: rule.stage, basePath, mutualTls, privacy };
  }
  for (const { basePath, apiId, stage } of mappings) {
    if (isBelow(path, basePath))
      return { apiId, stage, basePath: basePath === "" ? "" : `/${basePath}`, mutualTls, privacy };
  }
  return null;
}
