import type { ApiRoot } from "../model/api.ts";
import type { StagePlan } from "../plan/stage.ts";
import { type Announcer, bulk, guard, outboxInsert, retryMoved, runGuarded } from "./batch.ts";
import { Definitions, listRoots, loadRoot } from "./definitions.ts";
import { ApiEdit } from "./edit.ts";

const PUT_SQL = `INSERT INTO definitions (api_id, kind, id, name, parent, body)
  SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?2) WHERE true
  ON CONFLICT (api_id, kind, id) DO UPDATE SET name = excluded.name, parent = excluded.parent, body = excluded.body`;

const REMOVE_SQL = `DELETE FROM definitions WHERE api_id = ?1 AND (kind, id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?2))`;

export interface StoreServices {
  now(): number;
  newId(): string;
  /** waits a moment before the next attempt; passed in so that tests need not wait */
  pause(attempt: number): Promise<void>;
  announcer: Announcer;
}

/** The repository of API definitions: every write of one API is one guarded batch. */
export class ApiStore {
  readonly db: D1Database;
  readonly #services: StoreServices;

  constructor(db: D1Database, services: StoreServices) {
    this.db = db;
    this.#services = services;
  }

  /** Reads of one API, or null where there is none. */
  async read(apiId: string): Promise<Definitions | null> {
    const root = await loadRoot(this.db, apiId);
    return root && new Definitions(this.db, root);
  }

  list(kinds: ApiRoot["kind"][], after: string, limit: number): Promise<ApiRoot[]> {
    return listRoots(this.db, kinds, after, limit);
  }

  /** Makes a new API: `work` fills it before the first write. */
  async create<R>(root: ApiRoot, work: (edit: ApiEdit) => Promise<R>): Promise<R> {
    const edit = new ApiEdit(new Definitions(this.db, root));
    const result = await work(edit);
    const { id, kind, region, revision, body } = edit.root;
    await this.#write(edit, [
      this.db
        .prepare("INSERT INTO apis (id, kind, region, revision, body) VALUES (?1, ?2, ?3, ?4, ?5)")
        .bind(id, kind, region, revision, JSON.stringify(body)),
    ]);
    return result;
  }

  /**
   * Changes an API: reads, runs `work`, and writes all that it put in one batch; where another writer came between, all of it
   * again on the new state. Returns null where there is no such API. `work` must have no other effect than its edit.
   */
  async edit<R>(apiId: string, work: (edit: ApiEdit) => Promise<R>): Promise<R | null> {
    return retryMoved(this.#services, async () => {
      const root = await loadRoot(this.db, apiId);
      if (!root) return null;
      const edit = new ApiEdit(new Definitions(this.db, root));
      const result = await work(edit);
      await this.#write(edit, this.#guarded(edit, root.revision));
      return result;
    });
  }

  #guarded(edit: ApiEdit, revision: number): D1PreparedStatement[] {
    const { id, body } = edit.root;
    const first = guard(this.db, "EXISTS (SELECT 1 FROM apis WHERE id = ?1 AND revision = ?2)", id, revision);
    if (edit.removed) return [first, ...this.#removal(id)];
    const bump = edit.rootChanged
      ? this.db
          .prepare("UPDATE apis SET revision = revision + 1, body = ?2 WHERE id = ?1")
          .bind(id, JSON.stringify(body))
      : this.db.prepare("UPDATE apis SET revision = revision + 1 WHERE id = ?1").bind(id);
    return [first, bump];
  }

  #removal(apiId: string): D1PreparedStatement[] {
    const tables = ["definitions", "manifest", "records", "stage_plans"];
    return [
      ...tables.map((table) => this.db.prepare(`DELETE FROM ${table} WHERE api_id = ?1`).bind(apiId)),
      this.db.prepare("DELETE FROM apis WHERE id = ?1").bind(apiId),
    ];
  }

  async #write(edit: ApiEdit, first: D1PreparedStatement[]): Promise<void> {
    const { now, newId, announcer } = this.#services;
    const statements = first;
    const apiId = edit.root.id;
    if (!edit.removed) {
      const removals = [...edit.removals.values()].map(({ kind, id }) => [kind, id]);
      const puts = [...edit.puts.values()].map((row) => [
        row.kind,
        row.id,
        row.name,
        row.parent,
        JSON.stringify(row.body),
      ]);
      statements.push(
        ...bulk(this.db, REMOVE_SQL, apiId, removals),
        ...bulk(this.db, PUT_SQL, apiId, puts),
        ...stagePlanStatements(this.db, apiId, edit.stagePlans),
        ...edit.statements,
      );
    }
    const outboxId = newId();
    const changes = [{ topic: "api" as const, id: apiId }, ...edit.changes];
    await runGuarded(this.db, [...statements, outboxInsert(this.db, outboxId, now(), changes)]);
    await announcer.announce(outboxId, changes);
  }
}

function stagePlanStatements(
  db: D1Database,
  apiId: string,
  plans: Map<string, StagePlan | null>,
): D1PreparedStatement[] {
  return [...plans].map(([stage, plan]) =>
    plan
      ? db
          .prepare("INSERT OR REPLACE INTO stage_plans (api_id, stage, plan) VALUES (?1, ?2, ?3)")
          .bind(apiId, stage, JSON.stringify(plan))
      : db.prepare("DELETE FROM stage_plans WHERE api_id = ?1 AND stage = ?2").bind(apiId, stage),
  );
}
