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
