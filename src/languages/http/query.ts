import { decodeQueryComponent } from "./percent-encoding.ts";

/** One name and value of a query, decoded. */
export interface QueryPair {
  readonly name: string;
  /** Empty also where the name stands alone, as in `?debug`. */
  readonly value: string;
}

/**
 * The pairs of a query in their order, decoded; names may come more than once.
 *
 * @param raw without or with its leading `?`.
 */
export function parseQuery(raw: string): readonly QueryPair[] {
  const query = raw.startsWith("?") ? raw.slice(1) : raw;
  if (query === "") return [];
  const pairs: QueryPair[] = [];
  for (const part of query.split("&")) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const name = equals < 0 ? part : part.slice(0, equals);
    const value = equals < 0 ? "" : part.slice(equals + 1);
    pairs.push({ name: decodeQueryComponent(name), value: decodeQueryComponent(value) });
  }
  return pairs;
}

/** The last value of each name, as in `queryStringParameters` of REST APIs; null without a query (recorded from AWS). */
export function lastValues(pairs: readonly QueryPair[]): Readonly<Record<string, string>> | null {
  if (pairs.length === 0) return null;
  return Object.fromEntries(pairs.map(({ name, value }) => [name, value]));
}

/** All values of each name, as in `multiValueQueryStringParameters`; null without a query (recorded from AWS). */
export function allValues(pairs: readonly QueryPair[]): Readonly<Record<string, readonly string[]>> | null {
  if (pairs.length === 0) return null;
  return Object.fromEntries(grouped(pairs));
}

/** The values of each name joined by commas, as in format 2.0 of HTTP APIs; undefined without a query. */
export function joinedValues(pairs: readonly QueryPair[]): Readonly<Record<string, string>> | undefined {
  if (pairs.length === 0) return undefined;
  return Object.fromEntries([...grouped(pairs)].map(([name, values]) => [name, values.join(",")]));
}

function grouped(pairs: readonly QueryPair[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { name, value } of pairs) {
    const values = groups.get(name);
    if (values === undefined) groups.set(name, [value]);
    else values.push(value);
  }
  return groups;
}
