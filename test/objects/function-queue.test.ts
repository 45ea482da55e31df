import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { FunctionQueueObject } from "../../src/objects/function-queue.ts";
import type { EventOutcome, EventPatience, FunctionEvent, FunctionEventPorts } from "../../src/plan/function-event.ts";

const { FUNCTION_QUEUE } = env as unknown as { FUNCTION_QUEUE: DurableObjectNamespace };
const MINUTE = 60_000;

/** Far enough away that no alarm of the platform's own fires: the tests do. */
const START = Date.UTC(2100, 0, 1);

/** A queue over an object's storage whose clock and functions are the test's. */
class TestQueue extends FunctionQueueObject<unknown> {
  time = START;
  readonly ran: { at: number; payload: string; requestId: string }[] = [];
  outcomes: EventOutcome[] = [];
  patience: EventPatience = { retries: 2, ageMillis: 6 * 60 * MINUTE };
  /** what happens while an event runs */
  during: () => Promise<void> = async () => undefined;

  protected override ports(): FunctionEventPorts {
    return {
      now: () => this.time,
      patience: async () => this.patience,
      run: async ({ payload, requestId }) => {
        this.ran.push({ at: this.time - START, payload, requestId });
        await this.during();
        return this.outcomes.shift() ?? { kind: "done" };
      },
    };
  }

  alarmAt(): Promise<number | null> {
    return this.ctx.storage.getAlarm();
  }

  /** Moves the clock to the alarm and lets it ring; false where none is set. */
  async ring(): Promise<boolean> {
    const at = await this.ctx.storage.getAlarm();
    if (at === null) return false;
    await this.ctx.storage.deleteAlarm();
    this.time = Math.max(this.time, at);
    await this.alarm();
    return true;
  }
}

const event = (payload = "{}"): FunctionEvent => ({
  arn: "arn:aws:lambda:us-east-1:000000000000:function:orders",
  requestId: "r-1",
  payload,
  clientContext: null,
  traceHeader: null,
});
const failed: EventOutcome = { kind: "failed", reason: "it threw" };
const refused: EventOutcome = { kind: "refused", reason: "throttled" };

/** Gives a test a queue of its own. */
async function withQueue(work: (queue: TestQueue) => Promise<void>): Promise<void> {
  const stub = FUNCTION_QUEUE.get(FUNCTION_QUEUE.newUniqueId());
  await runInDurableObject(stub, async (_own, state) => work(new TestQueue(state, env)));
}

describe("the queue of a function's events", () => {
  it("runs an event at once, and once", async () => {
    await withQueue(async (queue) => {
      await queue.enqueue(event('{"a":1}'));
      expect(await queue.ring()).toBe(true);
      expect(queue.ran).toEqual([{ at: 0, payload: '{"a":1}', requestId: "r-1" }]);
      expect(queue.size()).toBe(0);
      expect(await queue.ring()).toBe(false);
    });
  });

  it("retries an error a minute later and two minutes after that, with the same request id, then gives up", async () => {
    await withQueue(async (queue) => {
      queue.outcomes = [failed, failed, failed];
      await queue.enqueue(event());
      while (await queue.ring());
      expect(queue.ran.map(({ at, requestId }) => [at / MINUTE, requestId])).toEqual([
        [0, "r-1"],
        [1, "r-1"],
        [3, "r-1"],
      ]);
      expect(queue.size()).toBe(0);
    });
  });

  it("retries as often as configured when the attempt failed", async () => {
    await withQueue(async (queue) => {
      queue.patience = { retries: 0, ageMillis: 6 * 60 * MINUTE };
      queue.outcomes = [failed];
      await queue.enqueue(event());
      while (await queue.ring());
      expect(queue.ran).toHaveLength(1);
      expect(queue.size()).toBe(0);
    });
  });

  it("drops an event whose next attempt would find it too old", async () => {
    await withQueue(async (queue) => {
      queue.patience = { retries: 2, ageMillis: 2 * MINUTE };
      queue.outcomes = [failed, failed];
      await queue.enqueue(event());
      while (await queue.ring());
      expect(queue.ran.map(({ at }) => at / MINUTE)).toEqual([0, 1]);
    });
  });

  it("drops an event that has waited too long already", async () => {
    await withQueue(async (queue) => {
      await queue.enqueue(event());
      queue.time += 6 * 60 * MINUTE + 1;
      await queue.ring();
      expect([queue.ran, queue.size()]).toEqual([[], 0]);
    });
  });

  it("keeps an alarm while events run, should the object die", async () => {
    await withQueue(async (queue) => {
      queue.during = async () => expect(await queue.alarmAt()).toBe(START + MINUTE);
      await queue.enqueue(event());
      await queue.ring();
      expect([queue.ran.length, await queue.alarmAt()]).toEqual([1, null]);
    });
  });

  it("tries what could not run again ever later, at most five minutes apart, without counting it as a retry", async () => {
    await withQueue(async (queue) => {
      queue.outcomes = [...Array.from({ length: 11 }, () => refused), failed, failed, failed];
      await queue.enqueue(event());
      while (await queue.ring());
      const seconds = queue.ran.map(({ at }) => at / 1000);
      const gaps = seconds.slice(1).map((at, index) => at - (seconds[index] ?? 0));
      expect(gaps).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 60, 120]);
    });
  });

  it("runs no event of a function that is gone", async () => {
    await withQueue(async (queue) => {
      queue.outcomes = [{ kind: "lost", reason: "there is no such function" }];
      await queue.enqueue(event());
      while (await queue.ring());
      expect([queue.ran.length, queue.size()]).toEqual([1, 0]);
    });
  });

  it("runs ten events at once, and one that comes meanwhile", async () => {
    await withQueue(async (queue) => {
      let running = 0;
      let most = 0;
      let release: () => void = () => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      queue.during = async () => {
        most = Math.max(most, ++running);
        await released;
        running--;
      };
      await queue.enqueue(event("0"));
      const ringing = queue.ring();
      for (let n = 1; n < 15; n++) await queue.enqueue(event(String(n)));
      await vi.waitFor(() => expect(running).toBe(10));
      release();
      await ringing;
      expect(most).toBe(10);
      expect(queue.ran.map(({ payload }) => Number(payload)).toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: 15 }, (_, n) => n),
      );
    });
  });
});
