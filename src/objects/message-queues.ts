/** How much of one connection may wait for what came before. */
export interface QueueBounds {
  messages: number;
  /** characters of texts, bytes of binary messages */
  length: number;
}

/** The messages of a connection that are not answered yet. */
interface Queue {
  /** when the last of them is */
  last: Promise<void>;
  messages: number;
  length: number;
}

/**
 * Answers the messages of one connection in their order, those of different connections beside each other. A message that waits for
 * nothing is answered within its own turn, and no queue is made for it.
 */
export class MessageQueues {
  readonly #bounds: QueueBounds;
  readonly #queues = new Map<string, Queue>();

  constructor(bounds: QueueBounds) {
    this.#bounds = bounds;
  }

  /** Runs `work`, which never fails, after what the connection sent before: at once where that is answered. `full`: too much waits already. */
  add(id: string, length: number, work: () => Promise<void> | void): Promise<void> | "done" | "full" {
    const queue = this.#queues.get(id);
    if (queue) return this.#isFull(queue, length) ? "full" : this.#follow(id, queue, length, queue.last.then(work));
    const working = work();
    return working ? this.#follow(id, { last: working, messages: 0, length: 0 }, length, working) : "done";
  }

  #isFull({ messages, length }: Queue, more: number): boolean {
    return messages >= this.#bounds.messages || length + more > this.#bounds.length;
  }

  #follow(id: string, queue: Queue, length: number, working: Promise<void>): Promise<void> {
    queue.messages++;
    queue.length += length;
    this.#queues.set(id, queue);
    queue.last = working.finally(() => {
      queue.messages--;
      queue.length -= length;
      if (queue.messages === 0) this.#queues.delete(id);
    });
    return queue.last;
  }

  /** When all that a connection has sent is answered. */
  async settled(id: string): Promise<void> {
    await this.#queues.get(id)?.last;
  }
}
