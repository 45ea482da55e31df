/** How much of one connection may wait for what came before. */
export interface QueueBounds {
  messages: number;
  bytes: number;
}

interface Queue {
  last: Promise<void>;
  messages: number;
  bytes: number;
}

/** Answers the messages of one connection in their order, those of different connections beside each other. */
export class MessageQueues {
  readonly #bounds: QueueBounds;
  readonly #queues = new Map<string, Queue>();

  constructor(bounds: QueueBounds) {
    this.#bounds = bounds;
  }

  /** Runs `work`, which never fails, after what the connection sent before. Null: too much waits already. */
  add(id: string, bytes: number, work: () => Promise<void>): Promise<void> | null {
    const queue = this.#queues.get(id) ?? { last: Promise.resolve(), messages: 0, bytes: 0 };
    if (queue.messages >= this.#bounds.messages) return null;
    if (queue.messages > 0 && queue.bytes + bytes > this.#bounds.bytes) return null;
    queue.messages++;
    queue.bytes += bytes;
    this.#queues.set(id, queue);
    queue.last = queue.last.then(work).finally(() => {
      queue.messages--;
      queue.bytes -= bytes;
      if (queue.messages === 0) this.#queues.delete(id);
    });
    return queue.last;
  }

  /** When all that a connection has sent is answered. */
  async settled(id: string): Promise<void> {
    await this.#queues.get(id)?.last;
  }
}
