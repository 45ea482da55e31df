import type { ManifestEntry, PartKind } from "../plan/record.ts";

/** The entries of each kind as text: lines of `id hash name`, each behind a line break. */
export type ManifestLines = Readonly<Record<PartKind, string>>;

/** What changes from one deployment to a later one. */
export interface ManifestChanges {
  gone: { kind: string; id: string }[];
  come: ManifestEntry[];
}

/**
 * A deployment's entries. They stay text until they are asked for: of 10,000 routes an isolate may never serve more than a few.
 * A text is what KV holds and D1 puts together.
 */
export class Manifest {
  readonly lines: ManifestLines;

  constructor(lines: ManifestLines) {
    this.lines = lines;
  }

  static of(entries: Iterable<ManifestEntry>): Manifest {
    const lines = { head: "", route: "", integration: "" };
    for (const { kind, id, hash, name } of entries) lines[kind] += `\n${id} ${hash} ${name}`;
    return new Manifest(lines);
  }

  /** How many entries there are of a kind. */
  count(kind: PartKind): number {
    let count = 0;
    for (let at = -1; (at = this.lines[kind].indexOf("\n", at + 1)) !== -1;) count++;
    return count;
  }

  /** An entry by its id. */
  find(kind: PartKind, id: string): ManifestEntry | undefined {
    const lines = this.lines[kind];
    const at = lines.indexOf(`\n${id} `);
    return at === -1 ? undefined : entryAt(kind, lines, at + 1);
  }

  /** The entries of a kind, in no order. */
  *entries(kind: PartKind): Generator<ManifestEntry> {
    const lines = this.lines[kind];
    for (let at = 0; at < lines.length; at = endOfLine(lines, at + 1)) yield entryAt(kind, lines, at + 1);
  }

  *all(): Generator<ManifestEntry> {
    yield* this.entries("head");
    yield* this.entries("route");
    yield* this.entries("integration");
  }

  /** The manifest after these changes. */
  with({ gone, come }: ManifestChanges): Manifest {
    const entries = new Map([...this.all()].map((entry) => [`${entry.kind} ${entry.id}`, entry]));
    for (const { kind, id } of gone) entries.delete(`${kind} ${id}`);
    for (const entry of come) entries.set(`${entry.kind} ${entry.id}`, entry);
    return Manifest.of(entries.values());
  }
}

function entryAt(kind: PartKind, lines: string, at: number): ManifestEntry {
  const behindId = lines.indexOf(" ", at);
  const behindHash = lines.indexOf(" ", behindId + 1);
  return {
    kind,
    id: lines.slice(at, behindId),
    hash: lines.slice(behindId + 1, behindHash),
    name: lines.slice(behindHash + 1, endOfLine(lines, at)),
  };
}

function endOfLine(lines: string, at: number): number {
  const end = lines.indexOf("\n", at);
  return end === -1 ? lines.length : end;
}
