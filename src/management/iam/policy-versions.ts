import type { PolicyVersion } from "@aws-sdk/client-iam";
import type { IdentityKinds, PolicyVersionBody } from "../../model/identity.ts";
import { deleteConflict, limitExceeded, noSuchEntity } from "../../wire/iam-faults.ts";
import type { Call } from "../call.ts";
import { checkedManagedDocument, encodedDocument } from "./documents.ts";
import { ownPolicy, policyBy } from "./find.ts";
import type { In, Out } from "./operations.ts";
import { pageOfAll } from "./page.ts";

/** AWS's own limit: clients delete the oldest version when they meet it. */
const MAX_VERSIONS = 5;

type Body = IdentityKinds["policy"];

export async function createPolicyVersion(call: Call, input: In<"CreatePolicyVersion">): Out<"CreatePolicyVersion"> {
  const document = checkedManagedDocument(input.PolicyDocument);
  const createdAt = call.now().getTime();
  const { body, version } = await change(call, input.PolicyArn, (before) => {
    if (before.versions.length >= MAX_VERSIONS)
      throw limitExceeded(
        `A managed policy can have up to ${MAX_VERSIONS} versions. Before you create a new version, you must delete an existing version.`,
      );
    const added = { id: `v${before.nextVersion}`, document, createdAt };
    return {
      version: added,
      body: {
        ...before,
        versions: [...before.versions, added],
        nextVersion: before.nextVersion + 1,
        defaultVersionId: input.SetAsDefault === true ? added.id : before.defaultVersionId,
        updatedAt: createdAt,
      },
    };
  });
  return { PolicyVersion: versionOf(body, version) };
}

export async function getPolicyVersion(call: Call, input: In<"GetPolicyVersion">): Out<"GetPolicyVersion"> {
  const { body } = await policyBy(call, input.PolicyArn);
  const version = found(body, input.PolicyArn, input.VersionId);
  return { PolicyVersion: { ...versionOf(body, version), Document: encodedDocument(version.document) } };
}

/** The newest first. */
export async function listPolicyVersions(call: Call, input: In<"ListPolicyVersions">): Out<"ListPolicyVersions"> {
  const { body } = await policyBy(call, input.PolicyArn);
  const newestFirst = body.versions.toReversed();
  const { items, page } = pageOfAll(input, newestFirst, (version) => String(newestFirst.indexOf(version) + 1));
  return { Versions: items.map((version) => versionOf(body, version)), ...page };
}

export async function setDefaultPolicyVersion(
  call: Call,
  input: In<"SetDefaultPolicyVersion">,
): Out<"SetDefaultPolicyVersion"> {
  await change(call, input.PolicyArn, (before) => ({
    body: {
      ...before,
      defaultVersionId: found(before, input.PolicyArn, input.VersionId).id,
      updatedAt: call.now().getTime(),
    },
  }));
  return {};
}

export async function deletePolicyVersion(call: Call, input: In<"DeletePolicyVersion">): Out<"DeletePolicyVersion"> {
  await change(call, input.PolicyArn, (before) => {
    const gone = found(before, input.PolicyArn, input.VersionId);
    if (gone.id === before.defaultVersionId) throw deleteConflict("Cannot delete the default version of a policy.");
    return { body: { ...before, versions: before.versions.filter((version) => version !== gone) } };
  });
  return {};
}

/** Changes one of the account's own policies. */
async function change<R extends { body: Body }>(call: Call, arn: string, changed: (before: Body) => R): Promise<R> {
  return call.identities.edit(async (edit) => {
    const policy = await ownPolicy(call, arn);
    const result = changed(policy.body);
    edit.put({ ...policy, body: result.body });
    return result;
  });
}

function found({ versions }: Body, arn: string, versionId: string): PolicyVersionBody {
  const version = versions.find(({ id }) => id === versionId);
  if (!version) throw noSuchEntity(`Policy ${arn} version ${versionId} does not exist or is not attachable.`);
  return version;
}

function versionOf({ defaultVersionId }: Body, { id, createdAt }: PolicyVersionBody): PolicyVersion {
  return { VersionId: id, IsDefaultVersion: id === defaultVersionId, CreateDate: new Date(createdAt) };
}
