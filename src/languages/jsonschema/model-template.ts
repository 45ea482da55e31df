import { childPointer } from "./check.ts";
import { ownBase, SchemaLibrary, type ResolveSchema } from "./references.ts";
import { isObject, type Place } from "./schema.ts";

/** Parts that a template may have; what is below more than these is left out. References could repeat a part without end. */
const MAXIMUM_PARTS = 5_000;
const MAXIMUM_LEVELS = 50;

/** The values that AWS's generator writes: those for numbers and texts stand in the API reference of GetModelTemplate. */
const SAMPLES: Readonly<Record<string, string>> = {
  boolean: "true",
  integer: "42",
  null: "null",
  number: "3.1415",
  string: '"foo"',
};

/**
 * The mapping template that AWS generates for a model (GetModelTemplate): the form of the model with sample values, and
 * a loop for each list that the user has to point at a list of the input.
 *
 * @throws SchemaProblem for a reference that leads nowhere.
 */
export function modelTemplate(schema: unknown, resolve: ResolveSchema): string {
  const library = new SchemaLibrary(resolve, 100_000);
  const sampler = new Sampler(library);
  const body = isObject(schema) ? sampler.sample(library.addMain(schema), 0) : "{ }";
  return `#set($inputRoot = $input.path('$'))\n${body}`;
}

class Sampler {
  readonly #library: SchemaLibrary;
  /** The schemas that the one under way stands in, to end where one contains itself. */
  readonly #around = new Set<object>();
  #parts = 0;

  constructor(library: SchemaLibrary) {
    this.#library = library;
  }

  /** The text for one schema. `level` is the number of objects around it: two blanks each, as Jackson prints JSON. */
  sample(place: Place, level: number): string {
    this.#parts += 1;
    if (this.#parts > MAXIMUM_PARTS || level > MAXIMUM_LEVELS || this.#around.has(place.schema)) return "{ }";
    this.#around.add(place.schema);
    const text = this.#form(place, level);
    this.#around.delete(place.schema);
    return text;
  }

  #form(place: Place, level: number): string {
    const { $ref, properties, items } = place.schema;
    if (typeof $ref === "string") return this.sample(this.#library.find($ref, place), level);
    const type = firstType(place.schema["type"]);
    if (type === "array" || (type === undefined && items !== undefined)) return this.#list(place, level);
    if (type === "object" || properties !== undefined) return this.#object(place, level);
    const sample = type === undefined ? undefined : SAMPLES[type];
    return sample ?? this.#alternative(place, level);
  }

  #object(place: Place, level: number): string {
    const { properties } = place.schema;
    if (!isObject(properties)) return this.#alternative(place, level);
    const indent = "  ".repeat(level + 1);
    const members = Object.keys(properties).map((name) => {
      const member = below(place, "properties", name);
      return `${indent}${JSON.stringify(name)} : ${member === undefined ? "{ }" : this.sample(member, level + 1)}`;
    });
    return members.length === 0 ? "{ }" : `{\n${members.join(",\n")}\n${"  ".repeat(level)}}`;
  }

  #list(place: Place, level: number): string {
    const { items } = place.schema;
    const item = Array.isArray(items) ? below(place, "items", 0) : below(place, "items");
    const sample = item === undefined ? "{ }" : this.sample(item, level);
    return [
      "[",
      "##TODO: Update this foreach loop to reference array from input json",
      "#foreach($elem in $inputRoot.TODO)",
      ` ${sample} `,
      "#if($foreach.hasNext),#end",
      "#end",
      "]",
    ].join("\n");
  }

  /** A schema that only combines others looks like the first of them that has a form. */
  #alternative(place: Place, level: number): string {
    for (const keyword of ["allOf", "anyOf", "oneOf"]) {
      const list = place.schema[keyword];
      if (!Array.isArray(list)) continue;
      for (const index of list.keys()) {
        const choice = below(place, keyword, index);
        const text = choice === undefined ? "{ }" : this.sample(choice, level);
        if (text !== "{ }" && text !== "null") return text;
      }
    }
    return "{ }";
  }
}

function below(place: Place, ...tokens: readonly (string | number)[]): Place | undefined {
  let schema: unknown = place.schema;
  for (const token of tokens) {
    if (Array.isArray(schema)) schema = schema[Number(token)];
    else schema = isObject(schema) ? schema[token] : undefined;
  }
  if (!isObject(schema)) return undefined;
  const pointer = tokens.reduce(childPointer, place.pointer);
  return { schema, base: ownBase(schema, place.base, pointer), pointer };
}

/** Of several types the first that is not null. */
function firstType(type: unknown): string | undefined {
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  const found = types.find((name) => name !== "null") ?? types[0];
  return typeof found === "string" ? found : undefined;
}
