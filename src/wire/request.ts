/** A management request as it arrived, its body read: what a signature is checked against and an input is decoded from. */
export interface RequestParts {
  /** In upper case. */
  readonly method: string;
  /** The path, percent-encoded as it was sent, with its leading slash and without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

export function requestParts(request: Request, body: Uint8Array): RequestParts {
  const url = new URL(request.url);
  return { method: request.method, path: url.pathname, query: url.searchParams, headers: request.headers, body };
}
