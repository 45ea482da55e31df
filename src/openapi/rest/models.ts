import { type Definition, SCHEMA_PREFIX } from "../definition.ts";
import { isObject } from "../values.ts";
import type { RestDefinition } from "./rest-definition.ts";
import { modelSchema } from "./schemas.ts";

/** The models of a document: its named schemas, and those that stand in an operation without a name. */
export class Models {
  readonly list: RestDefinition["models"] = [];
  /** by the schema's name in the document */
  readonly #byName = new Map<string, string>();
  readonly #taken = new Set<string>();
  readonly #warnings: string[];

  constructor({ schemas }: Definition, warnings: string[]) {
    this.#warnings = warnings;
    for (const name of schemas.keys()) {
      const model = this.#freeName(name);
      this.#byName.set(name, model);
      if (model !== name) warnings.push(`Model name '${name}' is not alphanumeric and was changed to '${model}'`);
    }
    for (const [name, schema] of schemas) this.#add(this.#named(name), schema);
  }

  /**
   * The name of the model for a schema: its own where it is a reference, else one that is made up from where it stands. Null, with AWS's
   * warning, where there is no such schema.
   */
  nameOf(schema: unknown, hint: string): string | null {
    const reference = isObject(schema) ? schema["$ref"] : undefined;
    if (typeof reference === "string" && reference.startsWith(SCHEMA_PREFIX)) {
      const wanted = reference.slice(SCHEMA_PREFIX.length);
      const known = this.#byName.get(wanted) ?? null;
      if (known === null) this.#warnings.push(`Reference to model '${wanted}' not found. Ignoring.`);
      return known;
    }
    const name = this.#freeName(hint);
    this.#add(name, schema);
    return name;
  }

  #named(schemaName: string): string {
    return this.#byName.get(schemaName) ?? schemaName;
  }

  #freeName(wanted: string): string {
    const base = wanted.replaceAll(/[^a-zA-Z0-9]/g, "") || "Model";
    let name = base;
    for (let number = 2; this.#taken.has(name); number++) name = `${base}${number}`;
    this.#taken.add(name);
    return name;
  }

  #add(name: string, schema: unknown): void {
    const description = isObject(schema) ? schema["description"] : undefined;
    this.list.push({
      name,
      contentType: "application/json",
      schema: JSON.stringify(
        modelSchema(schema, (other) => this.#named(other)),
        null,
        2,
      ),
      ...(typeof description === "string" ? { description } : {}),
    });
  }
}
