import { describe, expect, it } from "vitest";
import { Deadlines, settleAlone, type Settlement } from "../../src/traffic/deadline.ts";

const after = <T>(milliseconds: number, value: T): Promise<T> =>
  new Promise((resolve) => setTimeout(() => resolve(value), milliseconds));

/** Deadlines that look every 10 ms and hand over after 50 ms, and all that was to be done after answers. */
function deadlines() {
  const works: Promise<unknown>[] = [];
  const own = new Deadlines(10, 50);
  const discarded: string[] = [];
  const settlement: Settlement<string, string> = {
    onValue: (value) => `value ${value}`,
    onError: (error) => `error ${String(error)}`,
    onLate: () => "late",
    discard: (value) => void discarded.push(value),
  };
  const settle = (promise: Promise<string>, milliseconds: number): Promise<string> =>
    own.settle(promise, milliseconds, (work) => void works.push(work), settlement);
  return { settle, works, discarded };
}

describe("deadlines", () => {
  it("let values and errors through that come in time", async () => {
    const { settle } = deadlines();
    expect(await settle(after(5, "a"), 1_000)).toBe("value a");
    expect(await settle(Promise.reject(new TypeError("no way")), 1_000)).toBe("error TypeError: no way");
  });

  it("end what is late, each at its own time, and give up what comes after", async () => {
    const { settle, discarded } = deadlines();
    const slow = after(120, "slow");
    const ends: string[] = [];
    await Promise.all([
      settle(slow, 20).then((end) => ends.push(`20 ${end}`)),
      settle(after(30, "b"), 200).then((end) => ends.push(`200 ${end}`)),
    ]);
    expect(ends).toEqual(["20 late", "200 value b"]);
    await slow;
    expect(discarded).toEqual(["slow"]);
  });

  it("hold also after their watcher is gone", async () => {
    const { settle, works, discarded } = deadlines();
    const slow = after(400, "slow");
    const late = settle(slow, 150);
    const inTime = settle(after(120, "c"), 300);
    await works[0];
    expect(await Promise.all([late, inTime])).toEqual(["late", "value c"]);
    await slow;
    expect(discarded).toEqual(["slow"]);
  });

  it("find each its own end, in whatever order many leave", async () => {
    const { settle } = deadlines();
    const waits = Array.from({ length: 60 }, (_, index) => ({
      index,
      takes: (index * 37) % 60,
      isLate: index % 3 === 0,
    }));
    const ends = await Promise.all(
      waits.map(({ index, takes, isLate }) => settle(after(isLate ? 400 : takes, String(index)), isLate ? 60 : 2_000)),
    );
    expect(ends).toEqual(waits.map(({ index, isLate }) => (isLate ? "late" : `value ${index}`)));
  });

  it("share one watcher, which ends when nothing waits", async () => {
    const { settle, works } = deadlines();
    await Promise.all([settle(after(5, "d"), 1_000), settle(after(5, "e"), 1_000)]);
    expect(works).toHaveLength(1);
    await works[0];
    await settle(after(5, "f"), 1_000);
    expect(works).toHaveLength(2);
  });
});

it.each(["onValue", "onError", "onLate"] as const)("a deadline of one's own fails as %s fails", async (which) => {
  const settlement: Settlement<string, string> = {
    onValue: () => "",
    onError: () => "",
    onLate: () => "",
    discard: () => undefined,
    [which]: () => {
      throw new Error(which);
    },
  };
  const works = {
    onValue: Promise.resolve("v"),
    onError: Promise.reject(new Error("refused")),
    onLate: new Promise<string>(() => undefined),
  };
  works.onError.catch(() => undefined);
  await expect(settleAlone(works[which], 5, settlement)).rejects.toThrow(which);
});
