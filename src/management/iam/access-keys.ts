import { type StoredAccessKey, accessKeyRow } from "../../model/identity.ts";
import { invalidInput, noSuchEntity } from "../../wire/iam-faults.ts";
import { readAccessKey } from "../../storage/identity-reads.ts";
import type { Call } from "../call.ts";
import { named, userNameOf } from "./find.ts";
import { newAccessKeyId, newSecret } from "./ids.ts";
import type { In, Out } from "./operations.ts";
import { pageOfAll } from "./page.ts";

export async function createAccessKey(call: Call, input: In<"CreateAccessKey">): Out<"CreateAccessKey"> {
  const UserName = userNameOf(call, input);
  const id = newAccessKeyId(call, "AKIA");
  const secret = newSecret(call);
  const createdAt = call.now().getTime();
  const sealed = call.secrets.seal(accessKeyRow(id), secret);
  await call.identities.edit(async (edit) => {
    const { id: userId } = await named(call, "user", UserName);
    edit.addAccessKey({ id, userId, status: "Active", secret: sealed, createdAt });
  });
  return {
    AccessKey: {
      UserName,
      AccessKeyId: id,
      Status: "Active",
      SecretAccessKey: secret,
      CreateDate: new Date(createdAt),
    },
  };
}

export async function listAccessKeys(call: Call, input: In<"ListAccessKeys">): Out<"ListAccessKeys"> {
  const UserName = userNameOf(call, input);
  const user = await named(call, "user", UserName);
  const { items, page } = pageOfAll(input, await call.identities.accessKeys(user.id), ({ id }) => id);
  const AccessKeyMetadata = items.map(({ id, status, createdAt }) => ({
    UserName,
    AccessKeyId: id,
    Status: status,
    CreateDate: new Date(createdAt),
  }));
  return { AccessKeyMetadata, ...page };
}

export async function updateAccessKey(call: Call, input: In<"UpdateAccessKey">): Out<"UpdateAccessKey"> {
  const { Status: status } = input;
  if (status !== "Active" && status !== "Inactive") throw invalidInput(`An access key cannot be made ${status}.`);
  await call.identities.edit(async (edit) => edit.setAccessKeyStatus((await ownKey(call, input)).id, status));
  return {};
}

export async function deleteAccessKey(call: Call, input: In<"DeleteAccessKey">): Out<"DeleteAccessKey"> {
  await call.identities.edit(async (edit) => edit.removeAccessKey((await ownKey(call, input)).id));
  return {};
}

/** When a key was used last is not kept: AWS's answer for a key of which it does not know. */
export async function getAccessKeyLastUsed(
  call: Call,
  { AccessKeyId: id }: In<"GetAccessKeyLastUsed">,
): Out<"GetAccessKeyLastUsed"> {
  const key = await readAccessKey(call.identities.db, id);
  const user = key && (await call.identities.byId(key.userId));
  if (!user) throw unknownKey(id);
  return {
    UserName: user.body.name,
    AccessKeyLastUsed: { LastUsedDate: undefined, ServiceName: "N/A", Region: "N/A" },
  };
}

async function ownKey(
  call: Call,
  input: { UserName?: string | undefined; AccessKeyId: string },
): Promise<StoredAccessKey> {
  const user = await named(call, "user", userNameOf(call, input));
  const key = await readAccessKey(call.identities.db, input.AccessKeyId);
  if (key?.userId !== user.id) throw unknownKey(input.AccessKeyId);
  return key;
}

function unknownKey(id: string) {
  return noSuchEntity(`The Access Key with id ${id} cannot be found.`);
}
