/** The cookies of a Cookie header, each as `name=value` in the order sent: the `cookies` of format 2.0's events. */
export function parseCookies(header: string | null | undefined): readonly string[] {
  if (header === null || header === undefined) return [];
  return header
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair !== "");
}

/** The value of a cookie without the quotes around it; of several with one name the first. Names are compared with case. */
export function cookieValue(header: string | null | undefined, name: string): string | undefined {
  for (const pair of parseCookies(header)) {
    const equals = pair.indexOf("=");
    if (equals < 0 || pair.slice(0, equals).trim() !== name) continue;
    return pair
      .slice(equals + 1)
      .trim()
      .replace(/^"(.*)"$/, "$1");
  }
  return undefined;
}

/** The Set-Cookie headers for the `cookies` of a function's answer in format 2.0: one each, since they cannot be joined. */
export function setCookieHeaders(cookies: readonly string[]): readonly (readonly [name: string, value: string])[] {
  return cookies.map((cookie) => ["Set-Cookie", cookie] as const);
}
