import { describe, expect, it } from "vitest";
import type { ChangePage } from "../../src/model/change.ts";
import type { ChangeLogStub } from "../../src/storage/announcer.ts";
import { Freshness } from "../../src/storage/freshness.ts";

interface Bench {
  freshness: Freshness;
  clock: { now: number };
  asked: number[];
  /** the locations whose relays were asked; undefined: the root */
  logs: (string | undefined)[];
  told: string[];
  pages: (ChangePage | Error)[];
  background: Promise<unknown>[];
  later: (work: Promise<unknown>) => void;
}

function bench(): Bench {
  const clock = { now: 1_000_000 };
  const asked: number[] = [];
  const told: string[] = [];
  const pages: (ChangePage | Error)[] = [];
  const background: Promise<unknown>[] = [];
  const since = async (seq: number): Promise<ChangePage> => {
    asked.push(seq);
    const page = pages.shift() ?? { seq: Math.max(seq, 0), changes: [], reset: false };
    if (page instanceof Error) throw page;
    return page;
  };
  const log: ChangeLogStub = { append: async () => 0, since, relaySince: since };
  const logs: Bench["logs"] = [];
  const freshness = new Freshness(
    (location) => {
      logs.push(location);
      return log;
    },
    () => clock.now,
  );
  freshness.hold("api", { changed: (id) => told.push(id), reset: () => told.push("*") });
  return { freshness, clock, asked, logs, told, pages, background, later: (work) => void background.push(work) };
}

const from = (colo: string): Pick<Request, "cf"> => ({ cf: { colo } as unknown as CfProperties });

const change = (seq: number, id: string): ChangePage => ({ seq, changes: [{ seq, topic: "api", id }], reset: false });

describe("freshness", () => {
  it("asks before the first request, then not again for 2 s", async () => {
    const { freshness, clock, asked, later } = bench();
    await freshness.check(later);
    clock.now += 1_999;
    expect(freshness.check(later)).toBeUndefined();
    expect(asked).toEqual([-1]);
  });

  it("between 2 and 5 s serves what it holds and asks beside the request, once", async () => {
    const { freshness, clock, asked, told, pages, background, later } = bench();
    pages.push({ seq: 7, changes: [], reset: false }, change(8, "a"));
    await freshness.check(later);
    clock.now += 3_000;
    expect(freshness.check(later)).toBeUndefined();
    expect(freshness.check(later)).toBeUndefined();
    await Promise.all(background);
    expect(asked).toEqual([-1, 7]);
    expect(told).toEqual(["*", "a"]);
  });

  it("after 5 s asks before it goes on", async () => {
    const { freshness, clock, told, pages, later } = bench();
    pages.push({ seq: 7, changes: [], reset: false }, change(8, "a"));
    await freshness.check(later);
    clock.now += 5_000;
    const wait = freshness.check(later);
    expect(wait).toBeInstanceOf(Promise);
    await wait;
    expect(told).toEqual(["*", "a"]);
  });

  it("asks once for all requests that come to a stale isolate at the same moment", async () => {
    const { freshness, clock, asked, told, pages, later } = bench();
    pages.push({ seq: 7, changes: [], reset: false }, change(8, "a"));
    await freshness.check(later);
    clock.now += 60_000;
    await Promise.all(Array.from({ length: 50 }, () => freshness.check(later)));
    expect(asked).toEqual([-1, 7]);
    expect(told).toEqual(["*", "a"]);
  });

  it("goes on with what is known where the log cannot be reached, counts it, and tries again after 2 s", async () => {
    const { freshness, clock, told, pages, later } = bench();
    pages.push({ seq: 7, changes: [], reset: false }, new Error("down"), change(8, "a"));
    await freshness.check(later);
    clock.now += 9_000;
    await freshness.check(later);
    expect(freshness.failures).toBe(1);
    expect(told).toEqual(["*"]);
    clock.now += 2_000;
    freshness.check(later);
    await Promise.resolve();
    clock.now += 5_000;
    await freshness.check(later);
    expect(told).toContain("a");
    expect(freshness.failures).toBe(0);
  });

  it("through a location's relay counts the second that the relay may be behind", async () => {
    const { freshness, clock, later } = bench();
    await freshness.check(later, from("VIE"));
    clock.now += 4_000;
    expect(freshness.check(later)).toBeUndefined();
    clock.now += 4_000;
    expect(freshness.check(later, from("VIE"))).toBeInstanceOf(Promise);
  });

  it("asks the relay of the request's location, the root where that is not known", async () => {
    const { freshness, clock, logs, later } = bench();
    await freshness.check(later, from("VIE"));
    clock.now += 6_000;
    await freshness.check(later, {});
    clock.now += 6_000;
    await freshness.check(later);
    expect(logs).toEqual(["VIE", undefined, undefined]);
  });

  it("looks at a request's location only when the log is to be asked", async () => {
    const { freshness, clock, later } = bench();
    const request = {
      looks: 0,
      get cf() {
        this.looks++;
        return { colo: "VIE" } as unknown as CfProperties;
      },
    };
    await freshness.check(later, request);
    clock.now += 1_999;
    for (let nth = 0; nth < 100; nth++) void freshness.check(later, request);
    expect(request.looks).toBe(1);
    clock.now += 1;
    for (let nth = 0; nth < 100; nth++) void freshness.check(later, request);
    expect(request.looks).toBe(2);
  });

  it.each([
    ["fails", () => Promise.reject(new Error("down"))],
    ["does not answer", () => new Promise<ChangePage>(() => undefined)],
  ])("holds up one request, not all, while a relay %s", async (_what, since) => {
    const clock = { now: 1_000_000 };
    const log: ChangeLogStub = { append: async () => 0, since, relaySince: since };
    const freshness = new Freshness(
      () => log,
      () => clock.now,
    );
    await freshness.check(() => undefined, from("VIE"));
    expect(freshness.check(() => undefined, from("VIE"))).toBeUndefined();
    clock.now += 1_000;
    expect(freshness.check(() => undefined, from("VIE"))).toBeInstanceOf(Promise);
  });

  it("asks again after the clock was set back", async () => {
    const { freshness, clock, asked, later } = bench();
    await freshness.check(later);
    clock.now -= 60_000;
    await freshness.check(later);
    expect(asked).toEqual([-1, 0]);
    expect(freshness.check(later)).toBeUndefined();
  });

  it("drops everything when the log says so", async () => {
    const { freshness, clock, told, pages, later } = bench();
    pages.push({ seq: 7, changes: [], reset: false }, { seq: 900, changes: [], reset: true });
    await freshness.check(later);
    clock.now += 6_000;
    await freshness.check(later);
    expect(told).toEqual(["*", "*"]);
  });

  it("tells the holders at once what this isolate itself has changed", () => {
    const { freshness, told } = bench();
    freshness.applyHere([
      { topic: "api", id: "mine" },
      { topic: "domain", id: "other" },
    ]);
    expect(told).toEqual(["mine"]);
  });
});
