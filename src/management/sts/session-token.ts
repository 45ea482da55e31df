import { accessDenied, notImplemented } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { temporaryCredentials } from "./credentials.ts";

const DEFAULT_SECONDS = 43_200;
/** Of the account's root, whatever is asked for. */
const MOST_ROOT_SECONDS = 3600;

/** Temporary credentials of the caller itself: a user, or the administrator. */
export async function getSessionToken(
  call: Call,
  input: Input<"sts", "GetSessionToken">,
): Promise<Output<"sts", "GetSessionToken">> {
  const { caller } = call;
  if (input.SerialNumber !== undefined || input.TokenCode !== undefined)
    throw notImplemented("sts", "GetSessionToken with a device for multi-factor authentication");
  if (caller.expiresAt !== undefined) throw accessDenied("Cannot call GetSessionToken with session credentials");
  const asked = input.DurationSeconds ?? DEFAULT_SECONDS;
  const seconds = caller.admin ? Math.min(asked, MOST_ROOT_SECONDS) : asked;
  const ownerId = caller.admin ? null : caller.userId;
  return { Credentials: temporaryCredentials(call, { ownerId, name: null }, seconds) };
}
