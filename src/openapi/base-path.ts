/**
 * What becomes of a document's base path (API Gateway developer guide, "Set the OpenAPI basePath property"): it is ignored, put
 * before every path, or its first part is taken away and the rest put before every path.
 */
export type BasePathMode = "ignore" | "prepend" | "split";

/** The path of a resource. */
export function placedPath(basePath: string, path: string, mode: BasePathMode): string {
  const parts = basePath.split("/").filter((part) => part !== "");
  const kept = mode === "ignore" ? [] : mode === "split" ? parts.slice(1) : parts;
  const own = path.split("/").filter((part) => part !== "");
  return `/${[...kept, ...own].join("/")}`;
}
