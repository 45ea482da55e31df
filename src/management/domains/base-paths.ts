import { badRequest } from "../../wire/faults.ts";

/** The base path that stands for the root in paths of the management API. */
export const NONE = "(none)";

/** A base path as it is stored: empty for the root. */
export function basePathOf(basePath: string | undefined): string {
  return basePath === undefined || basePath === NONE ? "" : basePath;
}

/** @throws BadRequestException for a path of several levels: v2 alone makes those (developer guide, "API mappings") */
export function checkBasePath(basePath: string | undefined): string {
  if (basePath?.includes("/")) {
    throw badRequest(
      "API Gateway V1 doesn't support the slash character (/) in base path mappings. To create a multi-level base path mapping, use API Gateway V2.",
    );
  }
  return basePathOf(basePath);
}

/** Checks the key of an API mapping, which may have several parts (developer guide, "API mappings", restrictions). */
export function checkedMappingKey(key: string): string {
  if (/[^A-Za-z0-9$\-_.+!*'()/]/.test(key))
    throw badRequest("An ApiMapping key may contain only letters, numbers and one of $-_.+!*'()/,");
  if (key.startsWith("/") || key.includes("//"))
    throw badRequest("API mapping key should not start with a '/' or have consecutive '/'s.");
  if (key.endsWith("/")) throw badRequest("API mapping key should not end with a '/'.");
  return key;
}
