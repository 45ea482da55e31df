import type { StoredIpSet } from "../../model/waf.ts";
import { parseNetwork } from "../../policies/address.ts";
import { REFERRED_BY_NONE } from "../../storage/web-acl-reads.ts";
import { invalidParameter } from "../../wire/waf-faults.ts";
import type { Call } from "../call.ts";
import type { In, Out } from "./operations.ts";
import {
  createResource,
  deleteResource,
  editResource,
  findResource,
  listResources,
  nameKey,
  newResource,
  refuseCloudFront,
  summaryOf,
} from "./resources.ts";

export async function createIPSet(call: Call, input: In<"CreateIPSet">): Out<"CreateIPSet"> {
  refuseCloudFront(call, "CreateIPSet", input.Scope);
  const { IPAddressVersion, Description } = input;
  const set: StoredIpSet = {
    ...newResource(call, "ipset", input),
    ...(Description === undefined ? {} : { Description }),
    IPAddressVersion,
    Addresses: checkedAddresses(input.Addresses, IPAddressVersion),
  };
  await createResource(call, (edit) => edit.put("ipSet", set.Id, set, nameKey(set)));
  return { Summary: summaryOf(set) };
}

export async function getIPSet(call: Call, input: In<"GetIPSet">): Out<"GetIPSet"> {
  refuseCloudFront(call, "GetIPSet", input.Scope);
  const { LockToken, region: _place, tags: _tags, ...set } = await findResource(call, "ipSet", input);
  return { IPSet: { Description: "", ...set }, LockToken };
}

export async function listIPSets(call: Call, input: In<"ListIPSets">): Out<"ListIPSets"> {
  refuseCloudFront(call, "ListIPSets", input.Scope);
  const { items, ...next } = await listResources(call, "ipSet", input);
  return { IPSets: items.map(summaryOf), ...next };
}

/** The addresses given take the place of all those before; a description that is not given is gone. */
export async function updateIPSet(call: Call, input: In<"UpdateIPSet">): Out<"UpdateIPSet"> {
  refuseCloudFront(call, "UpdateIPSet", input.Scope);
  return editResource(call, "ipSet", input, async ({ Description: _before, ...before }, edit) => {
    const after: StoredIpSet = {
      ...before,
      ...(input.Description === undefined ? {} : { Description: input.Description }),
      Addresses: checkedAddresses(input.Addresses, before.IPAddressVersion),
      LockToken: call.newUuid(),
    };
    edit.put("ipSet", after.Id, after, nameKey(after));
    return { NextLockToken: after.LockToken };
  });
}

export async function deleteIPSet(call: Call, input: In<"DeleteIPSet">): Out<"DeleteIPSet"> {
  refuseCloudFront(call, "DeleteIPSet", input.Scope);
  return deleteResource(call, "ipSet", input, REFERRED_BY_NONE);
}

/** Networks of the set's own version; not /0, which AWS does not take. */
function checkedAddresses(addresses: readonly string[], version: string): string[] {
  const bits = version === "IPV4" ? 32 : 128;
  for (const address of addresses) {
    const network = address.includes("/") ? parseNetwork(address) : undefined;
    if (network?.bits !== bits || network.shift === BigInt(bits)) {
      throw invalidParameter("IP_ADDRESS", address, "The parameter contains formatting that is not valid.");
    }
  }
  return [...new Set(addresses)];
}
