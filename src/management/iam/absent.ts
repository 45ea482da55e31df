import { noSuchEntity } from "../../wire/iam-faults.ts";
import type { Call } from "../call.ts";
import { named, userNameOf } from "./find.ts";
import type { In, Out } from "./operations.ts";

// What a user cannot have here: it signs its calls, and nothing else. Clients ask for all of these before they delete a user.

const NONE = { IsTruncated: false } as const;

async function checkUser(call: Call, input: { UserName?: string | undefined }): Promise<void> {
  await named(call, "user", userNameOf(call, input));
}

export async function listMFADevices(call: Call, input: In<"ListMFADevices">): Out<"ListMFADevices"> {
  await checkUser(call, input);
  return { MFADevices: [], ...NONE };
}

export async function listSSHPublicKeys(call: Call, input: In<"ListSSHPublicKeys">): Out<"ListSSHPublicKeys"> {
  await checkUser(call, input);
  return { SSHPublicKeys: [], ...NONE };
}

export async function listSigningCertificates(
  call: Call,
  input: In<"ListSigningCertificates">,
): Out<"ListSigningCertificates"> {
  await checkUser(call, input);
  return { Certificates: [], ...NONE };
}

export async function listServiceSpecificCredentials(
  call: Call,
  input: In<"ListServiceSpecificCredentials">,
): Out<"ListServiceSpecificCredentials"> {
  if (input.AllUsers !== true) await checkUser(call, input);
  return { ServiceSpecificCredentials: [], ...NONE };
}

export async function listVirtualMFADevices(): Out<"ListVirtualMFADevices"> {
  return { VirtualMFADevices: [], ...NONE };
}

export async function listAccountAliases(): Out<"ListAccountAliases"> {
  return { AccountAliases: [], ...NONE };
}

export async function getLoginProfile(call: Call, input: In<"GetLoginProfile">): Out<"GetLoginProfile"> {
  throw await noLoginProfile(call, input);
}

export async function deleteLoginProfile(call: Call, input: In<"DeleteLoginProfile">): Out<"DeleteLoginProfile"> {
  throw await noLoginProfile(call, input);
}

async function noLoginProfile(call: Call, input: { UserName?: string | undefined }): Promise<Error> {
  await checkUser(call, input);
  return noSuchEntity(`Login Profile for User ${userNameOf(call, input)} cannot be found.`);
}
