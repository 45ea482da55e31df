/** Tells whether a JSON value passes. The hot path: allocates nothing, and throws only {@link EffortExceeded}. */
export type Test = (value: unknown) => boolean;

/** What is wrong, and where: `pointer` is a JSON pointer (RFC 6901) into the value or the schema, `""` for its root. */
export interface Problem {
  readonly pointer: string;
  readonly message: string;
}

/** A problem with the keyword that it fails. */
export interface Finding extends Problem {
  readonly keyword: string;
}

/** One compiled keyword, or a whole compiled schema. */
export interface Check {
  readonly test: Test;
  /** Adds what is wrong with `value`, which stands at `pointer`, to the findings; nothing where it passes. */
  readonly explain: (value: unknown, pointer: string, findings: Findings) => void;
}

/** What is wrong with one document, at most `limit` things, so that a hostile document cannot fill a log. */
export class Findings {
  readonly found: Finding[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get full(): boolean {
    return this.found.length >= this.#limit;
  }

  add(pointer: string, keyword: string, message: string): void {
    if (!this.full) this.found.push({ pointer, keyword, message });
  }
}

/** A check that looks at the value alone and says in one sentence how it fails. */
export function leaf(test: Test, keyword: string, say: (value: unknown) => string): Check {
  return {
    test,
    explain: (value, pointer, findings) => {
      if (!test(value)) findings.add(pointer, keyword, say(value));
    },
  };
}

/** The check that everything passes: draft 4's empty schema. */
export const ANYTHING: Check = { test: () => true, explain: () => {} };

/** Passes what passes every check. Explains all failures, not only the first. */
export function every(checks: readonly Check[]): Check {
  const [first, second, third] = checks;
  if (first === undefined) return ANYTHING;
  if (second === undefined) return first;
  const explain: Check["explain"] = (value, pointer, findings) => {
    for (const check of checks) check.explain(value, pointer, findings);
  };
  // Two and three keywords are the common cases: without the loop they cost a third less.
  const a = first.test;
  const b = second.test;
  if (third === undefined) return { test: (value) => a(value) && b(value), explain };
  const c = third.test;
  if (checks.length === 3) return { test: (value) => a(value) && b(value) && c(value), explain };
  const tests = checks.map((check) => check.test);
  return { test: (value) => everyTest(tests, value), explain };
}

function everyTest(tests: readonly Test[], value: unknown): boolean {
  for (const test of tests) if (!test(value)) return false;
  return true;
}

const LONGEST_SHOWN = 1_000;

/** A value as messages show it: JSON, or a text as it is; only the beginning of what is long. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/** Appends one member name or index to a JSON pointer. */
export function childPointer(pointer: string, token: string | number): string {
  if (typeof token === "number") return `${pointer}/${token}`;
  return `${pointer}/${token.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
