/** The first value of a query parameter, decoded; undefined where the query has none of that name. */
export function queryValue(rawQuery: string, name: string): string | undefined {
  if (rawQuery === "") return undefined;
  return new URLSearchParams(rawQuery).get(name) ?? undefined;
}
