import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MessageQueues } from "../../src/objects/message-queues.ts";

describe("queues of messages", () => {
  it("keep the order of each connection, whatever its messages take and whatever others do", async () => {
    const message = fc.record({ id: fc.constantFrom("a", "b", "c"), turns: fc.nat({ max: 5 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 40 }), async (messages) => {
        const queues = new MessageQueues({ messages: 100, bytes: 100 });
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

  it("let one connection wait while others go on", async () => {
    const queues = new MessageQueues({ messages: 2, bytes: 100 });
    const gate = Promise.withResolvers<void>();
    const slow = queues.add("slow", 1, () => gate.promise);
    await queues.add("quick", 1, async () => undefined);
    gate.resolve();
    await slow;
  });

  it("are full by messages or by bytes, and empty themselves", async () => {
    const queues = new MessageQueues({ messages: 3, bytes: 10 });
    const gate = Promise.withResolvers<void>();
    const add = (bytes: number): Promise<void> | null => queues.add("a", bytes, () => gate.promise);
    const first = add(50);
    expect(first).not.toBeNull();
    expect(add(1)).toBeNull();
    expect(queues.add("b", 1, async () => undefined)).not.toBeNull();
    gate.resolve();
    await first;
    await queues.settled("a");
    expect([add(4), add(4), add(3), add(1), add(1)].map((one) => one !== null)).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
  });
});
