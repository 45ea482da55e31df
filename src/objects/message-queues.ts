/** How much of one connection may wait for what came before. */
export interface QueueBounds {
  messages: number;
  bytes: number;
}

interface Queue {
  /** null: nothing has been added yet */
  last: Promise<void> | null;
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
    const queue = this.#queues.get(id) ?? { last: null, messages: 0, bytes: 0 };
    if (queue.messages >= this.#bounds.messages) return null;
    if (queue.messages > 0 && queue.bytes + bytes > this.#bounds.bytes) return null;
    queue.messages++;
    queue.bytes += bytes;
    this.#queues.set(id, queue);
    const before = queue.messages > 1 ? queue.last : null;
    queue.last = this.#run(id, queue, bytes, before, work);
    return queue.last;
  }

  async #run(
    id: string,
    queue: Queue,
    bytes: number,
    before: Promise<void> | null,
    work: () => Promise<void>,
  ): Promise<void> {
    if (before) await before;
    try {
      await work();
    } finally {
      queue.messages--;
      queue.bytes -= bytes;
      if (queue.messages === 0) this.#queues.delete(id);
    }
  }

  /** When all that a connection has sent is answered. */
  async settled(id: string): Promise<void> {
    await this.#queues.get(id)?.last;
  }
}
