import type { Change, ChangePage } from "../model/change.ts";
import type { Announcer } from "./batch.ts";

/** The part of the change log's object that this module calls. */
export interface ChangeLogStub {
  append(outboxId: string, changes: Change[]): Promise<number>;
  since(seq: number): Promise<ChangePage>;
  relaySince(seq: number): Promise<ChangePage>;
}

/**
 * Announces a committed write: to this isolate's caches at once, then to the change log; the outbox row goes when the log has it.
 * Where the log cannot be reached the row stays, and the log's alarm takes it later: the write itself stands.
 */
export function createAnnouncer(
  db: D1Database,
  log: () => ChangeLogStub,
  applyHere: (changes: Change[]) => void,
  later: (work: Promise<unknown>) => void,
): Announcer {
  return {
    async announce(outboxId, changes) {
      applyHere(changes);
      try {
        await log().append(outboxId, changes);
      } catch (error) {
        console.error(JSON.stringify({ event: "changeLogUnreachable", outboxId, reason: String(error) }));
        return;
      }
      later(db.prepare("DELETE FROM outbox WHERE id = ?1").bind(outboxId).run());
    },
  };
}
