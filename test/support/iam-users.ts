/** Users and roles of a gateway of the tests, made by the administrator. */
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import type { Credentials } from "@aws-sdk/client-sts";
import { type ClientOptions, iam } from "./clients.ts";
import type { Gateway } from "./gateway.ts";

type Address = Pick<Gateway, "url">;

/** What a client signs with. */
export type Key = NonNullable<ClientOptions["credentials"]>;

/** The credentials of an answer of STS. */
export function keyOf({ AccessKeyId = "", SecretAccessKey = "", SessionToken = "" }: Partial<Credentials> = {}): Key {
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

/** Makes a user with an access key and, where it is given, an inline policy named `own`. */
export async function newUser(gateway: Address, UserName: string, PolicyDocument?: string) {
  const admin = iam(gateway);
  await admin.send(new CreateUserCommand({ UserName }));
  if (PolicyDocument) await admin.send(new PutUserPolicyCommand({ UserName, PolicyName: "own", PolicyDocument }));
  const { AccessKey } = await admin.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
}

/** Makes a role with an inline policy named `own`, and gives its ARN. */
export async function newRole(
  gateway: Address,
  RoleName: string,
  AssumeRolePolicyDocument: string,
  PolicyDocument: string,
): Promise<string> {
  const admin = iam(gateway);
  const { Role } = await admin.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  await admin.send(new PutRolePolicyCommand({ RoleName, PolicyName: "own", PolicyDocument }));
  return Role?.Arn ?? "";
}
