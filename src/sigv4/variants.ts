import { canonicalHeaderValue, canonicalPath, canonicalQuery, hasRedundantSegments } from "./canonical.ts";
import type { SignedRequest } from "./request.ts";
import type { ParsedSignature } from "./signature.ts";

/*
 * Clients differ in how they write the same request for signing, and the platform changes some of it on the way. So a
 * signature is tried against a short list of readings, the usual one first. Each of them is a faithful rendering of
 * what was received: none lets two requests of different meaning share a signature.
 */

/** The most readings tried for one request, so that a bad signature has a bounded cost. */
const MOST_READINGS = 24;

const SIGNATURE_ONLY: ReadonlySet<string> = new Set(["X-Amz-Signature"]);
/** For clients that add the token after signing (SigV4, "X-Amz-Security-Token": some services take it unsigned). */
const SIGNATURE_AND_TOKEN: ReadonlySet<string> = new Set(["X-Amz-Signature", "X-Amz-Security-Token"]);

/** What HTTP clients commonly send as Accept-Encoding; tried when the platform hides the client's own. */
const COMMON_ENCODINGS = [
  "identity",
  "gzip",
  "gzip, deflate",
  "gzip, deflate, br",
  "gzip, deflate, br, zstd",
  "gzip,deflate",
  "deflate, gzip",
  "br, gzip, deflate",
  "*",
];

/** One reading of a request: its canonical path, query and header lines. */
export type Reading = { readonly path: string; readonly query: string; readonly headers: string };

/** A header's name (RFC 9110, section 5.6.2). */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

function headerValue(name: string, request: SignedRequest): string {
  // HTTP/2's pseudo header is the Host that the worker sees; Headers.get throws on other names that are no tokens.
  if (name === ":authority") return canonicalHeaderValue(request.header("host") ?? "");
  return TOKEN.test(name) ? canonicalHeaderValue(request.header(name) ?? "") : "";
}

const NONE: ReadonlySet<string> = new Set();

/** The lines `name:value\n`. `acceptEncoding` replaces that header; in the `split` ones `, ` becomes a bare comma. */
function headerLines(
  signedHeaders: readonly string[],
  request: SignedRequest,
  acceptEncoding: string | undefined,
  split: ReadonlySet<string>,
): string {
  let lines = "";
  for (const name of signedHeaders) {
    const replaced = name === "accept-encoding" ? acceptEncoding : undefined;
    const value = replaced ?? headerValue(name, request);
    lines += `${name}:${split.has(name) ? value.replaceAll(", ", ",") : value}\n`;
  }
  return lines;
}

/**
 * The sets of headers that may have been repeated fields, which the platform joins by `, ` and a signature by `,`:
 * none, all, then each mixture.
 */
function* splitHeaders(signedHeaders: readonly string[], request: SignedRequest): Generator<ReadonlySet<string>> {
  yield NONE;
  const listed = signedHeaders.filter((name) => headerValue(name, request).includes(", "));
  const mixtures = 2 ** Math.min(listed.length, 4);
  for (let mixture = mixtures - 1; mixture > 0; mixture--) {
    yield new Set(listed.filter((_name, index) => (mixture >> Math.min(index, 3)) % 2 === 1));
  }
}

function acceptEncodings(signedHeaders: readonly string[], request: SignedRequest): readonly (string | undefined)[] {
  if (!signedHeaders.includes("accept-encoding")) return [undefined];
  const own = request.clientAcceptEncoding;
  // Development servers may make the client's own value up, so the list follows in either case.
  const known = own === undefined ? [undefined] : [canonicalHeaderValue(own), undefined];
  return [...known, ...COMMON_ENCODINGS];
}

function* otherPaths(request: SignedRequest, first: string): Generator<string> {
  yield first;
  if (hasRedundantSegments(request.rawPath)) yield canonicalPath(request.rawPath, false);
}

function* otherQueries(parsed: ParsedSignature, request: SignedRequest, first: string): Generator<string> {
  yield first;
  const without = parsed.presigned ? SIGNATURE_ONLY : undefined;
  const verbatim = canonicalQuery(request.rawQuery, { verbatim: true, ...(without && { without }) });
  if (verbatim !== first) yield verbatim;
  if (parsed.presigned && parsed.sessionToken !== undefined) {
    yield canonicalQuery(request.rawQuery, { without: SIGNATURE_AND_TOKEN });
  }
}

function* otherHeaders(parsed: ParsedSignature, request: SignedRequest, first: string): Generator<string> {
  yield first;
  for (const split of splitHeaders(parsed.signedHeaders, request)) {
    for (const encoding of acceptEncodings(parsed.signedHeaders, request)) {
      const lines = headerLines(parsed.signedHeaders, request, encoding, split);
      if (lines !== first) yield lines;
    }
  }
}

/** The usual reading: the path normalised, the query re-encoded, the headers as seen (Accept-Encoding as sent). */
export function usualReading(parsed: ParsedSignature, request: SignedRequest): Reading {
  const encoding = acceptEncodings(parsed.signedHeaders, request)[0];
  return {
    path: canonicalPath(request.rawPath, true),
    query: canonicalQuery(request.rawQuery, parsed.presigned ? { without: SIGNATURE_ONLY } : {}),
    headers: headerLines(parsed.signedHeaders, request, encoding, NONE),
  };
}

/** The readings that remain after the usual one has failed; for most requests there is none. */
export function* otherReadings(parsed: ParsedSignature, request: SignedRequest, usual: Reading): Generator<Reading> {
  let count = 0;
  for (const path of otherPaths(request, usual.path)) {
    for (const query of otherQueries(parsed, request, usual.query)) {
      for (const headers of otherHeaders(parsed, request, usual.headers)) {
        if (count > 0) yield { path, query, headers };
        count++;
        if (count > MOST_READINGS) return;
      }
    }
  }
}
