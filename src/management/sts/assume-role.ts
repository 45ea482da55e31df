import { identityArn, sessionArn } from "../../identities/arns.ts";
import { compileDocument } from "../../identities/identity.ts";
import { type StoredIdentity, defaultDocument } from "../../model/identity.ts";
import { evaluateIdentity, evaluateResourcePolicies } from "../../policies/evaluate.ts";
import { accessDenied, notImplemented } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import { validationError } from "../../wire/iam-faults.ts";
import { policyRequest } from "../authorization/authorize.ts";
import { requestTags } from "../authorization/request-tags.ts";
import type { Call } from "../call.ts";
import { checkedDocument } from "../iam/documents.ts";
import { findPolicy, isArn } from "../iam/find.ts";
import { knownTo } from "../iam/trust-policies.ts";
import type { KeyValues } from "../request-keys.ts";
import { temporaryCredentials } from "./credentials.ts";
import { sessionTags } from "./session-tags.ts";

type In = Input<"sts", "AssumeRole">;

const DEFAULT_SECONDS = 3600;
/** The longest session that a role's session may make of another role. */
const MOST_CHAINED_SECONDS = 3600;

/** Members that ask for what is not built: a session without it would be another than was asked for. */
const NOT_BUILT = ["SerialNumber", "TokenCode", "SourceIdentity", "ProvidedContexts"] as const;

export async function assumeRole(call: Call, input: In): Promise<Output<"sts", "AssumeRole">> {
  const unbuilt = NOT_BUILT.find((member) => input[member] !== undefined);
  if (unbuilt) throw notImplemented("sts", `AssumeRole with ${unbuilt}`);
  checkArn(input.RoleArn);
  const { tags, transitive } = sessionTags(call, input);
  const policies = await sessionPolicies(call, input);
  const role = await roleBy(call, input.RoleArn);
  const actions = Object.keys(tags).length > 0 ? ["sts:AssumeRole", "sts:TagSession"] : ["sts:AssumeRole"];
  for (const action of actions) checkTrust(call, role, action, input);
  const session = { ownerId: role.id, name: input.RoleSessionName, policies, tags, transitive };
  return {
    Credentials: temporaryCredentials(call, session, secondsOf(call, role, input)),
    AssumedRoleUser: {
      AssumedRoleId: `${role.id}:${input.RoleSessionName}`,
      Arn: sessionArn(call.accountId, role.body.name, input.RoleSessionName),
    },
  };
}

/** Recorded: only what is no ARN at all is told of as such. */
function checkArn(arn: string): void {
  if (!isArn(arn)) throw validationError(`${arn} is invalid`);
}

/** A role that does not exist is, to callers, one that they may not have. */
async function roleBy(call: Call, arn: string): Promise<StoredIdentity<"role">> {
  const found = await call.identities.byName("role", arn.slice(arn.lastIndexOf("/") + 1));
  if (found && identityArn(call.accountId, "role", found.body) === arn) return found;
  throw notTrusted(call, "sts:AssumeRole", arn);
}

/** AWS's answer, which does not say what was missing. */
function notTrusted({ caller }: Call, action: string, roleArn: string) {
  return accessDenied(`User: ${caller.arn} is not authorized to perform: ${action} on resource: ${roleArn}`);
}

/**
 * The trust policy decides, as a resource's policy: one that names the caller suffices, one that names its account asks for the
 * caller's own policies as well; a deny in either refuses (IAM User Guide, "Policy evaluation logic", roles).
 */
function checkTrust(call: Call, role: StoredIdentity<"role">, action: string, input: In): void {
  const resource = identityArn(call.accountId, "role", role.body);
  const request = policyRequest(call, { action, resource, keys: sessionKeys(input) }, requestTags(input));
  const trust = evaluateResourcePolicies([compileDocument(role.body.trustPolicy, "trust")], {
    ...request,
    principal: knownTo(role.body, call.caller.principal),
  });
  const own = evaluateIdentity(call.caller.policies, request);
  if (trust === "allow" && own !== "deny") return;
  if (trust === "delegate" && own === "allow") return;
  throw notTrusted(call, action, resource);
}

function sessionKeys(input: In): KeyValues {
  return {
    "sts:rolesessionname": input.RoleSessionName,
    ...(input.ExternalId === undefined ? {} : { "sts:externalid": input.ExternalId }),
    ...(input.TransitiveTagKeys?.length ? { "sts:transitivetagkeys": input.TransitiveTagKeys } : {}),
  };
}

/** The documents that limit the session: the one passed, and those of managed policies as they are now. */
async function sessionPolicies(call: Call, { Policy: inline, PolicyArns: arns = [] }: In): Promise<string[]> {
  const managed = await Promise.all(
    arns.map(async ({ arn = "" }) => {
      const policy = await findPolicy(call, arn);
      if (!policy) throw validationError(`Policy ${arn} does not exist or is not attachable.`);
      return defaultDocument(policy.body);
    }),
  );
  return inline === undefined ? managed : [checkedDocument(inline, "identity"), ...managed];
}

function secondsOf({ caller }: Call, role: StoredIdentity<"role">, { DurationSeconds: asked }: In): number {
  const chained = caller.principal.roleArn !== undefined;
  const seconds = asked ?? DEFAULT_SECONDS;
  if (chained && seconds > MOST_CHAINED_SECONDS)
    throw validationError(
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
    );
  if (seconds > role.body.maxSessionDuration)
    throw validationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  return seconds;
}
