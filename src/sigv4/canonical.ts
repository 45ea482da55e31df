import { normalizeQueryComponent, uriEncode } from "./encoding.ts";

/** Drops empty and dot segments (RFC 3986, section 5.2.4, and SigV4's rule for redundant slashes). */
function normalizeSegments(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === "..") kept.pop();
    else kept.push(segment);
  }
  if (kept.length === 0) return "/";
  const trailing = path.endsWith("/") || path.endsWith("/.") || path.endsWith("/..") ? "/" : "";
  return `/${kept.join("/")}${trailing}`;
}

/** Whether a path has empty or dot segments, which clients normalise or leave depending on their settings. */
export function hasRedundantSegments(path: string): boolean {
  return path.includes("//") || path.includes("/.");
}

/**
 * The canonical URI of a path as it stands on the wire: encoded a second time, as every service but S3 wants it.
 * `normalize` drops empty and dot segments first.
 */
export function canonicalPath(rawPath: string, normalize: boolean): string {
  if (rawPath === "") return "/";
  return uriEncode(normalize && hasRedundantSegments(rawPath) ? normalizeSegments(rawPath) : rawPath, true);
}

type QueryPair = { readonly name: string; readonly value: string };

/** By name, then by value, in code point order; a comparison of whole pairs would put `a-b=` before `a=`. */
function byNameThenValue(left: QueryPair, right: QueryPair): number {
  if (left.name !== right.name) return left.name < right.name ? -1 : 1;
  if (left.value === right.value) return 0;
  return left.value < right.value ? -1 : 1;
}

/** How to write a query for signing: which parameters are left out, and whether components are normalised. */
export type QueryForm = {
  /** Parameters that no signature covers, in their encoded form, e.g. `X-Amz-Signature`. */
  readonly without?: ReadonlySet<string>;
  /** Keep names and values exactly as sent, as clients do that sign a finished URL. */
  readonly verbatim?: boolean;
};

/** The canonical query string of a query as it stands on the wire (without its `?`). */
export function canonicalQuery(rawQuery: string, form: QueryForm = {}): string {
  if (rawQuery === "") return "";
  const pairs: QueryPair[] = [];
  for (const part of rawQuery.split("&")) {
    if (part === "" && form.verbatim !== true) continue;
    const equals = part.indexOf("=");
    const rawName = equals < 0 ? part : part.slice(0, equals);
    const rawValue = equals < 0 ? "" : part.slice(equals + 1);
    const name = form.verbatim === true ? rawName : normalizeQueryComponent(rawName);
    if (form.without?.has(name) === true) continue;
    pairs.push({ name, value: form.verbatim === true ? rawValue : normalizeQueryComponent(rawValue) });
  }
  if (pairs.length > 1) pairs.sort(byNameThenValue);
  return pairs.map((pair) => `${pair.name}=${pair.value}`).join("&");
}

/** A header's value for signing: trimmed, and runs of white space made one space. */
export function canonicalHeaderValue(value: string): string {
  const trimmed = value.trim();
  for (let index = 0; index < trimmed.length; index++) {
    const code = trimmed.charCodeAt(index);
    if (code > 32) continue;
    if (code !== 32 || trimmed.charCodeAt(index + 1) <= 32) return trimmed.replaceAll(/\s+/g, " ");
  }
  return trimmed;
}

/** The parts of a canonical request, all in their canonical form. */
export type CanonicalParts = {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** `name:value\n` for each signed header, in the order of `signedHeaders`. */
  readonly headers: string;
  /** Names joined by `;`. */
  readonly signedHeaders: string;
  readonly payloadHash: string;
};

/** Writes the canonical request (SigV4, "Create a canonical request"). */
export function canonicalRequest(parts: CanonicalParts): string {
  return `${parts.method}\n${parts.path}\n${parts.query}\n${parts.headers}\n${parts.signedHeaders}\n${parts.payloadHash}`;
}

/** The only algorithm understood here; the asymmetric AWS4-ECDSA-P256-SHA256 is refused by name. */
export const ALGORITHM = "AWS4-HMAC-SHA256";

/** Writes the string to sign (SigV4, "Create a string to sign"). `date` is in ISO 8601 basic format. */
export function stringToSign(date: string, scope: string, canonicalRequestHash: string): string {
  return `${ALGORITHM}\n${date}\n${scope}\n${canonicalRequestHash}`;
}
