import { DocumentProblem, stepsOf } from "./problem.ts";
import { isObject } from "./values.ts";

/** A chain of references longer than this goes round in a circle. */
const LONGEST_CHAIN = 100;

/** A value with the place where it really stands. */
export interface Found {
  value: unknown;
  pointer: string;
}

/**
 * Follows `$ref` inside the document until a value stands there.
 *
 * @throws DocumentProblem for a reference out of the document (nothing is fetched), to nothing, or in a circle
 */
export function resolve(root: unknown, value: unknown, pointer: string): Found {
  let found: Found = { value, pointer };
  for (let turns = 0; turns < LONGEST_CHAIN; turns++) {
    const reference = isObject(found.value) ? found.value["$ref"] : undefined;
    if (typeof reference !== "string") return found;
    if (!reference.startsWith("#")) {
      throw new DocumentProblem(found.pointer, `the reference ${reference} leads out of the document`);
    }
    const target = decoded(reference.slice(1), found.pointer);
    found = { value: lookUp(root, target, found.pointer, reference), pointer: target };
  }
  throw new DocumentProblem(pointer, "the reference goes round in a circle");
}

function decoded(fragment: string, pointer: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    throw new DocumentProblem(pointer, `the reference #${fragment} is not percent-encoded as it should be`);
  }
}

function lookUp(root: unknown, target: string, pointer: string, reference: string): unknown {
  let at = root;
  for (const step of stepsOf(target)) {
    const next: unknown = Array.isArray(at)
      ? at[Number(step)]
      : isObject(at) && Object.hasOwn(at, step)
        ? at[step]
        : undefined;
    if (next === undefined) throw new DocumentProblem(pointer, `the reference ${reference} leads to nothing`);
    at = next;
  }
  return at;
}
