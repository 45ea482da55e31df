/** A REST API as the generators of clients see it. */
export interface SdkApi {
  name: string;
  description: string | null;
  /** the deployment's version: what the client was made of */
  version: string;
  /** where the stage answers, without a slash at the end */
  invokeUrl: string;
  region: string;
  operations: SdkOperation[];
  /** JSON Schemas by name, as they are stored */
  models: { name: string; schema: unknown }[];
}

export interface SdkOperation {
  /** the operation's name in words: `["pets", "Pet", "Id", "get"]` */
  words: string[];
  method: string;
  /** `/pets/{petId}`; `{proxy+}` takes slashes */
  path: string;
  parameters: SdkParameter[];
  /** null: the method takes no body */
  body: { model: string | null; contentType: string } | null;
  /** the model of a successful answer */
  response: string | null;
  /** signed with Signature Version 4 where the client has credentials */
  isSigned: boolean;
  description: string | null;
}

export interface SdkParameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
}

/** A client's files: their paths and texts. */
export type SdkFiles = Record<string, string>;

/** The name of a model that a schema refers to; null where it refers to something else. */
export function referredModel(reference: unknown): string | null {
  if (typeof reference !== "string") return null;
  return /(?:\/models\/|\/schemas\/|#\/definitions\/)([A-Za-z0-9]+)$/.exec(reference)?.[1] ?? null;
}

/** `listPets`: words as a name of JavaScript. */
export function camelCase(words: string[]): string {
  return words
    .map((word, index) => (index === 0 ? lowerFirst(word) : word.slice(0, 1).toUpperCase() + word.slice(1)))
    .join("");
}

/** `list_pets`: words as a name of Python. */
export function snakeCase(words: string[]): string {
  return words.map((word) => word.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase()).join("_");
}

/** Gives every name once: a second `get` is `get2`. A name that the language keeps for itself gets a line at its end. */
export function uniqueNames(reserved: ReadonlySet<string>): (wanted: string) => string {
  const taken = new Set<string>();
  return (wanted) => {
    const start = /^[A-Za-z_]/.test(wanted) ? wanted : `_${wanted}`;
    const base = reserved.has(start) ? `${start}_` : start;
    let name = base;
    for (let number = 2; taken.has(name); number++) name = `${base}${number}`;
    taken.add(name);
    return name;
  };
}

/** The words of any text: its letters and digits, parted by everything else. */
export function wordsOf(text: string): string[] {
  return text.match(/[A-Za-z0-9]+/g) ?? [];
}

function lowerFirst(word: string): string {
  return word.slice(0, 1).toLowerCase() + word.slice(1);
}
