import { badRequest } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { editV2Api, readV2Api } from "../edit-api.ts";
import { found } from "./missing.ts";
import { putStage } from "./stage-plan.ts";
import { checkedTags } from "../tag-rules.ts";

type Tags = Record<string, string>;

/** A resource that has tags, found by its ARN. */
interface Tagged {
  read(): Promise<Tags | undefined>;
  /** Puts what `change` makes of the tags in the place of those before. */
  change(change: (before: Tags) => Tags): Promise<void>;
}

/** The kinds of ARNs, by their resource part: `arn:aws:apigateway:{region}::{resource}`. */
const KINDS: readonly [pattern: RegExp, tagged: (call: Call, id: string, name: string) => Tagged][] = [
  [/^\/apis\/([^/]+)$/, taggedApi],
  [/^\/apis\/([^/]+)\/stages\/([^/]+)$/, taggedStage],
  [/^\/vpclinks\/([^/]+)$/, taggedVpcLink],
];

export async function getTags(
  call: Call,
  input: Input<"apigatewayv2", "GetTags">,
): Promise<Output<"apigatewayv2", "GetTags">> {
  return { Tags: (await taggedBy(call, input.ResourceArn).read()) ?? {} };
}

export async function tagResource(
  call: Call,
  input: Input<"apigatewayv2", "TagResource">,
): Promise<Output<"apigatewayv2", "TagResource">> {
  await taggedBy(call, input.ResourceArn).change((before) => checkedTags({ ...before, ...input.Tags }));
  return {};
}

export async function untagResource(
  call: Call,
  input: Input<"apigatewayv2", "UntagResource">,
): Promise<Output<"apigatewayv2", "UntagResource">> {
  const gone = new Set(input.TagKeys);
  await taggedBy(call, input.ResourceArn).change((before) =>
    Object.fromEntries(Object.entries(before).filter(([key]) => !gone.has(key))),
  );
  return {};
}

function taggedBy(call: Call, arn: string): Tagged {
  const resource = /^arn:aws[\w-]*:apigateway:[^:]*:[^:]*:(.+)$/.exec(arn)?.[1];
  if (resource === undefined) throw badRequest(`Invalid ARN specified in the request: ${arn}`);
  for (const [pattern, tagged] of KINDS) {
    const match = pattern.exec(resource);
    if (match) return tagged(call, match[1] ?? "", decodeURIComponent(match[2] ?? ""));
  }
  throw badRequest(`Invalid ARN specified in the request: ${arn} names no resource that can have tags`);
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
