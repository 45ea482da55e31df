import type { WebAclParts } from "../../plan/web-acl.ts";
import { BoundedMap } from "../../storage/bounded-map.ts";
import type { Holder } from "../../storage/freshness.ts";
import { CompiledWebAcl } from "./web-acl.ts";

/** Web ACLs held by one isolate. */
const KEPT_WEB_ACLS = 200;

interface Held {
  acl: CompiledWebAcl;
  /** true: something has changed, it is read anew before its next use */
  stale: boolean;
}

/** The web ACLs that this isolate holds, by their ARNs; the change log says when one, or an IP set, has changed. */
export class LoadedWebAcls implements Holder {
  readonly #read: (arn: string) => Promise<WebAclParts | null>;
  readonly #held = new BoundedMap<string, Held>(KEPT_WEB_ACLS);
  /** grows with every change told: what was read during it is stale at once */
  #told = 0;

  /** `read` gives a web ACL as it is stored. */
  constructor(read: (arn: string) => Promise<WebAclParts | null>) {
    this.#read = read;
  }

  /** Which web ACLs refer to a set is not held here: any change makes all of them stale. They change rarely. */
  changed(): void {
    this.reset();
  }

  reset(): void {
    this.#told++;
    for (const held of this.#held.values()) held.stale = true;
  }

  /** Synchronous where it is held. Where storage cannot be reached, what is held goes on being used. */
  get(arn: string): CompiledWebAcl | Promise<CompiledWebAcl> {
    const held = this.#held.peek(arn);
    return held && !held.stale ? held.acl : this.#load(arn);
  }

  async #load(arn: string): Promise<CompiledWebAcl> {
    const told = this.#told;
    let parts: WebAclParts | null;
    try {
      parts = await this.#read(arn);
    } catch (error) {
      const held = this.#held.peek(arn);
      if (!held) throw error;
      console.error(JSON.stringify({ event: "storageUnreachable", webAclArn: arn, reason: String(error) }));
      return held.acl;
    }
    if (!parts) throw new Error(`the web ACL ${arn} is not there`);
    const acl = new CompiledWebAcl(parts, this.#held.peek(arn)?.acl);
    this.#held.set(arn, { acl, stale: told !== this.#told });
    return acl;
  }
}
