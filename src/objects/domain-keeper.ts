import { DurableObject } from "cloudflare:workers";
import type { DomainAttachment } from "../model/domain.ts";
import type { DomainHosting, HostingStep } from "./domain-hosting.ts";

/** The first look comes a second later, each next one after twice that time, up to five minutes. */
const FIRST_MS = 1_000;
const MOST_MS = 300_000;
/** A certificate that has not come after so many looks (about four days) does not come any more. */
const MOST_LOOKS = 1_200;

/** What the keeper needs of the worker. */
export interface DomainKeeperPorts {
  now(): number;
  /** null: nothing is configured; what was attached stays as it is */
  hosting: DomainHosting | null;
  exists(domainName: string): Promise<boolean>;
  /** tells the domain how it stands; does nothing where there is none any more */
  report(domainName: string, attachment: DomainAttachment): Promise<void>;
}

interface State {
  domainName: string;
  /** at the host; null: nothing was attached yet */
  remote: string | null;
  /** false: the last step failed, and the next one begins anew */
  attached: boolean;
  /** looks since the last change */
  looks: number;
  /** grows with every touch: an alarm that has waited for others sees that it has been touched meanwhile */
  touches: number;
}

/**
 * Keeps one custom domain attached to this worker for as long as the domain exists, and detaches it then: what is stored decides, an
 * alarm acts, again and again until it is so.
 */
export abstract class DomainKeeperObject<Env> extends DurableObject<Env> {
  protected abstract ports(): DomainKeeperPorts;

  /** Looks after a domain that may have changed; the name of the object is the domain's. */
  async touch(domainName: string, afterMillis: number): Promise<void> {
    const state = await this.#state(domainName);
    await this.ctx.storage.put("state", { ...state, looks: 0, touches: state.touches + 1 } satisfies State);
    await this.ctx.storage.setAlarm(this.ports().now() + afterMillis);
  }

  override async alarm(): Promise<void> {
    const ports = this.ports();
    const stored = await this.ctx.storage.get<State>("state");
    if (!stored || !ports.hosting) return;
    const state = await this.#state(stored.domainName);
    // Should this object die in the middle, it looks again.
    await this.ctx.storage.setAlarm(ports.now() + MOST_MS);
    const exists = await ports.exists(state.domainName);
    const step = await nextStep(ports.hosting, state, exists);
    await this.#keep(state, attachedBy(step, state, exists));
    const attachment = attachmentOf(step, state.looks);
    if (exists) await ports.report(state.domainName, attachment);
    // Touched while the host or the database was at work: the alarm that was set then looks at what has changed.
    if (await this.#isTouched(state)) return;
    const isWaiting = exists ? attachment.status === "UPDATING" : step.kind === "later" && state.looks < MOST_LOOKS;
    if (isWaiting) await this.#again(ports, state, step);
    else if (exists) await this.ctx.storage.deleteAlarm();
    else await this.#forget(state, step);
  }

  async #state(domainName: string): Promise<State> {
    const stored = await this.ctx.storage.get<State>("state");
    return { domainName, remote: null, attached: false, looks: 0, touches: 0, ...stored };
  }

  async #isTouched({ domainName, touches }: State): Promise<boolean> {
    return (await this.#state(domainName)).touches !== touches;
  }

  /** Remembers what is attached; a touch that came meanwhile begins to count looks anew. */
  async #keep(before: State, attached: Pick<State, "remote" | "attached">): Promise<void> {
    const now = await this.#state(before.domainName);
    const looks = now.touches === before.touches ? before.looks + 1 : now.looks;
    await this.ctx.storage.put("state", { ...now, ...attached, looks } satisfies State);
  }

  async #forget({ domainName }: State, step: HostingStep): Promise<void> {
    if (step.kind !== "active") {
      console.error(JSON.stringify({ event: "domainNotDetached", domain: domainName, reason: step }));
    }
    await this.ctx.storage.deleteAll();
    await this.ctx.storage.deleteAlarm();
  }

  async #again(ports: DomainKeeperPorts, { looks }: State, step: HostingStep): Promise<void> {
    const asked = step.kind === "later" ? (step.afterMillis ?? 0) : 0;
    await this.ctx.storage.setAlarm(ports.now() + Math.max(asked, Math.min(FIRST_MS * 2 ** looks, MOST_MS)));
  }
}

/** What is to be done next: attach, look, or detach. */
async function nextStep(
  hosting: DomainHosting,
  { domainName, remote, attached }: State,
  exists: boolean,
): Promise<HostingStep> {
  if (exists) return remote === null || !attached ? hosting.attach(domainName) : hosting.check(remote);
  return remote === null ? { kind: "active", remote: "" } : hosting.detach(remote);
}

/** What is attached after a step of the host's. */
function attachedBy(
  step: HostingStep,
  { remote, attached }: State,
  exists: boolean,
): Pick<State, "remote" | "attached"> {
  if (step.kind === "later") return { remote, attached };
  if (!exists && step.kind === "active") return { remote: null, attached: false };
  return { remote: step.remote ?? remote, attached: step.kind !== "failed" };
}

function attachmentOf(step: HostingStep, looks: number): DomainAttachment {
  if (step.kind === "active") return { status: "AVAILABLE", message: null };
  if (step.kind === "failed") return { status: "FAILED", message: step.message };
  if (looks >= MOST_LOOKS) return { status: "FAILED", message: `Given up: ${step.message ?? "it takes too long"}` };
  return { status: "UPDATING", message: step.message };
}
