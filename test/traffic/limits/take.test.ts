import { describe, expect, it } from "vitest";
import type { Limits } from "../../../src/limiter/messages.ts";
import { LimitHolder, type WhenUnreachable } from "../../../src/traffic/limits/holder.ts";
import { ReportWatch } from "../../../src/traffic/limits/report-watch.ts";
import { take } from "../../../src/traffic/limits/take.ts";
import { memoryOwners } from "../../support/memory-owners.ts";

const throttle = (rate: number, burst: number): Limits => ({ buckets: [{ name: "b", rate, burst }], quota: null });
const none = (): void => undefined;

function owners() {
  const { state, ports } = memoryOwners();
  const holder = (name: string, limits: Limits, policy: WhenUnreachable = "open"): LimitHolder =>
    new LimitHolder(ports, new ReportWatch(ports.now), name, "", limits, policy);
  return { state, holder, now: ports.now };
}

describe("a request's limits", () => {
  it("are taken without a promise while tokens are in hand", async () => {
    const { holder, now, state } = owners();
    const one = holder("a", throttle(1_000, 1_000));
    for (let n = 0; n < 200; n++) await take([one], 1, now, none);
    const before = state.leases;
    expect(take([one], 1, now, none)).toBeNull();
    expect(state.leases).toBe(before);
  });

  it("are taken together or not at all: what one refuses costs the others nothing", async () => {
    const { holder, now } = owners();
    const wide = holder("wide", throttle(0.001, 5));
    const narrow = holder("narrow", throttle(0.001, 2));
    const outcomes = [];
    for (let n = 0; n < 10; n++) outcomes.push(await take([wide, narrow], 1, now, none));
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(2);
    const alone = [];
    for (let n = 0; n < 10; n++) alone.push(await take([wide], 1, now, none));
    expect(alone.filter((outcome) => outcome === null)).toHaveLength(3);
  });

  it("are refused here until the owner's time, without asking again", async () => {
    const { holder, now, state } = owners();
    const one = holder("a", throttle(1, 1));
    await take([one], 1, now, none);
    await take([one], 1, now, none);
    const before = state.leases;
    for (let n = 0; n < 100; n++) expect(take([one], 1, now, none)).toMatchObject({ cause: "throttle" });
    expect(state.leases).toBe(before);
    // A second after the lease's end: that is when its token counts as spent, where nobody told earlier.
    state.now += 1_300;
    expect(await take([one], 1, now, none)).toBeNull();
  });

  it("never hold what costs more than they can ever have", async () => {
    const { holder, now } = owners();
    expect(await take([holder("a", throttle(10, 3))], 4, now, none)).toMatchObject({ cause: "throttle" });
  });

  it.each([
    ["open", null],
    ["closed", { cause: "throttle" }],
  ] as const)(
    "let requests through where the owner cannot be reached and the policy is %s",
    async (policy, outcome) => {
      const { holder, now, state } = owners();
      const one = holder("a", throttle(1, 1), policy);
      state.broken = true;
      for (let n = 0; n < 20; n++) {
        const taken = await take([one], 1, now, none);
        if (outcome) expect(taken).toMatchObject(outcome);
        else expect(taken).toBeNull();
      }
      expect(state.leases).toBe(1);
      state.broken = false;
      state.now += 1_100;
      expect(await take([one], 1, now, none)).toBeNull();
      expect(await take([one], 1, now, none)).toMatchObject({ cause: "throttle" });
    },
  );

  it("close as used up where the owner of a quota cannot be reached", async () => {
    const { holder, now, state } = owners();
    state.broken = true;
    const quota = { limit: 5, period: "DAY" as const, offset: 0 };
    const one = holder("a", { buckets: [], quota }, "closed");
    expect(await take([one], 1, now, none)).toMatchObject({ cause: "quota" });
  });

  it("are asked for anew after a call that never ended; its late answer is not taken", async () => {
    const { state, ports } = memoryOwners();
    const answers: ((answer: Awaited<ReturnType<typeof ports.owners.lease>>) => void)[] = [];
    const { lease } = ports.owners;
    let hangs = true;
    const hanging = {
      ...ports.owners,
      lease: (...call: Parameters<typeof lease>) => (hangs ? never() : lease(...call)),
    };
    const never = (): ReturnType<typeof lease> => new Promise((resolve) => answers.push(resolve));
    const one = new LimitHolder(
      { ...ports, owners: hanging },
      new ReportWatch(ports.now),
      "a",
      "",
      throttle(0.001, 3),
      "open",
    );
    void one.ask(none, ports.now(), 1);
    hangs = false;
    state.now += 6_000;
    expect(await take([one], 1, ports.now, none)).toBeNull();
    const left = { tokens: 0, quota: null };
    answers[0]?.({ kind: "grant", lease: 9, tokens: 100, life: 60_000, askAfter: 0, left });
    await Promise.resolve();
    const outcomes = [];
    for (let n = 0; n < 10; n++) outcomes.push(await take([one], 1, ports.now, none));
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(2);
  });

  it("give back what is in hand when they change", async () => {
    const { holder, now } = owners();
    const quota = { limit: 100, period: "DAY" as const, offset: 0 };
    const one = holder("a", { buckets: [], quota });
    for (let n = 0; n < 30; n++) await take([one], 1, now, none);
    await one.giveBack();
    const other = holder("a", { buckets: [], quota });
    const outcomes = [];
    for (let n = 0; n < 100; n++) outcomes.push(await take([other], 1, now, none));
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(70);
  });
});
