import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MessageQueues } from "../../src/objects/message-queues.ts";

describe("queues of messages", () => {
  it("keep the order of each connection, whatever its messages take and whatever others do", async () => {
    const message = fc.record({ id: fc.constantFrom("a", "b", "c"), turns: fc.nat({ max: 5 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 40 }), async (messages) => {
        const queues = new MessageQueues({ messages: 100, length: 100 });
        const begun: [string, number][] = [];
        const ended: [string, number][] = [];
        const all = messages.map(({ id, turns }, n) =>
          queues.add(id, 1, async () => {
            begun.push([id, n]);
            for (let turn = 0; turn < turns; turn++) await Promise.resolve();
            ended.push([id, n]);
          }),
        );
        await Promise.all(all);
        for (const id of ["a", "b", "c"]) {
          const sent = messages.flatMap((one, n) => (one.id === id ? [n] : []));
          const own = (log: [string, number][]): number[] => log.flatMap(([of, n]) => (of === id ? [n] : []));
          expect([own(begun), own(ended)]).toEqual([sent, sent]);
        }
      }),
    );
  });

  it("answer a message that waits for nothing within its own turn, but never before what came earlier", async () => {
    const queues = new MessageQueues({ messages: 3, length: 100 });
    const done: number[] = [];
    expect(queues.add("a", 1, () => void done.push(1))).toBe("done");
    const gate = Promise.withResolvers<void>();
    const slow = queues.add("a", 1, () => gate.promise.then(() => void done.push(2)));
    const next = queues.add("a", 1, () => void done.push(3));
    expect(done).toEqual([1]);
    gate.resolve();
    await Promise.all([slow, next]);
    expect(done).toEqual([1, 2, 3]);
    expect(queues.add("a", 1, () => void done.push(4))).toBe("done");
  });

  it("let one connection wait while others go on", async () => {
    const queues = new MessageQueues({ messages: 2, length: 100 });
    const gate = Promise.withResolvers<void>();
    const slow = queues.add("slow", 1, () => gate.promise);
    await queues.add("quick", 1, async () => undefined);
    gate.resolve();
    await slow;
  });

  it("are full by messages or by their length, and empty themselves", async () => {
    const queues = new MessageQueues({ messages: 3, length: 10 });
    const gate = Promise.withResolvers<void>();
    const add = (length: number): unknown => queues.add("a", length, () => gate.promise);
    const first = add(50);
    expect(first).not.toBe("full");
    expect(add(1)).toBe("full");
    expect(queues.add("b", 1, async () => undefined)).not.toBe("full");
    gate.resolve();
    await first;
    await queues.settled("a");
    expect([add(4), add(4), add(3), add(1), add(1)].map((one) => one !== "full")).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
  });
});
