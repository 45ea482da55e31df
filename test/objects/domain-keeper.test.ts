import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { DomainAttachment } from "../../src/model/domain.ts";
import type { HostingStep } from "../../src/objects/domain-hosting.ts";
import { DomainKeeperObject, type DomainKeeperPorts } from "../../src/objects/domain-keeper.ts";

const { DOMAINS } = env as unknown as { DOMAINS: DurableObjectNamespace };

/** Far enough away that no alarm of the platform's own fires: the tests do. */
const START = Date.UTC(2100, 0, 1);
const DOMAIN = "api.example.com";

/** A keeper over an object's storage whose clock, host and database are the test's. */
class TestKeeper extends DomainKeeperObject<unknown> {
  time = START;
  exists = true;
  steps: HostingStep[] = [];
  readonly calls: string[] = [];
  readonly reported: DomainAttachment[] = [];
  /** what happens while the host is at work */
  meanwhile: () => Promise<void> = async () => undefined;

  protected override ports(): DomainKeeperPorts {
    const step = async (call: string): Promise<HostingStep> => {
      this.calls.push(call);
      await this.meanwhile();
      return this.steps.shift() ?? { kind: "active", remote: "r1" };
    };
    return {
      now: () => this.time,
      hosting: {
        attach: (name) => step(`attach ${name}`),
        check: (remote) => step(`check ${remote}`),
        detach: (remote) => step(`detach ${remote}`),
      },
      exists: async () => this.exists,
      report: async (_name, attachment) => void this.reported.push(attachment),
    };
  }

  /** Moves the clock to the alarm and lets it ring; gives how long it took, null where none is set. */
  async ring(): Promise<number | null> {
    const at = await this.ctx.storage.getAlarm();
    if (at === null) return null;
    await this.ctx.storage.deleteAlarm();
    const waited = at - this.time;
    this.time = at;
    await this.alarm();
    return waited;
  }
}

let objects = 0;
const withKeeper = (work: (keeper: TestKeeper) => Promise<void>): Promise<void> =>
  runInDurableObject(DOMAINS.get(DOMAINS.idFromName(`test ${objects++}`)), (_object, state) =>
    work(new TestKeeper(state, {})),
  );

const pending = (message: string): HostingStep => ({ kind: "pending", remote: "r1", message });
const later = (afterMillis: number | null): HostingStep => ({ kind: "later", afterMillis, message: "busy" });

describe("the keeper of a custom domain", () => {
  it("attaches it, looks at longer and longer intervals until it is active, then rests", async () => {
    await withKeeper(async (keeper) => {
      keeper.steps = [pending("a"), pending("b"), pending("c")];
      await keeper.touch(DOMAIN, 0);
      const waited: (number | null)[] = [];
      for (let turn = 0; turn < 5; turn++) waited.push(await keeper.ring());
      expect(waited).toEqual([0, 1_000, 2_000, 4_000, null]);
      expect(keeper.calls).toEqual([`attach ${DOMAIN}`, "check r1", "check r1", "check r1"]);
      expect(keeper.reported.map(({ status, message }) => [status, message])).toEqual([
        ["UPDATING", "a"],
        ["UPDATING", "b"],
        ["UPDATING", "c"],
        ["AVAILABLE", null],
      ]);
    });
  });

  it("waits for as long as it is asked to, and at least its own interval", async () => {
    await withKeeper(async (keeper) => {
      keeper.steps = [later(60_000), later(1), later(null)];
      await keeper.touch(DOMAIN, 0);
      await keeper.ring();
      expect([await keeper.ring(), await keeper.ring(), await keeper.ring()]).toEqual([60_000, 2_000, 4_000]);
      expect(keeper.reported.at(-1)?.status).toBe("AVAILABLE");
      expect(new Set(keeper.calls)).toEqual(new Set([`attach ${DOMAIN}`]));
    });
  });

  it("gives up on what fails until the domain is touched, and begins anew then", async () => {
    await withKeeper(async (keeper) => {
      keeper.steps = [pending("a"), { kind: "failed", remote: "r1", message: "no" }];
      await keeper.touch(DOMAIN, 0);
      await keeper.ring();
      await keeper.ring();
      expect([keeper.reported.at(-1), await keeper.ring()]).toEqual([{ status: "FAILED", message: "no" }, null]);
      await keeper.touch(DOMAIN, 0);
      await keeper.ring();
      expect([keeper.calls.at(-1), keeper.reported.at(-1)?.status]).toEqual([`attach ${DOMAIN}`, "AVAILABLE"]);
    });
  });

  it("gives a certificate up that never comes", async () => {
    await withKeeper(async (keeper) => {
      keeper.steps = Array.from({ length: 2_000 }, () => pending("waiting"));
      await keeper.touch(DOMAIN, 0);
      while ((await keeper.ring()) !== null);
      expect(keeper.reported.at(-1)).toEqual({ status: "FAILED", message: "Given up: waiting" });
      const days = (keeper.time - START) / 86_400_000;
      expect([Math.floor(days), keeper.calls.length]).toEqual([4, 1_201]);
    });
  });

  it("sees what was touched while its host was at work: a domain that goes is detached, one that comes back attached", async () => {
    await withKeeper(async (keeper) => {
      const onceMeanwhile = (exists: boolean): void => {
        keeper.meanwhile = async () => {
          keeper.meanwhile = async () => undefined;
          keeper.exists = exists;
          await keeper.touch(DOMAIN, 0);
        };
      };
      onceMeanwhile(false);
      await keeper.touch(DOMAIN, 0);
      expect([await keeper.ring(), await keeper.ring(), await keeper.ring()]).toEqual([0, 0, null]);
      expect(keeper.calls).toEqual([`attach ${DOMAIN}`, "detach r1"]);
      keeper.exists = true;
      await keeper.touch(DOMAIN, 0);
      await keeper.ring();
      keeper.exists = false;
      onceMeanwhile(true);
      await keeper.touch(DOMAIN, 0);
      expect([await keeper.ring(), await keeper.ring(), await keeper.ring()]).toEqual([0, 0, null]);
      expect(keeper.calls.slice(2)).toEqual([`attach ${DOMAIN}`, "detach r1", `attach ${DOMAIN}`]);
    });
  });

  it("detaches what is gone, again and again until it is, and forgets it", async () => {
    await withKeeper(async (keeper) => {
      await keeper.touch(DOMAIN, 0);
      await keeper.ring();
      keeper.exists = false;
      keeper.steps = [later(null), later(null)];
      await keeper.touch(DOMAIN, 5_000);
      const waited = [await keeper.ring(), await keeper.ring(), await keeper.ring(), await keeper.ring()];
      expect(waited).toEqual([5_000, 1_000, 2_000, null]);
      expect(keeper.calls.slice(1)).toEqual(["detach r1", "detach r1", "detach r1"]);
    });
  });

  it("does nothing for a domain that was never made", async () => {
    await withKeeper(async (keeper) => {
      keeper.exists = false;
      await keeper.touch(DOMAIN, 5_000);
      expect([await keeper.ring(), await keeper.ring(), keeper.calls]).toEqual([5_000, null, []]);
    });
  });
});
