import { badRequest } from "../../wire/faults.ts";

/** Headers that no rule may ask for: the platform's own, and those of a single connection (developer guide, "Routing rules"). */
const RESTRICTED = new Set(
  (
    "authorization connection content-encoding content-length content-location forwarded keep-alive origin proxy-authenticate " +
    "proxy-authorization te trailers transfer-encoding upgrade x-forwarded-for x-forwarded-host x-forwarded-proto x-restapi via"
  ).split(" "),
);
const RESTRICTED_PREFIXES = ["access-control-", "apigw-", "x-amz-", "x-amzn-", "x-apigw-"];
const HEADER_NAME = /^[A-Za-z0-9*?\-!#$%&'.^_`|~]{1,39}$/;
const GLOB = /^\*?[A-Za-z0-9?\-!#$%&'.^_`|~]*\*?$/;
const BASE_PATH = /^[\w\-.+!*'(),:;=@&$~%]+(?:\/[\w\-.+!*'(),:;=@&$~%]+)*$/;

export function checkHeaderName(name: string): string {
  const lower = name.toLowerCase();
  if (!HEADER_NAME.test(name)) throw badRequest(`Invalid header name in a condition: ${name}`);
  if (RESTRICTED.has(lower) || RESTRICTED_PREFIXES.some((prefix) => lower.startsWith(prefix))) {
    throw badRequest(`The header ${name} cannot be used in a condition`);
  }
  return name;
}

/** `a*`, `*a`, `*a*` or `a`. */
export function checkGlob(glob: string): string {
  if (glob === "" || glob.length > 127 || !GLOB.test(glob))
    throw badRequest(`Invalid header value in a condition: ${glob}`);
  return glob;
}

export function checkBasePath(basePath: string): string {
  let [start, end] = [0, basePath.length];
  while (basePath.startsWith("/", start)) start++;
  while (basePath.endsWith("/", end)) end--;
  const trimmed = basePath.slice(start, end);
  if (!BASE_PATH.test(trimmed)) throw badRequest(`Invalid base path in a condition: ${basePath}`);
  return trimmed;
}
