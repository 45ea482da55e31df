import { awsManagedPolicies } from "../../model/aws-managed-policies.ts";
import type { StoredIdentity } from "../../model/identity.ts";
import { deleteConflict, entityAlreadyExists } from "../../wire/iam-faults.ts";
import type { Call } from "../call.ts";
import { checkedManagedDocument } from "./documents.ts";
import { newPath, ownPolicy, policyBy } from "./find.ts";
import { newIdentityId } from "./ids.ts";
import type { In, Out } from "./operations.ts";
import { pageOfAll } from "./page.ts";
import { policyOf } from "./shapes.ts";
import { checkedTags, tagsOf } from "./tags.ts";

export async function createPolicy(call: Call, input: In<"CreatePolicy">): Out<"CreatePolicy"> {
  const { PolicyName: name, Description: description = null } = input;
  const document = checkedManagedDocument(input.PolicyDocument);
  const createdAt = call.now().getTime();
  const body = {
    name,
    path: newPath(input.Path),
    createdAt,
    description,
    versions: [{ id: "v1", document, createdAt }],
    defaultVersionId: "v1",
    nextVersion: 2,
    updatedAt: createdAt,
    tags: checkedTags([], input.Tags ?? []),
  };
  const policy: StoredIdentity<"policy"> = { kind: "policy", id: newIdentityId(call, "policy"), body };
  await call.identities.edit(async (edit) => {
    if (await call.identities.isTaken("policy", name))
      throw entityAlreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
    edit.put(policy);
  });
  // So at AWS: the description is told by GetPolicy alone.
  return { Policy: { ...policyOf(call, policy, { attached: 0, boundaries: 0 }), Tags: tagsOf(body.tags) } };
}

export async function getPolicy(call: Call, input: In<"GetPolicy">): Out<"GetPolicy"> {
  const policy = await policyBy(call, input.PolicyArn);
  const attached = (await call.identities.sources("attached", policy.id)).length;
  const boundaries = (await call.identities.sources("boundary", policy.id)).length;
  const { description, tags } = policy.body;
  // So at AWS: tags are told here even where there are none.
  const details = { Description: description ?? undefined, Tags: tags };
  return { Policy: { ...policyOf(call, policy, { attached, boundaries }), ...details } };
}

/** The account's own and AWS's, in the order of names. */
export async function listPolicies(call: Call, input: In<"ListPolicies">): Out<"ListPolicies"> {
  const { Scope: scope = "All", PolicyUsageFilter: usage, PathPrefix: pathPrefix = "/" } = input;
  const own = scope === "AWS" ? [] : await call.identities.list("policy", { pathPrefix });
  const aws = scope === "Local" ? [] : awsManagedPolicies().filter(({ body }) => body.path.startsWith(pathPrefix));
  const attached = await call.identities.linkCounts("attached");
  const boundaries = await call.identities.linkCounts("boundary");
  const useOf = ({ id }: StoredIdentity) => ({ attached: attached.get(id) ?? 0, boundaries: boundaries.get(id) ?? 0 });
  const wanted = [...own, ...aws].filter((policy) => {
    const use = useOf(policy);
    if (usage === "PermissionsBoundary") return use.boundaries > 0;
    if (usage === "PermissionsPolicy") return use.attached > 0;
    return input.OnlyAttached !== true || use.attached > 0;
  });
  const { items, page } = pageOfAll(
    input,
    wanted.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    keyOf,
  );
  return { Policies: items.map((policy) => policyOf(call, policy, useOf(policy))), ...page };
}

export async function deletePolicy(call: Call, input: In<"DeletePolicy">): Out<"DeletePolicy"> {
  const { identities } = call;
  await identities.edit(async (edit) => {
    const { id, body } = await ownPolicy(call, input.PolicyArn);
    const used = [...(await identities.sources("attached", id)), ...(await identities.sources("boundary", id))];
    if (used.length > 0) throw deleteConflict("Cannot delete a policy attached to entities.");
    if (body.versions.length > 1)
      throw deleteConflict(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      );
    edit.remove(id);
  });
  return {};
}

/** A policy of the account may have the name of one of AWS's. */
const keyOf = ({ id, body }: StoredIdentity<"policy">): string => `${body.name.toLowerCase()} ${id}`;
