/** What a signature covers of a request, as it stands on the wire. */
export type SignedRequest = {
  readonly method: string;
  /** The path as received, still percent-encoded, starting with `/`. */
  readonly rawPath: string;
  /** The query as received, without its `?`; empty when there is none. */
  readonly rawQuery: string;
  /** Looks a header up by its lower-case name; repeated fields are joined by `, `. */
  readonly header: (name: string) => string | null | undefined;
  /** The client's own Accept-Encoding: the edge replaces the header before a worker sees it. */
  readonly clientAcceptEncoding?: string | undefined;
};

/** Takes a worker's request apart without building a URL object. Does not touch the body. */
export function signedRequestOf(request: Request): SignedRequest {
  const { url, headers } = request;
  const pathStart = url.indexOf("/", url.indexOf("://") + 3);
  const queryStart = url.indexOf("?", pathStart);
  return {
    method: request.method,
    rawPath: pathStart < 0 ? "/" : url.slice(pathStart, queryStart < 0 ? url.length : queryStart),
    rawQuery: queryStart < 0 ? "" : url.slice(queryStart + 1),
    header: (name) => headers.get(name),
    // The platform makes `cf` when it is first read, which few signatures need.
    get clientAcceptEncoding() {
      const own: unknown = request.cf?.clientAcceptEncoding;
      return typeof own === "string" ? own : undefined;
    },
  };
}
