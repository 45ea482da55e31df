import type { Later } from "../exchange.ts";

/** Takes a batch of lines of one log. */
export type LogSink = (destinationArn: string, lines: readonly string[]) => Promise<void>;

/** A line is written at most so long after its request. */
const FLUSH_AFTER_MS = 1_000;
/** A batch that its request's end has cut short is taken up by the next request after so long. */
const ABANDONED_AFTER_MS = 5_000;
/** Characters of a batch; a message of a queue holds 128 KB. */
const LARGEST_BATCH = 60_000;

interface Batch {
  lines: string[];
  characters: number;
  begunAt: number;
}

/** Gathers the lines of an isolate, a batch for each log: a line by itself costs nine times as much. */
export class LogBatches {
  readonly #batches = new Map<string, Batch>();
  readonly #sink: LogSink;
  readonly #now: () => number;

  constructor(sink: LogSink, now: () => number) {
    this.#sink = sink;
    this.#now = now;
  }

  /** The request that begins a batch writes it out a second later. */
  add(destinationArn: string, line: string, later: Later): void {
    const now = this.#now();
    const batch = this.#batches.get(destinationArn);
    if (!batch) {
      const begun = { lines: [line], characters: line.length, begunAt: now };
      this.#batches.set(destinationArn, begun);
      later(this.#writeLater(destinationArn, begun));
      return;
    }
    batch.lines.push(line);
    batch.characters += line.length;
    const isFull = batch.characters >= LARGEST_BATCH || now - batch.begunAt > ABANDONED_AFTER_MS;
    if (isFull) later(this.#write(destinationArn, batch));
  }

  async #writeLater(destinationArn: string, batch: Batch): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, FLUSH_AFTER_MS));
    await this.#write(destinationArn, batch);
  }

  async #write(destinationArn: string, batch: Batch): Promise<void> {
    // Written already, as it was full.
    if (this.#batches.get(destinationArn) !== batch) return;
    this.#batches.delete(destinationArn);
    try {
      await this.#sink(destinationArn, batch.lines);
    } catch (error) {
      const { length: lines } = batch.lines;
      console.error(JSON.stringify({ event: "accessLogLost", destinationArn, lines, reason: String(error) }));
    }
  }
}
