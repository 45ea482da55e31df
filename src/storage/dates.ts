/**
 * Bodies are stored as JSON, so dates come back as text. AWS names every timestamp member with "Date" at its end
 * (CreatedDate, lastUpdatedDate, expirationDate); those are dates again after a read.
 */
export function parseBody<T>(text: string): T {
  const body = JSON.parse(text) as Record<string, unknown>;
  for (const key in body) {
    const value = body[key];
    if (typeof value === "string" && key.endsWith("Date")) body[key] = new Date(value);
  }
  return body as T;
}
