import { describe, expect, it } from "vitest";
import { SharedWork } from "../../src/storage/shared-work.ts";

const ignored = (): void => undefined;

describe("work that requests share", () => {
  it("is done once for those that come while it is under way, and again after it", async () => {
    const work = new SharedWork<number>(1_000, () => 0);
    let done = 0;
    const run = () => work.run("a", ignored, async () => ++done);
    expect(await Promise.all([run(), run(), run()])).toEqual([1, 1, 1]);
    expect(await run()).toBe(2);
  });

  it("is apart for each key", async () => {
    const work = new SharedWork<string>(1_000, () => 0);
    const run = (key: string) => work.run(key, ignored, async () => key);
    expect(await Promise.all([run("a"), run("b")])).toEqual(["a", "b"]);
  });

  it("fails for all that wait for it, and is tried anew by the next", async () => {
    const work = new SharedWork<string>(1_000, () => 0);
    const failing = () => work.run("a", ignored, () => Promise.reject(new Error("no")));
    const outcomes = await Promise.allSettled([failing(), failing()]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await work.run("a", ignored, async () => "yes")).toBe("yes");
  });

  it("is handed to the leader's request, so that it goes on after the answer", async () => {
    const handed: Promise<unknown>[] = [];
    const work = new SharedWork<string>(1_000, () => 0);
    const result = work.run(
      "a",
      (promise) => handed.push(promise),
      async () => "done",
    );
    expect(handed).toHaveLength(1);
    await Promise.all(handed);
    expect(await result).toBe("done");
  });

  it("whose leader is lost is done by a waiter itself after the deadline, and by whoever comes later at once", async () => {
    let now = 0;
    const work = new SharedWork<string>(20, () => now);
    void work.run("a", ignored, () => new Promise(() => undefined));
    expect(work.isUnderWay("a")).toBe(true);
    const waiter = work.run("a", ignored, async () => "own");
    expect(await waiter).toBe("own");
    void work.run("b", ignored, () => new Promise(() => undefined));
    now = 21;
    expect(work.isUnderWay("b")).toBe(false);
    expect(await work.run("b", ignored, async () => "later")).toBe("later");
  });
});
