/** The directives of a Cache-Control header, by their names in lower case (RFC 9111, section 5.2). */
function directivesOf(header: string): Map<string, string> {
  return new Map(
    header.split(",").map((part) => {
      const [name = "", value = ""] = part.split("=");
      return [name.trim().toLowerCase(), value.trim().replaceAll('"', "")];
    }),
  );
}

/** Whether a client wants the cached answer replaced: `max-age=0` (developer guide, "Invalidate an API Gateway cache entry"). */
export function wantsFresh(header: string | null): boolean {
  return header !== null && directivesOf(header).get("max-age") === "0";
}

/** For how long an answer's own Cache-Control lets it be kept: seconds, null where it does not say. */
export function lifetimeOf(header: string | null): number | null {
  if (header === null) return null;
  const directives = directivesOf(header);
  if (["no-store", "no-cache", "private"].some((name) => directives.has(name))) return 0;
  const seconds = Number(directives.get("s-maxage") ?? directives.get("max-age") ?? Number.NaN);
  return Number.isInteger(seconds) && seconds >= 0 ? seconds : null;
}
