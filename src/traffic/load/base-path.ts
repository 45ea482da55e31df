/** Whether a raw path lies at or below a base path, whole segments compared. */
export function isBelow(path: string, basePath: string): boolean {
  if (basePath === "") return true;
  if (!path.startsWith(basePath, 1)) return false;
  const end = basePath.length + 1;
  return path.length === end || path[end] === "/";
}
