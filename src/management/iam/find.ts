import { identityArn } from "../../identities/arns.ts";
import { awsManagedPolicy, isAwsManaged } from "../../model/aws-managed-policies.ts";
import type { IdentityKind, StoredIdentity } from "../../model/identity.ts";
import type { Fault } from "../../wire/fault.ts";
import { deleteConflict, invalidInput, noSuchEntity, validationError } from "../../wire/iam-faults.ts";
import type { Call } from "../call.ts";
import { type PageInput, type PageOutput, afterOf, pageOf, pageOfAll, rowsOf } from "./page.ts";

/** The ARN of a stored identity. */
export function arnOf(call: Pick<Call, "accountId">, { id, kind, body }: StoredIdentity): string {
  return isAwsManaged(id) ? id : identityArn(call.accountId, kind, body);
}

/** The path that a new identity is given. Throws InvalidInput for those that AWS keeps for its own roles. */
export function newPath(path = "/"): string {
  if (!path.startsWith("/aws-service-role")) return path;
  throw invalidInput("Paths beginning with '/aws-service-role' are reserved for AWS Service Linked Roles");
}

/** An identity by its name. Throws NoSuchEntity. */
export async function named<K extends Exclude<IdentityKind, "policy">>(
  call: Call,
  kind: K,
  name: string,
): Promise<StoredIdentity<K>> {
  const found = await call.identities.byName(kind, name);
  if (!found) throw noSuchEntity(`The ${kind} with name ${name} cannot be found.`);
  return found;
}

const byName = ({ body }: { body: { name: string } }): string => body.name.toLowerCase();

/** A page of the identities of a kind, in the order of their names. */
export async function identityPage<K extends IdentityKind>(
  call: Call,
  kind: K,
  input: PageInput & { PathPrefix?: string | undefined },
): Promise<{ items: StoredIdentity<K>[]; page: PageOutput }> {
  const [after, limit] = [afterOf(input), rowsOf(input)];
  const rows = await call.identities.list(kind, { pathPrefix: input.PathPrefix, after, limit });
  return pageOf(input, rows, byName);
}

/** As identityPage, of identities that were read whole. */
export function pageByName<I extends { body: { name: string } }>(input: PageInput, identities: readonly I[]) {
  return pageOfAll(input, identities, byName);
}

/** AWS's answer for a policy that does not exist. */
export function unknownPolicy(arn: string): Fault {
  return noSuchEntity(`Policy ${arn} was not found.`);
}

/** A managed policy by its ARN: one of the account's, or of AWS's own. Null where there is none. */
export async function findPolicy(call: Call, arn: string): Promise<StoredIdentity<"policy"> | null> {
  if (isAwsManaged(arn)) return awsManagedPolicy(arn) ?? null;
  const found = await call.identities.byName("policy", arn.slice(arn.lastIndexOf("/") + 1));
  return found && arnOf(call, found) === arn ? found : null;
}

/** A managed policy by its ARN. Throws NoSuchEntity. */
export async function policyBy(call: Call, arn: string): Promise<StoredIdentity<"policy">> {
  const found = await findPolicy(call, arn);
  if (!found) throw unknownPolicy(arn);
  return found;
}

/** As policyBy, for a change: those of AWS's own cannot be changed. Throws NoSuchEntity for them as well. */
export async function ownPolicy(call: Call, arn: string): Promise<StoredIdentity<"policy">> {
  if (isAwsManaged(arn)) throw unknownPolicy(arn);
  return policyBy(call, arn);
}

/** The user that an operation speaks of: the caller itself where it names none. */
export function userNameOf({ caller }: Call, { UserName: name }: { UserName?: string | undefined }): string {
  const own = name ?? caller.keys["aws:username"];
  if (own === undefined) throw validationError("Must specify userName when calling with non-User credentials");
  return own;
}

/** Throws DeleteConflict where an identity has policies still. */
export async function refuseWithPolicies({ identities }: Call, id: string): Promise<void> {
  if ((await identities.policiesOf(id)).length > 0)
    throw deleteConflict("Cannot delete entity, must detach all policies first.");
  if ((await identities.inlinePolicies(id)).length > 0)
    throw deleteConflict("Cannot delete entity, must delete policies first.");
}

/** What IAM and STS take for an ARN: six parts, the last of which may hold anything. */
export function isArn(text: string): boolean {
  return /^arn:[^:]+:[^:]+:[^:]*:[^:]*:./.test(text);
}
