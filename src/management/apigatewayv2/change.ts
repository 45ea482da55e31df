/**
 * A resource with the members that a PATCH names: an absent member stays as it was, an empty text takes the member away. So do
 * API Gateway v2's update operations (a client cannot send null: it is the same as absent).
 */
export function changed<T extends object>(before: T, changes: { readonly [K in keyof T]?: T[K] | undefined }): T {
  const after: Record<string, unknown> = Object.fromEntries(Object.entries(before));
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) continue;
    if (value === "") delete after[name];
    else after[name] = value;
  }
  // Only members of T were replaced, each by a value of its own type.
  return after as T;
}

/** A resource without the members that are absent or empty texts: an empty text means absent. */
export function withoutEmptyTexts<T extends object>(resource: T): T {
  // Members are only left out, and those that T requires are never empty.
  return Object.fromEntries(Object.entries(resource).filter(([, value]) => value !== undefined && value !== "")) as T;
}

/**
 * A map with the entries that a PATCH names: entries are added or replaced one by one, an empty text takes an entry away
 * (stage variables, request parameters).
 */
export function changedMap(
  before: Readonly<Record<string, string>> | undefined,
  changes: Readonly<Record<string, string>> | undefined,
): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== ""));
}

/** A map, or undefined when it has no entries: AWS leaves out empty maps. */
export function unlessEmpty<V>(map: Record<string, V>): Record<string, V> | undefined {
  return Object.keys(map).length === 0 ? undefined : map;
}
