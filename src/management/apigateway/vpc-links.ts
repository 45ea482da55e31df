import type { VpcLink } from "@aws-sdk/client-api-gateway";
import { servedRoutesWith } from "../../storage/manifest.ts";
import { badRequest } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { limitOf, pageOf, positionOf } from "../pages.ts";
import { type PatchTable, applyPatches, listingRefusals } from "../patch.ts";
import { textRow } from "../patch-rows.ts";
import { checkedTags } from "../tag-rules.ts";
import { unknownVpcLink } from "./missing.ts";

/** What UpdateVpcLink may patch (API reference, "Patch Operations"). */
const patches: PatchTable<VpcLink> = { refusals: listingRefusals, paths: [textRow("name"), textRow("description")] };

/**
 * VPC links are records here: there is no network to join. A link is answered as pending, as AWS does and clients expect, and is
 * available to the next call.
 */
export async function createVpcLink(
  call: Call,
  input: Input<"apigateway", "CreateVpcLink">,
): Promise<Output<"apigateway", "CreateVpcLink">> {
  const { name, description, targetArns, tags } = input;
  const link: VpcLink = {
    id: call.newId(6),
    name,
    ...(description ? { description } : {}),
    targetArns,
    status: "AVAILABLE",
    statusMessage: "Your vpc link is ready for use",
    ...(tags ? { tags: checkedTags(tags) } : {}),
  };
  checkLink(link);
  await call.documents.create((edit) => edit.put("restVpcLink", link.id ?? "", link));
  const { statusMessage: _later, ...pending } = link;
  return { ...pending, status: "PENDING" };
}

export async function getVpcLink(
  call: Call,
  { vpcLinkId }: Input<"apigateway", "GetVpcLink">,
): Promise<Output<"apigateway", "GetVpcLink">> {
  const link = await call.documents.get("restVpcLink", vpcLinkId);
  if (!link) throw unknownVpcLink();
  return withTags(link.body);
}

export async function getVpcLinks(
  call: Call,
  input: Input<"apigateway", "GetVpcLinks">,
): Promise<Output<"apigateway", "GetVpcLinks">> {
  const limit = limitOf(input.limit);
  const rows = await call.documents.list("restVpcLink", { after: positionOf(input.position), limit: limit + 1 });
  const { items, next } = pageOf(rows, limit);
  return { items: items.map(({ body }) => body), position: next };
}

export async function updateVpcLink(
  call: Call,
  { vpcLinkId, patchOperations = [] }: Input<"apigateway", "UpdateVpcLink">,
): Promise<Output<"apigateway", "UpdateVpcLink">> {
  const link = await call.documents.edit("restVpcLink", vpcLinkId, ({ body }, edit) => {
    const after = { ...body };
    applyPatches(after, patchOperations, patches);
    if (!after.description) delete after.description;
    checkLink(after);
    edit.put("restVpcLink", vpcLinkId, after);
    return after;
  });
  if (!link) throw unknownVpcLink();
  return withTags(link);
}

export async function deleteVpcLink(
  call: Call,
  { vpcLinkId }: Input<"apigateway", "DeleteVpcLink">,
): Promise<Output<"apigateway", "DeleteVpcLink">> {
  const gone = await call.documents.edit("restVpcLink", vpcLinkId, async (_link, edit) => {
    await refuseServed(call, vpcLinkId);
    edit.remove("restVpcLink", vpcLinkId);
    return true;
  });
  if (!gone) throw unknownVpcLink();
  return {};
}

/** So many methods are named that still use a link. */
const NAMED_METHODS = 20;

async function refuseServed(call: Call, id: string): Promise<void> {
  const member = `"connectionId":${JSON.stringify(id)}`;
  const routes = await servedRoutesWith(call.documents.db, member, NAMED_METHODS);
  if (routes.length === 0) return;
  const places = routes.map(({ apiId, id: method, stage }) => {
    const [resourceId, httpMethod] = method.split("/");
    return `${apiId}:${httpMethod}:${resourceId}:${stage}`;
  });
  throw badRequest(
    `Cannot delete vpc link. Vpc link '${id}', is referenced in [${places.join(", ")}] in format of [RESTApiId:Method:Resource:Stage].`,
  );
}

function checkLink({ name, targetArns = [] }: VpcLink): void {
  if (!name) throw badRequest("Name cannot be empty");
  const wrong = targetArns.find((arn) => !/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/.test(arn));
  if (wrong !== undefined) throw badRequest(`Invalid ARN. ARN is not well formed ${wrong}`);
  if (targetArns.length > 1) throw badRequest("More than one target arn specified for vpc link.");
}

/** A single link has tags, if only none; the links of a list have them where there are any. */
function withTags(link: VpcLink): VpcLink {
  return { ...link, tags: link.tags ?? {} };
}
