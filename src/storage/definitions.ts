import type { ApiRoot, DefinitionKind, DefinitionKinds } from "../model/api.ts";
import { parseBody } from "./dates.ts";

/** A stored definition with the keys it is found by. */
export interface Stored<K extends DefinitionKind> {
  kind: K;
  id: string;
  name: string | null;
  parent: string | null;
  body: DefinitionKinds[K];
}

export interface ListOptions {
  /** only those whose owner has this id */
  parent?: string;
  /** only ids after this one, in the order of ids */
  after?: string;
  /** at most so many; all without it */
  limit?: number;
}

interface Row {
  id: string;
  name: string | null;
  parent: string | null;
  body: string;
}

/** Reads of one API's definition rows. */
export interface DefinitionReader {
  readonly root: ApiRoot;
  get<K extends DefinitionKind>(kind: K, id: string): Promise<DefinitionKinds[K] | null>;
  /** By the natural key of the kind (a route's RouteKey, a model's Name, …). */
  byName<K extends DefinitionKind>(kind: K, name: string): Promise<Stored<K> | null>;
  list<K extends DefinitionKind>(kind: K, options?: ListOptions): Promise<Stored<K>[]>;
}

/** Loads an API's root row. */
export async function loadRoot(db: D1Database, apiId: string): Promise<ApiRoot | null> {
  const row = await db
    .prepare("SELECT id, kind, region, revision, body FROM apis WHERE id = ?1")
    .bind(apiId)
    .first<{ id: string; kind: ApiRoot["kind"]; region: string; revision: number; body: string }>();
  return row && rootOf(row);
}

/** A page of API roots of the given kinds, in the order of their ids. */
export async function listRoots(
  db: D1Database,
  kinds: ApiRoot["kind"][],
  after: string,
  limit: number,
): Promise<ApiRoot[]> {
  const { results } = await db
    .prepare(
      "SELECT id, kind, region, revision, body FROM apis WHERE kind IN (SELECT value FROM json_each(?1)) AND id > ?2 ORDER BY id LIMIT ?3",
    )
    .bind(JSON.stringify(kinds), after, limit)
    .all<{ id: string; kind: ApiRoot["kind"]; region: string; revision: number; body: string }>();
  return results.map(rootOf);
}

function rootOf(row: { id: string; kind: ApiRoot["kind"]; region: string; revision: number; body: string }): ApiRoot {
  const { id, region, revision } = row;
  return row.kind === "REST"
    ? { id, kind: row.kind, region, revision, body: parseBody(row.body) }
    : { id, kind: row.kind, region, revision, body: parseBody(row.body) };
}

/** Reads definition rows straight from D1. */
export class Definitions implements DefinitionReader {
  readonly root: ApiRoot;
  readonly #db: D1Database;

  constructor(db: D1Database, root: ApiRoot) {
    this.#db = db;
    this.root = root;
  }

  async get<K extends DefinitionKind>(kind: K, id: string): Promise<DefinitionKinds[K] | null> {
    const row = await this.#db
      .prepare("SELECT body FROM definitions WHERE api_id = ?1 AND kind = ?2 AND id = ?3")
      .bind(this.root.id, kind, id)
      .first<{ body: string }>();
    return row && parseBody<DefinitionKinds[K]>(row.body);
  }

  async byName<K extends DefinitionKind>(kind: K, name: string): Promise<Stored<K> | null> {
    const row = await this.#db
      .prepare("SELECT id, name, parent, body FROM definitions WHERE api_id = ?1 AND kind = ?2 AND name = ?3")
      .bind(this.root.id, kind, name)
      .first<Row>();
    return row && stored(kind, row);
  }

  async list<K extends DefinitionKind>(kind: K, options: ListOptions = {}): Promise<Stored<K>[]> {
    const { parent, after = "", limit = -1 } = options;
    const byParent = parent === undefined ? "" : " AND parent = ?5";
    const values: unknown[] = [this.root.id, kind, after, limit];
    if (parent !== undefined) values.push(parent);
    const { results } = await this.#db
      .prepare(
        `SELECT id, name, parent, body FROM definitions WHERE api_id = ?1 AND kind = ?2 AND id > ?3${byParent} ORDER BY id LIMIT ?4`,
      )
      .bind(...values)
      .all<Row>();
    return results.map((row) => stored(kind, row));
  }
}

function stored<K extends DefinitionKind>(kind: K, row: Row): Stored<K> {
  return { kind, id: row.id, name: row.name, parent: row.parent, body: parseBody(row.body) };
}
