import { invalidParameterValue, resourceNotFound } from "../../wire/lambda-faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { functionNotFound, type NamedFunction, namedFunction } from "./reference.ts";
import { editFunction } from "./stored.ts";
import { checkedTags } from "./tag-rules.ts";
import { touchLatest } from "./revisions.ts";

export async function listTags(call: Call, input: Input<"lambda", "ListTags">): Promise<Output<"lambda", "ListTags">> {
  const named = taggedFunction(call, input.Resource);
  const found = await call.documents.get("function", named.id);
  if (!found) throw functionNotFound(call, named);
  return { Tags: found.body.tags };
}

export async function tagResource(
  call: Call,
  input: Input<"lambda", "TagResource">,
): Promise<Output<"lambda", "TagResource">> {
  const named = taggedFunction(call, input.Resource);
  if (Object.keys(input.Tags).length === 0) {
    throw invalidParameterValue("An error occurred and the request cannot be processed.");
  }
  await changeTags(call, named, (tags) => checkedTags({ ...tags, ...input.Tags }));
  return {};
}

export async function untagResource(
  call: Call,
  input: Input<"lambda", "UntagResource">,
): Promise<Output<"lambda", "UntagResource">> {
  const gone = new Set(input.TagKeys);
  await changeTags(call, taggedFunction(call, input.Resource), (tags) =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !gone.has(key))),
  );
  return {};
}

async function changeTags(
  call: Call,
  named: NamedFunction,
  change: (tags: Record<string, string>) => Record<string, string>,
): Promise<void> {
  await editFunction(call, named, async (edit) => {
    edit.putFunction({ tags: change(edit.before.tags) });
    await touchLatest(call, edit);
  });
}

/** Of Lambda's resources only functions exist here: of all others there is none. */
const OTHERS: Readonly<Record<string, string>> = {
  "event-source-mapping": "Event source mapping",
  "capacity-provider": "Capacity provider",
  "code-signing-config": "Code signing config",
  layer: "Layer",
};

function taggedFunction(call: Call, arn: string): NamedFunction {
  const other = OTHERS[arn.split(":")[5] ?? ""];
  if (other !== undefined) throw resourceNotFound(`${other} not found: ${arn}`);
  const named = namedFunction(call, arn);
  if (named.qualifier !== null) {
    throw invalidParameterValue(
      "Tags on function aliases and versions are not supported. Please specify a function ARN.",
    );
  }
  return named;
}
