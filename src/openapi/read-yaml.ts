import {
  CORE_SCHEMA,
  type Event,
  constructFromEvents,
  getScalarValue,
  mergeTag,
  parseEvents,
  SCALAR_STYLE_DOUBLE_QUOTED,
  SCALAR_STYLE_SINGLE_QUOTED,
  YAMLException,
} from "js-yaml";

/** The kinds of events, as js-yaml numbers them. */
const KIND = { document: 1, sequence: 2, mapping: 3, scalar: 4, alias: 5, pop: 6 } as const;

/** Aliases of YAML that one document may have, and values that it may be with all of them written out: more is an attack by its size. */
const MOST_ALIASES = 1_000;
const MOST_VALUES = 2_000_000;
/** Levels of a document: a model's schema has 200 at most. */
const MOST_LEVELS = 1_000;

/** With `<<`, which YAML 1.2 left out: documents that are written by hand share their parts with it. */
const SCHEMA = CORE_SCHEMA.withTags(mergeTag);

/** What keeps a text from being YAML. Lines and columns begin at 1. */
export class YamlProblem extends Error {}

/** A YAML text's value, with the way back to its lines. */
export interface YamlText {
  value: unknown;
  /** The line and column where the value at these steps begins, or the nearest value around it; both from 1. Null: the text is empty. */
  placeOf(steps: readonly string[]): { line: number; column: number } | null;
  /** The scalar at these steps as it is written: `2.0`, whose value is 2. Undefined: there is none. */
  writtenAt(steps: readonly string[]): string | undefined;
}

/** Reads a document of YAML 1.2, with merge keys. @throws YamlProblem with line and column */
export function readYaml(text: string): YamlText {
  try {
    const events = parseEvents(text, { maxDepth: MOST_LEVELS });
    const documents = constructFromEvents(events, { source: text, schema: SCHEMA, maxAliases: MOST_ALIASES });
    if (documents.length > 1) throw new YamlProblem("the text has more than one document");
    refuseExpansion(documents[0]);
    return {
      value: documents[0],
      placeOf: (steps) => placeAt(text, positionOf(text, events, steps)),
      writtenAt: (steps) => scalarAt(text, events, steps),
    };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { mark } = error;
    throw new YamlProblem(mark ? `line ${mark.line + 1}, column ${mark.column + 1}: ${error.reason}` : error.reason);
  }
}

/** Counts the values as if each alias were written out. @throws YamlProblem for too many, and for one that holds itself */
function refuseExpansion(value: unknown): void {
  const sizes = new Map<object, number>();
  const sizeOf = (one: unknown): number => {
    if (typeof one !== "object" || one === null) return 1;
    const known = sizes.get(one);
    if (known === Infinity) throw new YamlProblem("an alias stands within what it names");
    if (known !== undefined) return known;
    sizes.set(one, Infinity);
    const size = Object.values(one).reduce<number>((sum, inner) => sum + sizeOf(inner), 1);
    if (size > MOST_VALUES) throw new YamlProblem("aliases make the document too large");
    sizes.set(one, size);
    return size;
  };
  sizeOf(value);
}

/** Where in the text the deepest value on the way of these steps begins; -1: nowhere. */
function positionOf(text: string, events: readonly Event[], steps: readonly string[]): number {
  let at = events.findIndex(({ type }) => type !== KIND.document);
  let position = -1;
  for (const step of steps) {
    const child = childAt(text, events, at, step);
    if (child === undefined) return position;
    at = child;
    position = startOf(events[at]);
  }
  return position;
}

function scalarAt(text: string, events: readonly Event[], steps: readonly string[]): string | undefined {
  let at = events.findIndex(({ type }) => type !== KIND.document);
  for (const step of steps) at = childAt(text, events, at, step) ?? -1;
  const event = events[at];
  return event?.type === KIND.scalar ? getScalarValue(text, event) : undefined;
}

/** The index of the event where a collection's member begins. */
function childAt(text: string, events: readonly Event[], parent: number, step: string): number | undefined {
  const type = events[parent]?.type;
  if (type !== KIND.mapping && type !== KIND.sequence) return undefined;
  for (let at = parent + 1, index = 0; events[at]?.type !== KIND.pop; at = behind(events, at), index++) {
    if (type === KIND.sequence && String(index) === step) return at;
    if (type === KIND.sequence) continue;
    const key = events[at];
    at = behind(events, at);
    if (key?.type === KIND.scalar && getScalarValue(text, key) === step) return at;
  }
  return undefined;
}

/** The index behind a value's events. */
function behind(events: readonly Event[], start: number): number {
  let open = 0;
  for (let at = start; at < events.length; at++) {
    const type = events[at]?.type;
    if (type === KIND.mapping || type === KIND.sequence) open++;
    if (type === KIND.pop) open--;
    if (open === 0) return at + 1;
  }
  return events.length;
}

/** The value of these begins behind the quote. */
const QUOTED: ReadonlySet<number> = new Set([SCALAR_STYLE_SINGLE_QUOTED, SCALAR_STYLE_DOUBLE_QUOTED]);

function startOf(event: Event | undefined): number {
  if (event === undefined) return -1;
  if ("start" in event) return event.start;
  if ("valueStart" in event) return event.valueStart - (QUOTED.has(event.style) ? 1 : 0);
  return "anchorStart" in event ? event.anchorStart : -1;
}

function placeAt(text: string, position: number): { line: number; column: number } | null {
  if (position < 0) return null;
  const before = text.slice(0, position);
  return { line: before.split("\n").length, column: position - before.lastIndexOf("\n") };
}
