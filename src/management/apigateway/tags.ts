import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { type Tagged, type TaggedKinds, addTags, removeTags, taggedBy, taggedDocument } from "../tagged.ts";
import { editRestApi, readRestApi } from "./edit-rest-api.ts";
import { unknownClientCertificate, unknownVpcLink } from "./missing.ts";
import { unknownApiKey } from "./keys/api-keys.ts";
import { unknownUsagePlan } from "./keys/usage-plans.ts";
import { unknownAccess } from "../domains/access-associations.ts";
import { unknownDomain } from "../domains/mappings.ts";
import { putRestStage } from "./stage-plan.ts";
import { findStage } from "./stages.ts";

/** API reference, TagResource: the resources that have tags. */
const KINDS: TaggedKinds = [
  [/^\/restapis\/([^/]+)$/, taggedApi],
  [/^\/restapis\/([^/]+)\/stages\/([^/]+)$/, taggedStage],
  [/^\/vpclinks\/([^/]+)$/, (call, id) => taggedDocument(call, "restVpcLink", id, unknownVpcLink)],
  [
    /^\/clientcertificates\/([^/]+)$/,
    (call, id) => taggedDocument(call, "clientCertificate", id, unknownClientCertificate),
  ],
  [/^\/usageplans\/([^/]+)$/, (call, id) => taggedDocument(call, "usagePlan", id, unknownUsagePlan)],
  [/^\/apikeys\/([^/]+)$/, taggedKey],
  [/^\/domainnames\/([^/]+)$/, (call, name) => taggedDocument(call, "domain", name, unknownDomain)],
  [
    /^\/domainnameaccessassociations\//,
    (call, _id, _name, arn) => taggedDocument(call, "domainAccess", arn, unknownAccess),
  ],
];

export async function getTags(
  call: Call,
  { resourceArn }: Input<"apigateway", "GetTags">,
): Promise<Output<"apigateway", "GetTags">> {
  return { tags: (await taggedBy(call, resourceArn, KINDS).read()) ?? {} };
}

export async function tagResource(
  call: Call,
  { resourceArn, tags }: Input<"apigateway", "TagResource">,
): Promise<Output<"apigateway", "TagResource">> {
  await addTags(taggedBy(call, resourceArn, KINDS), tags);
  return {};
}

export async function untagResource(
  call: Call,
  { resourceArn, tagKeys }: Input<"apigateway", "UntagResource">,
): Promise<Output<"apigateway", "UntagResource">> {
  await removeTags(taggedBy(call, resourceArn, KINDS), tagKeys);
  return {};
}

function taggedApi(call: Call, apiId: string): Tagged {
  return {
    read: async () => (await readRestApi(call, apiId)).root.body.tags,
    change: (change) =>
      editRestApi(call, apiId, async (edit) => {
        const { body } = edit.root;
        edit.putRoot(edit.root, { ...body, tags: change(body.tags ?? {}) });
      }),
  };
}

function taggedStage(call: Call, apiId: string, name: string): Tagged {
  return {
    read: async () => (await findStage(await readRestApi(call, apiId), name)).tags,
    change: (change) =>
      editRestApi(call, apiId, async (edit) => {
        const stage = await findStage(edit, name);
        await putRestStage(edit, { ...stage, tags: change(stage.tags ?? {}) });
      }),
  };
}

function taggedKey(call: Call, id: string): Tagged {
  return {
    async read() {
      const row = await call.apiKeys.get(id);
      if (!row) throw unknownApiKey();
      return row.key.tags;
    },
    async change(change) {
      const after = await call.apiKeys.edit(id, (key) => {
        key.tags = change(key.tags ?? {});
      });
      if (!after) throw unknownApiKey();
    },
  };
}
