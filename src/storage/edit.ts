import type { ApiRoot, DefinitionKind, DefinitionKinds } from "../model/api.ts";
import type { Change } from "../model/change.ts";
import type { StagePlan } from "../plan/stage.ts";
import type { DefinitionReader, Definitions, ListOptions, Stored } from "./definitions.ts";

type AnyStored = Stored<DefinitionKind>;

/** How a definition is found again, beside its id. */
export interface Keys {
  /** unique within the kind */
  name?: string;
  /** the owner's id */
  parent?: string;
}

/**
 * A change of one API under way: reads see what has been put and removed so far, nothing is written before the commit
 * (storage/api-store.ts), and then all of it or none.
 */
export class ApiEdit implements DefinitionReader {
  root: ApiRoot;
  rootChanged = false;
  removed = false;
  /** statements that other parts of storage add to the same batch (the manifest's) */
  readonly statements: D1PreparedStatement[] = [];
  /** stages as traffic reads them; null: the stage is gone */
  readonly stagePlans = new Map<string, StagePlan | null>();
  /** what the caches of isolates are told beside the change of the API itself */
  readonly changes: Change[] = [];
  readonly puts = new Map<string, AnyStored>();
  readonly removals = new Map<string, { kind: DefinitionKind; id: string }>();
  readonly #stored: Definitions;

  constructor(stored: Definitions) {
    this.#stored = stored;
    this.root = stored.root;
  }

  /** Replaces the API's own body. */
  putRoot<R extends ApiRoot>(root: R, body: R["body"]): void {
    this.root = { ...root, body } as ApiRoot;
    this.rootChanged = true;
  }

  /** Removes the API with everything below it. */
  removeApi(): void {
    this.removed = true;
  }

  put<K extends DefinitionKind>(kind: K, id: string, body: DefinitionKinds[K], keys: Keys = {}): void {
    const key = rowKey(kind, id);
    this.removals.delete(key);
    this.puts.set(key, { kind, id, body, name: keys.name ?? null, parent: keys.parent ?? null });
  }

  remove(kind: DefinitionKind, id: string): void {
    const key = rowKey(kind, id);
    this.puts.delete(key);
    this.removals.set(key, { kind, id });
  }

  async get<K extends DefinitionKind>(kind: K, id: string): Promise<DefinitionKinds[K] | null> {
    const key = rowKey(kind, id);
    if (this.removals.has(key)) return null;
    const put = this.puts.get(key) as Stored<K> | undefined;
    return put ? put.body : this.#stored.get(kind, id);
  }

  async byName<K extends DefinitionKind>(kind: K, name: string): Promise<Stored<K> | null> {
    for (const put of this.puts.values()) {
      if (put.kind === kind && put.name === name) return put as Stored<K>;
    }
    const found = await this.#stored.byName(kind, name);
    return found && this.#isOverlaid(kind, found.id) ? null : found;
  }

  async list<K extends DefinitionKind>(kind: K, options: ListOptions = {}): Promise<Stored<K>[]> {
    const { parent, after = "", limit } = options;
    const owner = parent === undefined ? {} : { parent };
    // As many stored rows more as this edit may have replaced or removed: so a page is full without reading all.
    const most = limit === undefined ? {} : { limit: limit + this.puts.size + this.removals.size };
    const rows = (await this.#stored.list(kind, { ...owner, after, ...most })).filter(
      (row) => !this.#isOverlaid(kind, row.id),
    );
    for (const put of this.puts.values()) {
      const wanted = put.kind === kind && put.id > after && (parent === undefined || put.parent === parent);
      if (wanted) rows.push(put as Stored<K>);
    }
    rows.sort((a, b) => (a.id < b.id ? -1 : 1));
    return limit === undefined ? rows : rows.slice(0, limit);
  }

  #isOverlaid(kind: DefinitionKind, id: string): boolean {
    const key = rowKey(kind, id);
    return this.puts.has(key) || this.removals.has(key);
  }
}

function rowKey(kind: DefinitionKind, id: string): string {
  return `${kind} ${id}`;
}
