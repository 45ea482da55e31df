import type { Stage } from "@aws-sdk/client-api-gateway";
import type { Flushed } from "../../model/api.ts";
import { guard } from "../../storage/batch.ts";
import { protectedStages, WEB_ACL_EXISTS } from "../../storage/web-acl-reads.ts";
import { nonexistentItem } from "../../wire/waf-faults.ts";
import { editRestApi, type RestEdit } from "../apigateway/edit-rest-api.ts";
import { putRestStage } from "../apigateway/stage-plan.ts";
import type { Call } from "../call.ts";
import { collectionOf, stageArn, stageOf, type StagePlace } from "./arns.ts";
import { invalidArn } from "./checked-rules.ts";
import type { In, Out } from "./operations.ts";
import { findByArn } from "./resources.ts";
import { webAclAnswer } from "./web-acls.ts";

/** Puts a stage under a web ACL, in the place of the one that it had. It acts at once. */
export async function associateWebACL(call: Call, input: In<"AssociateWebACL">): Out<"AssociateWebACL"> {
  const place = checkedPlace(input.ResourceArn);
  if (collectionOf(input.WebACLArn) !== "webAcl") throw invalidArn(input.WebACLArn);
  const { Id, ARN, region } = await findByArn(call, "webAcl", input.WebACLArn);
  if (region !== place.region) throw nonexistentItem();
  await editStage(call, place, async (stage, edit) => {
    edit.statements.push(guard(call.documents.db, WEB_ACL_EXISTS, Id));
    await putRestStage(edit, { ...stage, webAclArn: ARN });
  });
  return {};
}

/** A stage without a web ACL stays as it is. */
export async function disassociateWebACL(call: Call, input: In<"DisassociateWebACL">): Out<"DisassociateWebACL"> {
  await editStage(call, checkedPlace(input.ResourceArn), async ({ webAclArn: _gone, ...stage }, edit) =>
    putRestStage(edit, stage),
  );
  return {};
}

/** Empty where the stage has none. */
export async function getWebACLForResource(call: Call, input: In<"GetWebACLForResource">): Out<"GetWebACLForResource"> {
  const { restApiId, stageName, region } = checkedPlace(input.ResourceArn);
  const api = await call.apis.read(restApiId);
  const stage = api?.root.region === region ? await api.get("restStage", stageName) : null;
  if (!stage) throw nonexistentItem();
  return stage.webAclArn === undefined
    ? {}
    : { WebACL: webAclAnswer(call, await findByArn(call, "webAcl", stage.webAclArn)) };
}

/** Where no type is named AWS lists load balancers: there are none here, as there are none of the other types. */
export async function listResourcesForWebACL(
  call: Call,
  input: In<"ListResourcesForWebACL">,
): Out<"ListResourcesForWebACL"> {
  const { ARN, region } = await findByArn(call, "webAcl", input.WebACLArn);
  if (input.ResourceType !== "API_GATEWAY") return { ResourceArns: [] };
  const stages = await protectedStages(call.documents.db, ARN);
  return { ResourceArns: stages.map(({ apiId, stage }) => stageArn(region, apiId, stage)) };
}

function checkedPlace(arn: string): StagePlace {
  const place = stageOf(arn);
  if (!place) throw invalidArn(arn);
  return place;
}

/** The region in the ARN is the API's own: policies have decided on that ARN. */
function editStage(
  call: Call,
  { region, restApiId, stageName }: StagePlace,
  work: (stage: Stage & Flushed, edit: RestEdit) => Promise<void>,
): Promise<void> {
  return editRestApi(
    call,
    restApiId,
    async (edit) => {
      const stage = edit.root.region === region ? await edit.get("restStage", stageName) : null;
      if (!stage) throw nonexistentItem();
      await work(stage, edit);
    },
    nonexistentItem,
  );
}
