import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { editV2Api, readV2Api } from "../edit-api.ts";
import { found } from "./missing.ts";
import { unknownDomain } from "../domains/mappings.ts";
import { putStage } from "./stage-plan.ts";
import { type Tagged, type TaggedKinds, addTags, removeTags, taggedBy, taggedDocument } from "../tagged.ts";

const KINDS: TaggedKinds = [
  [/^\/apis\/([^/]+)$/, taggedApi],
  [/^\/apis\/([^/]+)\/stages\/([^/]+)$/, taggedStage],
  [/^\/vpclinks\/([^/]+)$/, taggedVpcLink],
  [/^\/domainnames\/([^/]+)$/, (call, name) => taggedDocument(call, "domain", name, unknownDomain)],
];

export async function getTags(
  call: Call,
  input: Input<"apigatewayv2", "GetTags">,
): Promise<Output<"apigatewayv2", "GetTags">> {
  return { Tags: (await taggedBy(call, input.ResourceArn, KINDS).read()) ?? {} };
}

export async function tagResource(
  call: Call,
  input: Input<"apigatewayv2", "TagResource">,
): Promise<Output<"apigatewayv2", "TagResource">> {
  await addTags(taggedBy(call, input.ResourceArn, KINDS), input.Tags ?? {});
  return {};
}

export async function untagResource(
  call: Call,
  input: Input<"apigatewayv2", "UntagResource">,
): Promise<Output<"apigatewayv2", "UntagResource">> {
  await removeTags(taggedBy(call, input.ResourceArn, KINDS), input.TagKeys);
  return {};
}

function taggedApi(call: Call, apiId: string): Tagged {
  return {
    read: async () => (await readV2Api(call, apiId)).root.body.Tags,
    change: (change) =>
      editV2Api(call, apiId, async (edit) => {
        const { body } = edit.root;
        edit.putRoot(edit.root, { ...body, Tags: change(body.Tags ?? {}) });
      }),
  };
}

function taggedStage(call: Call, apiId: string, name: string): Tagged {
  return {
    read: async () => found(await (await readV2Api(call, apiId)).get("stage", name), "stage").Tags,
    change: (change) =>
      editV2Api(call, apiId, async (edit) => {
        const stage = found(await edit.get("stage", name), "stage");
        await putStage(edit, { ...stage, Tags: change(stage.Tags ?? {}) });
      }),
  };
}

function taggedVpcLink(call: Call, id: string): Tagged {
  return {
    read: async () => found(await call.documents.get("vpcLink", id), "Vpc Link").body.Tags,
    change: async (change) => {
      const done = await call.documents.edit("vpcLink", id, ({ body }, edit) => {
        edit.put("vpcLink", id, { ...body, Tags: change(body.Tags ?? {}) });
        return true;
      });
      found(done, "Vpc Link");
    },
  };
}
