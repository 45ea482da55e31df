import { readConfig } from "./config.ts";
import { type Functions, type FunctionsEnv, functionsOf } from "./functions-of.ts";
import { FunctionQueueObject } from "./objects/function-queue.ts";
import type { FunctionEventPorts } from "./plan/function-event.ts";
import { createSecrets, parseEncryptionKeys } from "./storage/secrets.ts";

/** The queue of a function's events, joined with what runs functions. */
export class FunctionQueue extends FunctionQueueObject<FunctionsEnv> {
  #functions: Functions | undefined;

  protected override ports(): FunctionEventPorts {
    const now = (): number => Date.now();
    if (!this.#functions) {
      const config = readConfig(this.env);
      const { ENCRYPTION_KEY: keys } = config;
      const secrets = keys === "" ? null : createSecrets(parseEncryptionKeys(keys));
      this.#functions = functionsOf(this.env, config, secrets, now);
    }
    const { events, held } = this.#functions;
    return {
      now,
      patience: (arn) => events.patience(arn),
      run: (event) => {
        // No change log speaks to this object: every attempt looks anew.
        held.reset();
        return events.run(event);
      },
    };
  }
}
