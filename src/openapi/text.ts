import { DocumentProblem, stepsOf } from "./problem.ts";
import { readYaml, YamlProblem } from "./read-yaml.ts";
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
    const { value, placeOf } = readYaml(text);
    return { value, placeOf: (pointer) => `#${pointer}${written(placeOf(stepsOf(pointer)))}` };
  } catch (error) {
    if (error instanceof YamlProblem) throw new DocumentProblem("", error.message);
    throw error;
  }
}

function written(place: { line: number; column: number } | null): string {
  return place ? ` (line ${place.line}, column ${place.column})` : "";
}

/** Writes a document as text. */
export function writeText(value: unknown, format: "json" | "yaml"): string {
  return format === "yaml" ? writeYaml(value) : JSON.stringify(value, null, 2);
}
