import type { HeldFunction } from "./held-functions.ts";
import { failure, type RunOutcome } from "./run.ts";

/** Counts the runs of each function in this isolate, for its reserved concurrency. */
export class RunningFunctions {
  readonly #counts = new Map<string, number>();

  /** Runs unless as many run as are reserved; a run that streams lasts until its stream has ended. */
  async within(held: HeldFunction, work: () => Promise<RunOutcome>): Promise<RunOutcome> {
    const { id, arn, concurrency } = held;
    const count = this.#counts.get(id) ?? 0;
    if (concurrency !== null && count >= concurrency) {
      return failure("throttled", `${arn} runs ${count} times already, which is its reserved concurrency`);
    }
    this.#counts.set(id, count + 1);
    let lasting: Promise<unknown> | null = null;
    try {
      const outcome = await work();
      if (outcome.kind === "streaming") lasting = outcome.ended;
      return outcome;
    } finally {
      if (lasting) void lasting.then(() => this.#leave(id));
      else this.#leave(id);
    }
  }

  #leave(id: string): void {
    const left = (this.#counts.get(id) ?? 1) - 1;
    if (left === 0) this.#counts.delete(id);
    else this.#counts.set(id, left);
  }
}
