import { LoadedIdentities } from "../../src/identities/loaded-identities.ts";
import { accessKeyRow } from "../../src/model/identity.ts";
import { IdentityStore } from "../../src/storage/identity-store.ts";
import type { IdentityEdit } from "../../src/storage/identity-store.ts";
import { testDb } from "./store.ts";
import { testSecrets } from "./v2-call.ts";

export const ACCOUNT = "000000000000";

/** Identities over a database of the tests: what is written is announced to what is loaded, as within one isolate. */
export function identityBench(db: D1Database = testDb) {
  const clock = { now: 1_700_000_000_000 };
  const loaded = new LoadedIdentities(
    {
      db,
      secrets: testSecrets,
      admin: { accessKeyId: "test", secretAccessKey: "test" },
      accountId: ACCOUNT,
    },
    () => clock.now,
  );
  const store = new IdentityStore(db, {
    now: () => clock.now,
    newId: () => crypto.randomUUID(),
    pause: () => new Promise((resolve) => setTimeout(resolve, Math.random() * 5)),
    announcer: {
      announce: async (_id, changes) => {
        for (const { id } of changes) loaded.changed(id);
      },
    },
  });
  return { clock, loaded, store };
}

/** Puts a user with an access key. */
export function putUser(edit: IdentityEdit, id: string, accessKeyId: string, secret: string): void {
  edit.put({ kind: "user", id, body: { name: `name-of-${id}`, path: "/", createdAt: 0, tags: [] } });
  edit.addAccessKey({
    id: accessKeyId,
    userId: id,
    status: "Active",
    secret: testSecrets.seal(accessKeyRow(accessKeyId), secret),
    createdAt: 0,
  });
}
