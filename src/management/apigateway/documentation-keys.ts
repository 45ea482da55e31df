import type { DocumentationPartLocation } from "@aws-sdk/client-api-gateway";

/** The natural key of a documentation part: there is one for each place. */
export function documentationPartKey({
  type,
  path,
  method,
  statusCode,
  name,
}: Partial<DocumentationPartLocation>): string {
  return [type, path ?? "/", method ?? "*", statusCode ?? "*", name ?? ""].join(" ");
}
