import type { ManifestEntry, PartKind } from "../plan/record.ts";
import type { ManifestDelta, NewRecord } from "../storage/manifest.ts";

/** What the new records change against the open entries: those of the same hash and name stay. */
export function difference(open: ManifestEntry[], records: NewRecord[]): ManifestDelta {
  const key = ({ kind, id }: { kind: PartKind; id: string }): string => `${kind} ${id}`;
  const wanted = new Map(records.map((record) => [key(record), record]));
  const held = new Map(open.map((entry) => [key(entry), entry]));
  const same = (entry: ManifestEntry | undefined, record: NewRecord | undefined): boolean =>
    entry !== undefined && record !== undefined && entry.hash === record.hash && entry.name === record.name;
  return {
    close: open.filter((entry) => !same(entry, wanted.get(key(entry)))),
    open: records.filter((record) => !same(held.get(key(record)), record)),
  };
}
