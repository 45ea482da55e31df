import { parsedDocument } from "../open-api-document.ts";
import type { AnyInput } from "./access.ts";

/** A definition that a call brings, read as the importers read it; null where it cannot be read. */
export function definitionIn(input: AnyInput, member: string): { document: unknown } | null {
  const given = input[member];
  const text = given instanceof Uint8Array ? new TextDecoder().decode(given) : given;
  if (typeof text !== "string") return { document: undefined };
  try {
    return { document: parsedDocument(text).value };
  } catch {
    return null;
  }
}
