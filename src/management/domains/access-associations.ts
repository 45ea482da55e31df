import type { DomainNameAccessAssociation } from "@aws-sdk/client-api-gateway";
import type { DomainAccess } from "../../model/domain.ts";
import type { Fault } from "../../wire/fault.ts";
import { badRequest, conflict, notFound } from "../../wire/faults.ts";
import type { SdkOperations } from "../../wire/generated/operations.ts";
import type { Input, Output, ServiceHandlers } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { limitOf, pageOf, positionOf } from "../pages.ts";
import { checkedTags } from "../tag-rules.ts";
import { domainNameArnOf } from "./private.ts";

type Operations = SdkOperations["apigateway"];
type In<O extends keyof Operations> = Input<"apigateway", O>;
type Out<O extends keyof Operations> = Output<"apigateway", O>;

const UNKNOWN_DOMAIN = "Invalid domain name arn specified";

/** The answer about an access association that there is not. */
export const unknownAccess = (): Fault => notFound("Invalid domain name access association arn specified");

/** Lets the callers of a VPC endpoint come to a private domain. */
async function create(
  call: Call,
  input: In<"CreateDomainNameAccessAssociation">,
): Promise<Out<"CreateDomainNameAccessAssociation">> {
  const { domainNameArn, accessAssociationSource: source, tags } = input;
  if (!/^vpce-[0-9a-z]+$/.test(source)) throw badRequest(`Invalid access association source: ${source}`);
  const [, domainName = "", domainNameId] = /:\/domainnames\/([^+/]+)(?:\+(\w+))?$/.exec(domainNameArn) ?? [];
  const made = await call.documents.edit("domain", domainName, async ({ body }, edit) => {
    if (body.endpointType !== "PRIVATE") {
      throw badRequest("Access associations are supported for private custom domain names only");
    }
    if (body.domainNameId !== domainNameId) throw notFound(UNKNOWN_DOMAIN);
    const id = `arn:aws:apigateway:${body.region}:${call.accountId}:/domainnameaccessassociations/domainname/${domainName}+${domainNameId}/vpcesource/${source}`;
    if (await call.documents.get("domainAccess", id)) throw conflict("The access association already exists");
    const access: DomainAccess = {
      id,
      domainName,
      domainNameArn: domainNameArnOf(call, body),
      sourceType: "VPCE",
      source,
      tags: checkedTags(tags),
    };
    edit.put("domainAccess", id, access, { name: id, parent: domainName });
    return access;
  });
  if (!made) throw notFound(UNKNOWN_DOMAIN);
  return shown(made);
}

async function list(
  call: Call,
  input: In<"GetDomainNameAccessAssociations">,
): Promise<Out<"GetDomainNameAccessAssociations">> {
  // This gateway is one account: there are none of others.
  if (input.resourceOwner === "OTHER_ACCOUNTS") return { items: [] };
  const limit = limitOf(input.limit);
  const rows = await call.documents.list("domainAccess", { after: positionOf(input.position), limit: limit + 1 });
  const { items, next } = pageOf(rows, limit);
  return { items: items.map(({ body }) => shown(body)), position: next };
}

async function remove(
  call: Call,
  { domainNameAccessAssociationArn: arn }: In<"DeleteDomainNameAccessAssociation">,
): Promise<Out<"DeleteDomainNameAccessAssociation">> {
  const { domainName } = await found(call, arn);
  await call.documents.edit("domain", domainName, (_domain, edit) => {
    edit.remove("domainAccess", arn, domainName);
    return true;
  });
  return {};
}

/** Rejecting is for associations that other accounts have made, and here there are none. */
async function reject(
  call: Call,
  { domainNameAccessAssociationArn: arn }: In<"RejectDomainNameAccessAssociation">,
): Promise<Out<"RejectDomainNameAccessAssociation">> {
  await found(call, arn);
  throw badRequest("The access association is of the same account: delete it with DeleteDomainNameAccessAssociation");
}

export const accessAssociationHandlers = {
  CreateDomainNameAccessAssociation: create,
  GetDomainNameAccessAssociations: list,
  DeleteDomainNameAccessAssociation: remove,
  RejectDomainNameAccessAssociation: reject,
} satisfies ServiceHandlers<Call, "apigateway">;

async function found(call: Call, arn: string): Promise<DomainAccess> {
  const document = await call.documents.get("domainAccess", arn);
  if (!document) throw unknownAccess();
  return document.body;
}

function shown({ id, domainNameArn, source, sourceType, tags }: DomainAccess): DomainNameAccessAssociation {
  return {
    domainNameAccessAssociationArn: id,
    domainNameArn,
    accessAssociationSource: source,
    accessAssociationSourceType: sourceType,
    tags,
  };
}
