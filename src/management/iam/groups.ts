import type { StoredIdentity } from "../../model/identity.ts";
import { deleteConflict, entityAlreadyExists, noSuchEntity } from "../../wire/iam-faults.ts";
import type { Call } from "../call.ts";
import { identityPage, named, newPath, pageByName, refuseWithPolicies } from "./find.ts";
import { newIdentityId } from "./ids.ts";
import type { In, Out } from "./operations.ts";
import { groupOf, userOf } from "./shapes.ts";

const nameTaken = (name: string) => entityAlreadyExists(`Group with name ${name} already exists.`);

export async function createGroup(call: Call, input: In<"CreateGroup">): Out<"CreateGroup"> {
  const { GroupName: name } = input;
  const body = { name, path: newPath(input.Path), createdAt: call.now().getTime() };
  const group: StoredIdentity<"group"> = { kind: "group", id: newIdentityId(call, "group"), body };
  await call.identities.edit(async (edit) => {
    if (await call.identities.isTaken("group", name)) throw nameTaken(name);
    edit.put(group);
  });
  return { Group: groupOf(call, group) };
}

export async function getGroup(call: Call, input: In<"GetGroup">): Out<"GetGroup"> {
  const group = await named(call, "group", input.GroupName);
  const members = await call.identities.sources("member", group.id);
  const users = members.filter((member) => member.kind === "user");
  const { items, page } = pageByName(input, users);
  return { Group: groupOf(call, group), Users: items.map((user) => userOf(call, user)), ...page };
}

export async function listGroups(call: Call, input: In<"ListGroups">): Out<"ListGroups"> {
  const { items, page } = await identityPage(call, "group", input);
  return { Groups: items.map((group) => groupOf(call, group)), ...page };
}

export async function updateGroup(call: Call, input: In<"UpdateGroup">): Out<"UpdateGroup"> {
  await call.identities.edit(async (edit) => {
    const group = await named(call, "group", input.GroupName);
    const name = input.NewGroupName ?? group.body.name;
    const renamed = name.toLowerCase() !== group.body.name.toLowerCase();
    if (renamed && (await call.identities.isTaken("group", name))) throw nameTaken(name);
    edit.put({ ...group, body: { ...group.body, name, path: input.NewPath ?? group.body.path } });
  });
  return {};
}

export async function deleteGroup(call: Call, input: In<"DeleteGroup">): Out<"DeleteGroup"> {
  const { identities } = call;
  await identities.edit(async (edit) => {
    const { id } = await named(call, "group", input.GroupName);
    if ((await identities.sources("member", id)).length > 0)
      throw deleteConflict("Cannot delete entity, must remove users from group first.");
    await refuseWithPolicies(call, id);
    edit.remove(id);
  });
  return {};
}

export async function addUserToGroup(call: Call, input: In<"AddUserToGroup">): Out<"AddUserToGroup"> {
  await call.identities.edit(async (edit) => {
    const group = await named(call, "group", input.GroupName);
    edit.link("member", (await named(call, "user", input.UserName)).id, group.id);
  });
  return {};
}

export async function removeUserFromGroup(call: Call, input: In<"RemoveUserFromGroup">): Out<"RemoveUserFromGroup"> {
  await call.identities.edit(async (edit) => {
    const group = await named(call, "group", input.GroupName);
    const user = await named(call, "user", input.UserName);
    const isMember = (await call.identities.groupsOf(user.id)).some(({ id }) => id === group.id);
    if (!isMember) throw noSuchEntity(`User ${input.UserName} not in group ${input.GroupName}`);
    edit.unlink("member", user.id, group.id);
  });
  return {};
}

export async function listGroupsForUser(call: Call, input: In<"ListGroupsForUser">): Out<"ListGroupsForUser"> {
  const user = await named(call, "user", input.UserName);
  const groups = await call.identities.groupsOf(user.id);
  const { items, page } = pageByName(input, groups);
  return { Groups: items.map((group) => groupOf(call, group)), ...page };
}
