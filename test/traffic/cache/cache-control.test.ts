import { expect, it } from "vitest";
import { lifetimeOf, wantsFresh } from "../../../src/traffic/cache/cache-control.ts";

it.each<[header: string | null, seconds: number | null]>([
  [null, null],
  ["", null],
  ["public", null],
  ["max-age=60", 60],
  ["Max-Age=60, must-revalidate", 60],
  ["max-age=60, s-maxage=5", 5],
  ['max-age="60"', 60],
  ["max-age=0", 0],
  ["max-age=60, no-store", 0],
  ["max-age=60, No-Cache", 0],
  ['no-cache="set-cookie", max-age=60', 0],
  ["private, max-age=60", 0],
  ["max-age=-1", null],
  ["max-age=1.5", null],
  ["max-age=soon", null],
])("an answer with Cache-Control %j may be kept for %j seconds", (header, seconds) => {
  expect(lifetimeOf(header)).toBe(seconds);
});

it.each<[header: string | null, fresh: boolean]>([
  [null, false],
  ["no-cache", false],
  ["max-age=1", false],
  ["max-age=0", true],
  ["no-transform, MAX-AGE = 0", true],
])("a request with Cache-Control %j wants the entry replaced: %j", (header, fresh) => {
  expect(wantsFresh(header)).toBe(fresh);
});
