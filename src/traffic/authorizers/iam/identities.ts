import type { Identity as Known } from "../../../identities/identity.ts";

/** Who owns an access key, as the request path needs it. */
export type Identity = Readonly<Omit<Known, "accessKeyId" | "admin" | "transitiveTags">>;

/** Finds identities by their access keys. Synchronous where one is held; null: nobody has this key, or it may not be used. */
export interface Identities {
  find(accessKeyId: string, sessionToken: string | null): Identity | null | Promise<Identity | null>;
}
