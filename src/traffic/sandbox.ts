/** What a browser makes a page, a frame or a worker of (Fetch Metadata, Sec-Fetch-Dest). */
const ACTING = new Set([
  "document",
  "embed",
  "fencedframe",
  "frame",
  "iframe",
  "object",
  "serviceworker",
  "sharedworker",
  "worker",
]);

/**
 * An answer of an API on a management host, whose origin is that of the console: what a browser would show as a page there, or run, gets an
 * origin of its own, so that no API can touch what the console keeps.
 */
export function sandboxed(request: Request, answer: Response): Response {
  const destination = request.headers.get("sec-fetch-dest");
  if (destination === null || !ACTING.has(destination)) return answer;
  const guarded = new Response(answer.body, answer);
  guarded.headers.append("Content-Security-Policy", "sandbox");
  return guarded;
}
