import type { IdentityKind } from "../../model/identity.ts";
import type { Call } from "../call.ts";
import { randomText } from "../random-text.ts";

/** The letters of AWS's unique ids. */
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** What the unique ids of each kind begin with (IAM User Guide, "Unique ID prefixes"). */
const PREFIXES: Readonly<Record<IdentityKind, string>> = { user: "AIDA", group: "AGPA", role: "AROA", policy: "ANPA" };

/** A unique id of 21 characters: `AIDA…`. */
export function newIdentityId(call: Call, kind: IdentityKind): string {
  return PREFIXES[kind] + randomText(call.random, BASE32, 17);
}

/** An access key's id of 20 characters: AKIA… of a user, ASIA… of a session. */
export function newAccessKeyId(call: Call, prefix: "AKIA" | "ASIA"): string {
  return prefix + randomText(call.random, BASE32, 16);
}

/** A secret access key: 40 characters, 240 bits. */
export function newSecret(call: Call): string {
  return randomText(call.random, BASE64, 40);
}
