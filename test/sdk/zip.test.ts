import fc from "fast-check";
import { unzipSync } from "fflate";
import { expect, it } from "vitest";
import { zip } from "../../src/sdk/zip.ts";

it("an archive holds its files, whatever their names and texts", () => {
  const name = fc.stringMatching(/^[a-zA-Zü€][a-zA-Z0-9_ü€/.-]{0,20}[a-z]$/);
  const files = fc.dictionary(name, fc.string({ unit: "grapheme" }), { noNullPrototype: true });
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  fc.assert(
    fc.property(files, (given) => {
      const found = Object.entries(unzipSync(zip(given))).map(([path, bytes]) => [path, text.decode(bytes)]);
      expect(Object.fromEntries(found)).toEqual(given);
    }),
  );
});
