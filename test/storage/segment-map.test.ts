import fc from "fast-check";
import { expect, it } from "vitest";
import { SegmentMap } from "../../src/storage/segment-map.ts";

const name = fc.string({ unit: fc.constantFrom("a", "b", "%", "$"), maxLength: 3 });

it("values are found by whole names, in a path as alone, whether there are few or many", () => {
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 20 }), fc.array(name, { minLength: 1 }), (names, segments) => {
      const map = new SegmentMap<number>();
      for (const [index, one] of names.entries()) map.add(one, index);
      const model = new Map(names.map((one, index) => [one, index]));
      expect([map.isEmpty, map.values()]).toEqual([names.length === 0, [...model.values()]]);
      const path = segments.join("/");
      let at = 0;
      for (const segment of segments) {
        expect(map.find(path, at, at + segment.length)).toBe(model.get(segment));
        expect(map.get(segment)).toBe(model.get(segment));
        at += segment.length + 1;
      }
    }),
  );
});
