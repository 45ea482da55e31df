import { type Document, LineCounter, isNode, parseDocument, stringify } from "yaml";
import { DocumentProblem, stepsOf } from "./problem.ts";

/** A document's text as values, with the way back to its lines. */
export interface ParsedText {
  value: unknown;
  /** where a pointer leads: `#/paths/~1pets (line 7, column 3)`; of JSON the pointer alone */
  placeOf(pointer: string): string;
}

/** Aliases of YAML that one document may expand to: more is an attack by its size. */
const MOST_ALIASES = 1_000;

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
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new DocumentProblem("", `line ${line}, column ${col}: ${error.message}`);
  }
  return { value: valueOf(document), placeOf: (pointer) => `#${pointer}${lineOf(document, lines, pointer)}` };
}

function valueOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    throw new DocumentProblem("", error instanceof Error ? error.message : String(error));
  }
}

function lineOf(document: Document, lines: LineCounter, pointer: string): string {
  const steps = stepsOf(pointer);
  for (let length = steps.length; length > 0; length--) {
    const node: unknown = document.getIn(steps.slice(0, length), true);
    if (!isNode(node) || !node.range) continue;
    const { line, col } = lines.linePos(node.range[0]);
    return ` (line ${line}, column ${col})`;
  }
  return "";
}

/** Writes a document as text. */
export function writeText(value: unknown, format: "json" | "yaml"): string {
  // Without anchors: what stands twice in a definition is written twice, as other tools expect it.
  return format === "yaml" ? stringify(value, { aliasDuplicateObjects: false }) : JSON.stringify(value, null, 2);
}
