import { Fault } from "../wire/fault.ts";
import { badRequest } from "../wire/faults.ts";

/** Everything that is wrong with a document, as AWS reports it: all at once. */
export class ImportErrors {
  readonly #list: string[] = [];

  /** Runs `work`; what it refuses is noted with what could not be done. */
  async collect(what: string, work: () => Promise<void> | void): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#list.push(`${what}: ${error.message}`);
    }
  }

  throwIfAny(): void {
    if (this.#list.length > 0) throw badRequest(`Errors found during import:\n\t${this.#list.join("\n\t")}`);
  }
}
