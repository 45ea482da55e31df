import type { VpcLink } from "@aws-sdk/client-apigatewayv2";
import { badRequest } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { found } from "./missing.ts";
import { page } from "./page.ts";
import { checkedTags } from "../tag-rules.ts";

const MAX_NAME = 128;

/** VPC links are records here: there is no network to join, so a link is available at once. Integrations name them. */
export async function createVpcLink(
  call: Call,
  input: Input<"apigatewayv2", "CreateVpcLink">,
): Promise<Output<"apigatewayv2", "CreateVpcLink">> {
  if (input.SubnetIds.length === 0) throw badRequest("SubnetIds for a vpc link cannot be empty");
  checkName(input.Name);
  const VpcLinkId = call.newId(6);
  const link: VpcLink = {
    CreatedDate: call.now(),
    Name: input.Name,
    SecurityGroupIds: input.SecurityGroupIds ?? [],
    SubnetIds: input.SubnetIds,
    Tags: checkedTags(input.Tags),
    VpcLinkId,
    VpcLinkStatus: "AVAILABLE",
    VpcLinkStatusMessage: "VPC link is ready to route traffic",
    VpcLinkVersion: "V2",
  };
  await call.documents.create((edit) => edit.put("vpcLink", VpcLinkId, link));
  return link;
}

export async function getVpcLink(
  call: Call,
  input: Input<"apigatewayv2", "GetVpcLink">,
): Promise<Output<"apigatewayv2", "GetVpcLink">> {
  return found(await call.documents.get("vpcLink", input.VpcLinkId), "Vpc Link").body;
}

export async function getVpcLinks(
  call: Call,
  input: Input<"apigatewayv2", "GetVpcLinks">,
): Promise<Output<"apigatewayv2", "GetVpcLinks">> {
  const { items, next } = await page(input, (after, limit) => call.documents.list("vpcLink", { after, limit }));
  return { Items: items.map(({ body }) => body), NextToken: next };
}

export async function updateVpcLink(
  call: Call,
  input: Input<"apigatewayv2", "UpdateVpcLink">,
): Promise<Output<"apigatewayv2", "UpdateVpcLink">> {
  if (input.Name !== undefined) checkName(input.Name);
  const link = await call.documents.edit("vpcLink", input.VpcLinkId, ({ body }, edit) => {
    const after: VpcLink = { ...body, Name: input.Name ?? body.Name };
    edit.put("vpcLink", input.VpcLinkId, after);
    return after;
  });
  return found(link, "Vpc Link");
}

export async function deleteVpcLink(
  call: Call,
  input: Input<"apigatewayv2", "DeleteVpcLink">,
): Promise<Output<"apigatewayv2", "DeleteVpcLink">> {
  const gone = await call.documents.edit("vpcLink", input.VpcLinkId, (_link, edit) => {
    edit.remove("vpcLink", input.VpcLinkId);
    return true;
  });
  found(gone, "Vpc Link");
  return {};
}

function checkName(name: string): void {
  if (name === "" || name.length > MAX_NAME) throw badRequest("Invalid vpc link name specified");
}
