/** A call as AWS answered it. Inputs refer to earlier answers of the same recording by `${index.member.path}`. */
export interface RecordedCall {
  do: string;
  with: Record<string, unknown>;
  gives:
    | { status: number | null; answer: unknown }
    | { status: number; error: string; message: string }
    | { succeeds: true }
    | { fails: true };
}

export interface Recording {
  name: string;
  calls: RecordedCall[];
}

/** The account id that stands for the caller's in recordings; some inputs name it too, and those answers keep it. */
const RECORDED_ACCOUNT = "111111111111";

/** What the recordings' placeholders stand for. */
export type Bindings = Map<string, string>;

export function newBindings(accountId: string): Bindings {
  return new Map([
    ["account", accountId],
    ["partition", "aws"],
    ["region", "us-east-1"],
  ]);
}

/** An input with its references filled from the answers so far. */
export function filled(input: unknown, answers: readonly unknown[]): unknown {
  if (typeof input === "string") {
    return input.replace(/\$\{(\d+)\.([^}]+)\}/g, (_whole, index: string, path: string) =>
      String(path.split(".").reduce<unknown>((at, key) => memberOf(at, key), answers[Number(index)])),
    );
  }
  if (Array.isArray(input)) return input.map((item) => filled(item, answers));
  if (!isObject(input)) return input;
  return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, filled(value, answers)]));
}

function memberOf(value: unknown, key: string): unknown {
  return Array.isArray(value) ? value[Number(key)] : isObject(value) ? value[key] : undefined;
}

/**
 * Where an answer differs from the recorded one, as `path: expected … got …`; empty when it does not. A placeholder (`<id:1>`) stands
 * for any text, the same each time; JSON texts were recorded as what they stand for; lists are compared in the order of a key.
 */
export function differences(expected: unknown, actual: unknown, bindings: Bindings, at = "$"): string[] {
  if (typeof expected === "string") return textDifferences(expected, actual, bindings, at);
  if (Array.isArray(expected)) return listDifferences(expected, actual, bindings, at);
  if (isObject(expected)) {
    const found = typeof actual === "string" ? parsed(actual) : actual;
    if (!isObject(found)) return [mismatch(at, expected, actual)];
    const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
    return [...keys].flatMap((key) => differences(expected[key], found[key], bindings, `${at}.${key}`));
  }
  return Object.is(expected, actual) ? [] : [mismatch(at, expected, actual)];
}

function textDifferences(expected: string, actual: unknown, bindings: Bindings, at: string): string[] {
  if (expected === "datetime") return typeof actual === "number" ? [] : [mismatch(at, expected, actual)];
  if (typeof actual !== "string") return [mismatch(at, expected, actual)];
  const names: string[] = [];
  const pattern = expected.split(/(<[a-z_-]+(?::\d+)?>|1{12})/).map((part) => {
    if (part === RECORDED_ACCOUNT) return `(?:${part}|${bindings.get("account")})`;
    const name = /^<(.+)>$/.exec(part)?.[1];
    if (name === undefined) return literally(part);
    const bound = bindings.get(name);
    if (bound !== undefined) return literally(bound);
    names.push(name);
    return "(.+)";
  });
  const match = new RegExp(`^${pattern.join("")}$`, "s").exec(actual);
  if (!match) return [mismatch(at, expected, actual)];
  for (const [index, name] of names.entries()) bindings.set(name, match[index + 1] ?? "");
  return [];
}

const SORT_KEYS = ["path", "responseType", "name", "id"];

function listDifferences(expected: unknown[], actual: unknown, bindings: Bindings, at: string): string[] {
  if (!Array.isArray(actual) || actual.length !== expected.length) return [mismatch(at, expected, actual)];
  const key = SORT_KEYS.find((name) => isObject(expected[0]) && name in expected[0]);
  const textOf = (item: unknown): string => String(key && isObject(item) ? item[key] : "");
  const ordered = key ? actual.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1)) : actual;
  return expected.flatMap((item, index) => differences(item, ordered[index], bindings, `${at}[${index}]`));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function mismatch(at: string, expected: unknown, actual: unknown): string {
  return `${at}: expected ${JSON.stringify(expected)} got ${JSON.stringify(actual)}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Text as a pattern that matches just itself. */
function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
