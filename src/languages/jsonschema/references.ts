import { childPointer } from "./check.ts";
import { isObject, SchemaProblem, subschemas, type Place, type SchemaObject } from "./schema.ts";

/** Finds a schema by its address, as it stands in a `$ref`, without the fragment. Undefined where there is none. */
export type ResolveSchema = (url: string) => unknown;

/** The address of the schema that is compiled, where it names none itself. No address of the outside starts so. */
const MAIN = "model://self/";

/**
 * The schemas that references lead to: the compiled one, those that `resolve` finds, and what stands inside them under
 * an `id` of its own (JSON Schema draft 4, core, section 7.2).
 */
export class SchemaLibrary {
  readonly #resolve: ResolveSchema;
  readonly #maximumNodes: number;
  readonly #places = new Map<string, Place>();
  #nodes = 0;

  constructor(resolve: ResolveSchema, maximumNodes: number) {
    this.#resolve = resolve;
    this.#maximumNodes = maximumNodes;
  }

  /** Registers the schema to compile, and tells where it stands. */
  addMain(schema: SchemaObject): Place {
    return this.#add(schema, MAIN, "");
  }

  /** @throws SchemaProblem where `reference` leads nowhere, or to what is no schema. */
  find(reference: string, from: Place): Place {
    const at = childPointer(from.pointer, "$ref");
    const target = resolveUrl(from.base, reference, at);
    const known = this.#places.get(target);
    if (known !== undefined) return known;
    const hash = target.indexOf("#");
    const url = hash < 0 ? target : target.slice(0, hash);
    const document = this.#places.get(url) ?? this.#load(url, reference, at);
    const fragment = hash < 0 ? "" : decodeFragment(target.slice(hash + 1));
    if (fragment === "") return document;
    return walk(document, fragment, reference, at);
  }

  #load(url: string, reference: string, at: string): Place {
    const schema = this.#resolve(url.startsWith(MAIN) ? url.slice(MAIN.length) : url);
    if (schema === undefined) throw new SchemaProblem(at, `The reference ${quote(reference)} leads to no schema`);
    if (!isObject(schema)) throw new SchemaProblem(at, `What the reference ${quote(reference)} leads to is no schema`);
    return this.#add(schema, url, `${url}#`);
  }

  #add(root: SchemaObject, url: string, pointer: string): Place {
    const place = { schema: root, base: ownBase(root, url, pointer), pointer };
    this.#places.set(url, place);
    const open: Place[] = [place];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      this.#count(next);
      if (typeof next.schema["id"] === "string") this.#register(next);
      for (const [tokens, schema] of subschemas(next.schema)) {
        const child = tokens.reduce(childPointer, next.pointer);
        open.push({ schema, base: ownBase(schema, next.base, child), pointer: child });
      }
    }
    return place;
  }

  #register(place: Place): void {
    const url = place.base.endsWith("#") ? place.base.slice(0, -1) : place.base;
    if (!this.#places.has(url)) this.#places.set(url, place);
  }

  #count(place: Place): void {
    this.#nodes += 1;
    if (this.#nodes > this.#maximumNodes) {
      throw new SchemaProblem(place.pointer, `The schema has more than ${this.#maximumNodes} parts`);
    }
  }
}

/** The base for what stands in a schema: its `id` against the base around it. An `id` beside `$ref` is ignored with all else. */
export function ownBase(schema: SchemaObject, base: string, pointer: string): string {
  const id = schema["id"];
  if (typeof id !== "string" || typeof schema["$ref"] === "string") return base;
  return resolveUrl(base, id, childPointer(pointer, "id"));
}

function walk(document: Place, fragment: string, reference: string, at: string): Place {
  if (!fragment.startsWith("/")) throw new SchemaProblem(at, `The reference ${quote(reference)} leads to no schema`);
  let value: unknown = document.schema;
  let { base, pointer } = document;
  for (const token of fragment.slice(1).split("/")) {
    const name = token.replaceAll("~1", "/").replaceAll("~0", "~");
    value = member(value, name);
    pointer = childPointer(pointer, name);
    if (isObject(value)) base = ownBase(value, base, pointer);
  }
  if (!isObject(value)) throw new SchemaProblem(at, `The reference ${quote(reference)} leads to no schema`);
  return { schema: value, base, pointer };
}

function member(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return /^\d+$/.test(name) ? value[Number(name)] : undefined;
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function resolveUrl(base: string, reference: string, at: string): string {
  try {
    const { href } = new URL(reference, base);
    return href.endsWith("#") ? href.slice(0, -1) : href;
  } catch {
    throw new SchemaProblem(at, `${quote(reference)} is no address`);
  }
}

function decodeFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function quote(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}
