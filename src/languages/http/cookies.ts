/** The cookies of a Cookie header, each as `name=value` in the order sent: the `cookies` of format 2.0's events. */
export function parseCookies(header: string | null | undefined): readonly string[] {
  if (header === null || header === undefined) return [];
  return header
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair !== "");
}
