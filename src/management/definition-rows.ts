import type { ApiRoot, DefinitionKind, DefinitionKinds } from "../model/api.ts";
import type { DefinitionReader, ListOptions, Stored } from "../storage/definitions.ts";
import type { ApiEdit, Keys } from "../storage/edit.ts";

type AnyRow = Stored<DefinitionKind>;

/** Definitions that can be read and changed: an edit, or rows in memory. */
export interface DefinitionWriter extends DefinitionReader {
  put<K extends DefinitionKind>(kind: K, id: string, body: DefinitionKinds[K], keys?: Keys): void;
  remove(kind: DefinitionKind, id: string): void;
}

/**
 * The rows of an API in memory while a document is imported: ten thousand operations are checked against each other without
 * asking the database for each. What changed is handed to the edit at the end.
 */
export class DefinitionRows<Root extends ApiRoot> implements DefinitionWriter {
  readonly root: Root;
  readonly #edit: ApiEdit;
  readonly #rows = new Map<string, AnyRow>();
  readonly #names = new Map<string, AnyRow>();
  readonly #children = new Map<string, Set<string>>();
  readonly #changed = new Set<string>();

  private constructor(edit: ApiEdit & { root: Root }) {
    this.#edit = edit;
    this.root = edit.root;
  }

  /** The rows of these kinds; only they may be read and changed. */
  static async of<Root extends ApiRoot>(
    edit: ApiEdit & { root: Root },
    kinds: readonly DefinitionKind[],
  ): Promise<DefinitionRows<Root>> {
    const rows = new DefinitionRows<Root>(edit);
    for (const kind of kinds) for (const row of await edit.list(kind)) rows.#index(row);
    return rows;
  }

  put<K extends DefinitionKind>(kind: K, id: string, body: DefinitionKinds[K], keys: Keys = {}): void {
    this.#forget(`${kind} ${id}`);
    this.#index({ kind, id, body, name: keys.name ?? null, parent: keys.parent ?? null });
    this.#changed.add(`${kind} ${id}`);
  }

  remove(kind: DefinitionKind, id: string): void {
    this.#forget(`${kind} ${id}`);
    this.#changed.add(`${kind} ${id}`);
  }

  get<K extends DefinitionKind>(kind: K, id: string): Promise<DefinitionKinds[K] | null> {
    const row = this.#rows.get(`${kind} ${id}`) as Stored<K> | undefined;
    return Promise.resolve(row?.body ?? null);
  }

  byName<K extends DefinitionKind>(kind: K, name: string): Promise<Stored<K> | null> {
    return Promise.resolve((this.#names.get(`${kind} ${name}`) as Stored<K> | undefined) ?? null);
  }

  list<K extends DefinitionKind>(kind: K, { parent }: ListOptions = {}): Promise<Stored<K>[]> {
    const keys = parent === undefined ? this.#rows.keys() : (this.#children.get(`${kind} ${parent}`) ?? []);
    const found: Stored<K>[] = [];
    for (const key of keys) {
      const row = this.#rows.get(key);
      if (row?.kind === kind) found.push(row as Stored<K>);
    }
    return Promise.resolve(found);
  }

  /** Hands all changes to the edit. */
  write(): void {
    for (const key of this.#changed) {
      const row = this.#rows.get(key);
      const space = key.indexOf(" ");
      if (!row) this.#edit.remove(key.slice(0, space) as DefinitionKind, key.slice(space + 1));
      else {
        const keys = {
          ...(row.name !== null && { name: row.name }),
          ...(row.parent !== null && { parent: row.parent }),
        };
        this.#edit.put(row.kind, row.id, row.body, keys);
      }
    }
  }

  #index(row: AnyRow): void {
    const key = `${row.kind} ${row.id}`;
    this.#rows.set(key, row);
    if (row.name !== null) this.#names.set(`${row.kind} ${row.name}`, row);
    if (row.parent === null) return;
    const siblings = this.#children.get(`${row.kind} ${row.parent}`) ?? new Set();
    siblings.add(key);
    this.#children.set(`${row.kind} ${row.parent}`, siblings);
  }

  #forget(key: string): void {
    const row = this.#rows.get(key);
    if (!row) return;
    this.#rows.delete(key);
    if (row.name !== null) this.#names.delete(`${row.kind} ${row.name}`);
    if (row.parent !== null) this.#children.get(`${row.kind} ${row.parent}`)?.delete(key);
  }
}
