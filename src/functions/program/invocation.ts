import { AsyncLocalStorage } from "node:async_hooks";

/** The most that the log of one invocation holds; what comes after is left out, and said so. */
const LONGEST_LOG = 1024 * 1024;
/** The longest line of a log; CloudWatch Logs takes events of at most 256 KB. */
const LONGEST_LINE = 256 * 1024;

/** What goes on during one invocation: its log, its pending work, and how it can be ended from outside the handler. */
export class Invocation {
  readonly requestId: string;
  readonly initLines: string[] = [];
  readonly lines: string[] = [];
  /** Set while the function's code is being loaded: its lines carry no request id, as at AWS. */
  loading = false;
  finished = false;
  #logged = 0;
  #pending = 0;
  #idle: (() => void)[] = [];
  readonly ended: Promise<never>;
  #end: (reason: unknown) => void = () => {};

  constructor(requestId: string) {
    this.requestId = requestId;
    this.ended = new Promise<never>((_resolve, reject) => {
      this.#end = reject;
    });
    // Nobody may be waiting any more when it is rejected.
    this.ended.catch(() => {});
  }

  /** Adds a line to the log. */
  write(text: string): void {
    if (this.finished || this.#logged > LONGEST_LOG) return;
    this.#logged += text.length;
    const line =
      this.#logged > LONGEST_LOG ? "[the rest of this invocation's log was left out]" : text.slice(0, LONGEST_LINE);
    (this.loading ? this.initLines : this.lines).push(line);
  }

  /** Ends the invocation with an error from outside the handler: an uncaught exception, an unhandled rejection, process.exit. */
  fail(reason: unknown): void {
    this.#end(reason);
  }

  /** How many things that keep node's event loop busy have begun so far. */
  begun = 0;

  /** Whether one of them goes on. */
  get busy(): boolean {
    return this.#pending > 0;
  }

  /** Counts something that keeps node's event loop busy. */
  begin(): void {
    this.begun++;
    this.#pending++;
  }

  /** Counts it as done. */
  done(): void {
    this.#pending--;
    if (this.#pending > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** Waits until nothing keeps the event loop busy. */
  async idle(): Promise<void> {
    while (this.#pending > 0) {
      const wait = Promise.withResolvers<void>();
      this.#idle.push(wait.resolve);
      await wait.promise;
    }
  }
}

/** The invocation that the running code belongs to. */
export const current = new AsyncLocalStorage<Invocation>();
