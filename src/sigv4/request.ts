/** What a signature covers of a request, as it stands on the wire. */
export type SignedRequest = {
  readonly method: string;
  /** The path as received, still percent-encoded, starting with `/`. */
  readonly rawPath: string;
  /** The query as received, without its `?`; empty when there is none. */
  readonly rawQuery: string;
  /** Looks a header up by its lower-case name; repeated fields are joined by `, `. */
  header(name: string): string | null | undefined;
  /** The client's own Accept-Encoding: the edge replaces the header before a worker sees it. */
  readonly clientAcceptEncoding?: string | undefined;
};

/** Takes a worker's request apart without building a URL object. Does not touch the body. */
export function signedRequestOf(request: Request): SignedRequest {
  return new ReceivedRequest(request);
}

/** A class: V8 takes longer to make an object literal that has a getter. */
class ReceivedRequest implements SignedRequest {
  readonly method: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly #request: Request;
  readonly #headers: Headers;

  constructor(request: Request) {
    const { url } = request;
    const pathStart = url.indexOf("/", url.indexOf("://") + 3);
    const queryStart = url.indexOf("?", pathStart);
    this.method = request.method;
    this.rawPath = pathStart < 0 ? "/" : url.slice(pathStart, queryStart < 0 ? url.length : queryStart);
    this.rawQuery = queryStart < 0 ? "" : url.slice(queryStart + 1);
    this.#request = request;
    this.#headers = request.headers;
  }

  header(name: string): string | null {
    return this.#headers.get(name);
  }

  /** The platform makes `cf` when it is first read, which few signatures need. */
  get clientAcceptEncoding(): string | undefined {
    const own: unknown = this.#request.cf?.clientAcceptEncoding;
    return typeof own === "string" ? own : undefined;
  }
}
