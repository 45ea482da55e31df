import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ManifestEntry } from "../../src/plan/record.ts";
import { Manifest } from "../../src/storage/manifest-text.ts";

const word = fc.string({ unit: fc.constantFrom(..."abcxyz0189-_/"), minLength: 1, maxLength: 4 });
const entry: fc.Arbitrary<ManifestEntry> = fc.oneof(
  fc.record({
    kind: fc.constant("route" as const),
    id: word,
    hash: word,
    name: fc.constantFrom("GET /a b/{id}", "$default", "ANY /{proxy+}", "x"),
  }),
  fc.record({ kind: fc.constant("integration" as const), id: word, hash: word, name: fc.constant("") }),
);
const entries = fc.uniqueArray(entry, { selector: ({ kind, id }) => `${kind} ${id}`, maxLength: 12 });

const sorted = (all: Iterable<ManifestEntry>): string[] =>
  [...all].map((one) => JSON.stringify(Object.values(one))).sort();
const plain = ({ kind, id, hash, name }: ManifestEntry): ManifestEntry => ({ kind, id, hash, name });

describe("a manifest's text", () => {
  it("holds each entry, and finds it by its id and nothing by any other", () => {
    fc.assert(
      fc.property(entries, word, (all, other) => {
        const manifest = Manifest.of(all);
        expect(sorted(manifest.all())).toEqual(sorted(all.map(plain)));
        expect(manifest.count("route")).toBe(all.filter(({ kind }) => kind === "route").length);
        for (const one of all) expect(manifest.find(one.kind, one.id)).toEqual(plain(one));
        const known = all.find(({ kind, id }) => kind === "route" && id === other);
        expect(manifest.find("route", other)).toEqual(known && plain(known));
      }),
    );
  });

  it("becomes a later deployment's by what went and what came", () => {
    fc.assert(
      fc.property(entries, entries, (before, after) => {
        const come = after.filter((one) => !before.some((old) => sorted([old])[0] === sorted([one])[0]));
        const gone = before.filter(({ kind, id }) => !after.some((one) => one.kind === kind && one.id === id));
        expect(sorted(Manifest.of(before).with({ gone, come }).all())).toEqual(sorted(after.map(plain)));
      }),
    );
  });
});
