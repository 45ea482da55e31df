import { equalInConstantTime } from "../../sigv4/digest.ts";
import { readFunctionCode } from "../../storage/function-code.ts";
import type { Secrets } from "../../storage/secrets.ts";
import type { Call } from "../call.ts";

/** The gateway's own address beside AWS's operations: what GetFunction names as the Location of code. */
export const CODE_PATH = "/tollgate/function-code";
/** AWS's locations are good for ten minutes. */
const VALID_MS = 10 * 60 * 1000;

/** Where an archive can be fetched from by anybody who has the address. */
export function codeLocation(call: Call, sha256: string, bytes: number): string {
  const expires = call.now().getTime() + VALID_MS;
  const query = new URLSearchParams({ sha256, bytes: String(bytes), expires: String(expires) });
  query.set("signature", call.secrets.lookupHash(signed(sha256, bytes, expires)));
  return `${call.origin}${CODE_PATH}?${query}`;
}

/** What a download needs of the worker. */
export interface DownloadPorts {
  db: D1Database;
  /** null where ENCRYPTION_KEY is not set: no location was ever given then */
  secrets: Secrets | null;
  now(): number;
}

/** Answers a location of `codeLocation` with the archive; 403 for one that is forged or has expired. */
export async function downloadCode(url: URL, { db, secrets, now }: DownloadPorts): Promise<Response> {
  const { sha256 = "", signature = "", ...given } = Object.fromEntries(url.searchParams);
  const [bytes, expires] = [Number(given["bytes"]), Number(given["expires"])];
  const hashes = secrets?.lookupHashes(signed(sha256, bytes, expires)) ?? [];
  if (!hashes.some((hash) => equalInConstantTime(hash, signature)) || expires < now()) {
    return Response.json({ message: "Forbidden" }, { status: 403 });
  }
  try {
    const zip = await readFunctionCode(db, sha256, bytes);
    return new Response(zip, { headers: { "Content-Type": "application/zip" } });
  } catch {
    return Response.json({ message: "The code is no longer there" }, { status: 404 });
  }
}

function signed(sha256: string, bytes: number, expires: number): string {
  return `${CODE_PATH}\n${sha256}\n${bytes}\n${expires}`;
}
