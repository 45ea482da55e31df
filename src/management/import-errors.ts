import { Fault } from "../wire/fault.ts";
import { badRequest } from "../wire/faults.ts";

/** Runs `work`; gives why it refused, or null. */
export async function refusalOf(work: () => Promise<unknown> | void): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof Fault) return error.message;
    throw error;
  }
}

/** Everything that is wrong with a document, as AWS reports it: all at once. */
export class ImportErrors {
  readonly #list: string[] = [];

  /** Runs `work`; what it refuses is noted with what could not be done. */
  async collect(what: string, work: () => Promise<void> | void): Promise<void> {
    const refusal = await refusalOf(work);
    if (refusal !== null) this.#list.push(`${what}: ${refusal}`);
  }

  /** @throws BadRequestException where anything is wrong, with what was only warned of as well */
  throwIfAny(warnings: readonly string[]): void {
    if (this.#list.length === 0) return;
    const lines = (list: readonly string[]): string => list.map((line) => `\n\t${line}`).join("");
    const warned = warnings.length === 0 ? "" : `\nAdditionally, these warnings were found:${lines(warnings)}`;
    throw badRequest(`Errors found during import:${lines(this.#list)}${warned}`);
  }
}
