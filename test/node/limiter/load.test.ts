import { expect, it } from "vitest";
import { countCall, type Load, newLoad, RELAYED_FOR_MS } from "../../../src/limiter/load.ts";

const called = (times: number, now: number, load: Load): number => {
  let relays = 1;
  for (let n = 0; n < times; n++) relays = countCall(load, now);
  return relays;
};

it("an owner is asked by itself as long as no second has more than 500 calls, however many seconds follow each other", () => {
  const load = newLoad();
  for (let second = 0; second < 10; second++) expect(called(500, second * 1_000, load)).toBe(1);
});

it("relays are as many as serve the calls of a second twice over, at most 32, and for a minute", () => {
  const load = newLoad();
  expect(called(501, 0, load)).toBe(6);
  expect([countCall(load, RELAYED_FOR_MS - 1), countCall(load, RELAYED_FOR_MS)]).toEqual([6, 1]);
});
