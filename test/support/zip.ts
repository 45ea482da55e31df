import { strToU8, zipSync } from "fflate";

/** All archives are of one moment, so that the same files give the same bytes. */
const mtime = new Date("2026-01-02T03:04:06Z");

/** A zip archive of texts (or bytes) by path. */
export function zipOf(files: Record<string, string | Uint8Array>): Uint8Array {
  return zipSync(
    Object.fromEntries(
      Object.entries(files).map(([path, content]) => [path, typeof content === "string" ? strToU8(content) : content]),
    ),
    { mtime },
  );
}
