import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TextMap } from "../../src/storage/text-map.ts";

/** Long texts that differ in what is not looked at: their number is the same. */
const alike = (which: number): string => `${String(which).padStart(3, "0")}${"-".repeat(40)}`;

describe("a map of texts", () => {
  it("is a map like any other, whatever its texts have in common", () => {
    const text = fc.oneof(fc.string({ maxLength: 3 }), fc.nat(5).map(alike));
    const step = fc.record({ kind: fc.constantFrom("set", "delete", "get", "peek", "clear"), text, value: fc.nat(9) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const map = new TextMap<number>(1_000);
        const model = new Map<string, number>();
        for (const { kind, text: key, value } of steps) {
          for (const one of [map, model]) {
            if (kind === "set") one.set(key, value);
            if (kind === "delete") one.delete(key);
            if (kind === "clear" && value === 0) one.clear();
          }
          expect(kind === "get" ? map.get(key) : map.peek(key)).toBe(model.get(key));
          expect(new Map(map.entries())).toEqual(model);
        }
      }),
    );
  });

  it("lets what was unused for longest go first", () => {
    const map = new TextMap<number>(2);
    map.set("a", 1);
    map.set("b", 2);
    map.get("a");
    map.peek("b");
    map.set("c", 3);
    expect(["a", "b", "c"].map((text) => map.peek(text))).toEqual([1, undefined, 3]);
  });

  it("holds no more than twice its limit, also of texts that are alike", () => {
    const map = new TextMap<number>(2);
    for (let which = 0; which < 50; which++) map.set(alike(which), which);
    for (let which = 0; which < 50; which++) map.set(String(which), which);
    expect([...map.entries()].map(([, value]) => value)).toEqual([48, 49, 48, 49]);
  });
});
