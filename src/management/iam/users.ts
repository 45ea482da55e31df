import type { StoredIdentity } from "../../model/identity.ts";
import { deleteConflict, entityAlreadyExists } from "../../wire/iam-faults.ts";
import type { Call } from "../call.ts";
import { linkBoundary } from "./boundaries.ts";
import { identityPage, named, newPath, refuseWithPolicies, userNameOf } from "./find.ts";
import { newIdentityId } from "./ids.ts";
import type { In, Out } from "./operations.ts";
import { boundaryOf, userOf } from "./shapes.ts";
import { checkedTags, tagsOf } from "./tags.ts";

const nameTaken = (name: string) => entityAlreadyExists(`User with name ${name} already exists.`);

export async function createUser(call: Call, input: In<"CreateUser">): Out<"CreateUser"> {
  const { UserName: name, PermissionsBoundary: boundary } = input;
  const body = {
    name,
    path: newPath(input.Path),
    createdAt: call.now().getTime(),
    tags: checkedTags([], input.Tags ?? []),
  };
  const user: StoredIdentity<"user"> = { kind: "user", id: newIdentityId(call, "user"), body };
  await call.identities.edit(async (edit) => {
    if (await call.identities.isTaken("user", name)) throw nameTaken(name);
    edit.put(user);
    if (boundary !== undefined) await linkBoundary(call, edit, user.id, boundary);
  });
  return { User: await wholeUser(call, user) };
}

export async function getUser(call: Call, input: In<"GetUser">): Out<"GetUser"> {
  if (input.UserName === undefined && call.caller.admin) return { User: rootUser(call) };
  return { User: await wholeUser(call, await named(call, "user", userNameOf(call, input))) };
}

export async function listUsers(call: Call, input: In<"ListUsers">): Out<"ListUsers"> {
  const { items, page } = await identityPage(call, "user", input);
  return { Users: items.map((user) => userOf(call, user)), ...page };
}

export async function updateUser(call: Call, input: In<"UpdateUser">): Out<"UpdateUser"> {
  await call.identities.edit(async (edit) => {
    const user = await named(call, "user", input.UserName);
    const name = input.NewUserName ?? user.body.name;
    const renamed = name.toLowerCase() !== user.body.name.toLowerCase();
    if (renamed && (await call.identities.isTaken("user", name))) throw nameTaken(name);
    edit.put({ ...user, body: { ...user.body, name, path: input.NewPath ?? user.body.path } });
  });
  return {};
}

export async function deleteUser(call: Call, input: In<"DeleteUser">): Out<"DeleteUser"> {
  const { identities } = call;
  await identities.edit(async (edit) => {
    const { id } = await named(call, "user", input.UserName);
    if ((await identities.accessKeys(id)).length > 0)
      throw deleteConflict("Cannot delete entity, must delete access keys first.");
    await refuseWithPolicies(call, id);
    if ((await identities.groupsOf(id)).length > 0)
      throw deleteConflict("Cannot delete entity, must remove users from group first.");
    edit.remove(id);
  });
  return {};
}

async function wholeUser(call: Call, user: StoredIdentity<"user">) {
  const PermissionsBoundary = await boundaryOf(call, user.id);
  return { ...userOf(call, user), Tags: tagsOf(user.body.tags), PermissionsBoundary };
}

/** The account's root, who asks for itself: it has no name, and nobody knows since when it is. */
function rootUser({ caller }: Call) {
  return { Path: "/", UserName: undefined, UserId: caller.userId, Arn: caller.arn, CreateDate: undefined };
}
