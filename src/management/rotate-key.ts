import { SecretsError } from "../storage/secrets.ts";
import { resealPage } from "../storage/sealed-rows.ts";
import { accessDenied, badRequest } from "../wire/faults.ts";
import type { RequestParts } from "../wire/request.ts";
import type { Call } from "./call.ts";

/** The gateway's own operation beside AWS's: POST, signed by the administrator like any management call. */
const PATH = "/tollgate/rotate-key";

/** Whether a request is the one that rotateKey answers. */
export function isRotateKey({ method, path }: RequestParts): boolean {
  return method === "POST" && path === PATH;
}

/**
 * Seals a page of the secrets at rest under the first key of ENCRYPTION_KEY. Answers how many it looked at and changed, and where
 * to go on (`?position=`): null when all is done, and the other keys can be removed.
 */
export async function rotateKey(call: Call, { query }: RequestParts): Promise<Response> {
  if (!call.caller.admin) throw accessDenied("Only the administrator may rotate the encryption key");
  try {
    return Response.json(await resealPage(call.documents.db, call.secrets, query.get("position")));
  } catch (error) {
    if (error instanceof RangeError || error instanceof SecretsError) throw badRequest(error.message);
    throw error;
  }
}
