import type { Answer, Ask, Report } from "../../limiter/messages.ts";

/** The owners of limits, as an isolate calls them: one call for all limits of a lease. */
export interface LimitOwners {
  /** `owner` names the object, `scope` its part */
  lease(owner: string, scope: string, ask: Ask): Promise<Answer>;
  /** as lease, from one of the owner's relays; `relay`: which, from 0 */
  relayed(owner: string, relay: number, ask: Ask): Promise<Answer>;
  report(owner: string, scope: string, reports: readonly Report[]): Promise<void>;
}

/** What limits need of the rest of the worker. */
export interface LimitPorts {
  owners: LimitOwners;
  /** milliseconds since the epoch */
  now(): number;
  /** this isolate among all others */
  client(): string;
}
