import type { SignedRequest } from "../../src/sigv4/request.ts";

/** The parts of a request as a test writes them: header names in any case, repeated ones joined as the platform does. */
export function request(
  method: string,
  target: string,
  headers: readonly (readonly [string, string])[],
  clientAcceptEncoding?: string,
): SignedRequest {
  const joined = new Map<string, string>();
  for (const [name, value] of headers) {
    const before = joined.get(name.toLowerCase());
    joined.set(name.toLowerCase(), before === undefined ? value.trim() : `${before}, ${value.trim()}`);
  }
  const mark = target.indexOf("?");
  return {
    method,
    rawPath: mark < 0 ? target : target.slice(0, mark),
    rawQuery: mark < 0 ? "" : target.slice(mark + 1),
    header: (name) => joined.get(name) ?? null,
    clientAcceptEncoding,
  };
}
