import { DocumentProblem, stepsOf } from "./problem.ts";
import { isObject } from "./values.ts";
import { readYaml, type YamlText, YamlProblem } from "./read-yaml.ts";
import { writeYaml } from "./write-yaml.ts";

/** A document's text as values, with the way back to its lines. */
export interface ParsedText {
  value: unknown;
  /** where a pointer leads: `#/paths/~1pets (line 7, column 3)`; of JSON the pointer alone */
  placeOf(pointer: string): string;
}

/**
 * Reads JSON or YAML 1.2.
 *
 * @throws DocumentProblem for what is neither, with line and column
 */
export function parseText(text: string): ParsedText {
  try {
    return { value: JSON.parse(text) as unknown, placeOf: (pointer) => `#${pointer}` };
  } catch {
    return parseYaml(text);
  }
}

function parseYaml(text: string): ParsedText {
  try {
    const { value, placeOf, writtenAt } = readYaml(text);
    keepVersion(value, writtenAt);
    return { value, placeOf: (pointer) => `#${pointer}${written(placeOf(stepsOf(pointer)))}` };
  } catch (error) {
    if (error instanceof YamlProblem) throw new DocumentProblem("", error.message);
    throw error;
  }
}

/** A version of an API is a text, although many write it as a number: `version: 2.0` stays 2.0 (recorded in AWS). */
function keepVersion(document: unknown, writtenAt: YamlText["writtenAt"]): void {
  const info = isObject(document) ? document["info"] : undefined;
  if (isObject(info) && typeof info["version"] === "number") info["version"] = writtenAt(["info", "version"]);
}

function written(place: { line: number; column: number } | null): string {
  return place ? ` (line ${place.line}, column ${place.column})` : "";
}

/** Writes a document as text. */
export function writeText(value: unknown, format: "json" | "yaml"): string {
  return format === "yaml" ? writeYaml(value) : JSON.stringify(value, null, 2);
}
