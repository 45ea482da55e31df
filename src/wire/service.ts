// The way of a management call: match → (the caller authenticates) → decode → authorize → handle → encode.

import { decodeInput, encodeOutput, renderFault } from "./codec.ts";
import { Fault } from "./fault.ts";
import { internalFailure, notImplemented } from "./faults.ts";
import type { Handlers } from "./handlers.ts";
import type { RequestParts } from "./request.ts";
import type { Match } from "./router.ts";
import type { ServiceName } from "./schema.ts";
import { isServiceName, tableOf } from "./tables.ts";

/** What the services answer calls with. */
export interface ServiceOptions<C> {
  readonly handlers: Handlers<C>;
  /** Throws a Fault when the caller may not make this call. */
  readonly authorize: (call: C, match: Match, input: Record<string, unknown>) => Promise<void> | void;
  /** The error that a failure of what lies below the handlers is answered with; null: it is a defect of ours. */
  readonly faultOf?: (error: unknown) => Fault | null;
  /** Told of every failure that is no Fault, that is, of every defect of ours. */
  readonly report: (error: unknown, match: Match, requestId: string) => void;
}

export interface Service<C> {
  /** Decodes, handles and encodes a call that router.ts's matchOperation found; always answers. */
  serve(match: Match, request: RequestParts, call: C, requestId: string): Promise<Response>;
}

type AnyHandler<C> = (call: C, input: Record<string, unknown>) => Promise<object> | object;

/**
 * Joins handlers to the tables. Throws when a handler has a name that no table has as built. It reads the tables of the services
 * that have handlers: construct it at the first management request, not at start.
 */
export function createService<C>({ handlers, authorize, faultOf, report }: ServiceOptions<C>): Service<C> {
  checkOrphans(handlers);
  return {
    async serve(match, request, call, requestId) {
      try {
        const handler = handlerOf(handlers, match);
        const input = decodeInput(match, request);
        await authorize(call, match, input);
        return encodeOutput(match, await handler(call, input), requestId);
      } catch (error) {
        const fault = error instanceof Fault ? error : faultOf?.(error);
        if (fault) return renderFault(fault, match.service, requestId);
        report(error, match, requestId);
        return renderFault(internalFailure(), match.service, requestId);
      }
    },
  };
}

function handlerOf<C>(handlers: Handlers<C>, { service, operation }: Match): AnyHandler<C> {
  const handler = entriesOf(handlers[service]).get(operation.name);
  if (typeof handler !== "function") throw notImplemented(service, operation.name);
  // The map's types pair each name with its operation's input and output; the tables decode and encode just those.
  return handler as AnyHandler<C>;
}

function checkOrphans<C>(handlers: Handlers<C>): void {
  for (const [service, own] of Object.entries(handlers)) {
    if (!isServiceName(service)) throw new Error(`handlers are registered for an unknown service, ${service}`);
    const known = tableOf(service).operations;
    const orphans = [...entriesOf(own).keys()].filter((name) => known.get(name)?.built !== true);
    if (orphans.length > 0)
      throw new Error(`${service} has no operation ${orphans.join(", ")}, or scripts/built-operations.mjs lacks it`);
  }
}

const entriesOf = (handlers: object | undefined): Map<string, unknown> => new Map(Object.entries(handlers ?? {}));

/** The names of the operations of a service that have handlers. */
export function handledOperations<C>(handlers: Handlers<C>, service: ServiceName): string[] {
  return [...entriesOf(handlers[service]).keys()];
}
