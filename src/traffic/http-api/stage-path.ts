import type { Exchange } from "../exchange.ts";

/**
 * The path with the stage's segment, `$default` has none, and without a custom domain's base path: what HTTP APIs show to private
 * backends and in events of format 2.0 (developer guide, "Payload format differences": rawPath has no API mapping value).
 */
export function stagePath({ basePath, fullPath, stage, path }: Exchange): string {
  if (basePath === null) return fullPath;
  return stage.name === "$default" ? path : `/${stage.name}${path}`;
}
