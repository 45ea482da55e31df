import fc from "fast-check";
import { strFromU8, unzipSync } from "fflate";
import { expect, it } from "vitest";
import { zip } from "../../src/sdk/zip.ts";

it("an archive holds its files, whatever their names and texts", () => {
  const name = fc.stringMatching(/^[a-zA-Z0-9_ü€/.-]{1,20}$/).filter((one) => !one.endsWith("/"));
  fc.assert(
    fc.property(fc.dictionary(name, fc.string({ unit: "grapheme" })), (files) => {
      const found = Object.entries(unzipSync(zip(files))).map(([path, bytes]) => [path, strFromU8(bytes)]);
      expect(Object.fromEntries(found)).toEqual({ ...files });
    }),
  );
});
