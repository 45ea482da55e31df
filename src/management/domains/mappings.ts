import type { ApiRoot } from "../../model/api.ts";
import type { CustomDomain, CustomDomainMapping } from "../../model/domain.ts";
import type { Fault } from "../../wire/fault.ts";
import { badRequest, conflict, notFound } from "../../wire/faults.ts";
import type { Call } from "../call.ts";

export const unknownDomain = (): Fault => notFound("Invalid domain name identifier specified");

/** All mappings of a domain. */
export async function listMappings(call: Call, domainName: string): Promise<CustomDomainMapping[]> {
  const parent = domainName.toLowerCase();
  return (await call.documents.list("domainMapping", { parent })).map(({ body }) => body);
}

/** The names of the domains that lead to an API, or to one stage of it: it cannot be deleted while there are any. */
export async function domainsOfApi(call: Call, apiId: string, stage?: string): Promise<string[]> {
  const all = [...(await call.documents.list("domainMapping")), ...(await call.documents.list("domainRule"))];
  const leading = all.filter(({ body }) => body.apiId === apiId && (stage === undefined || body.stage === stage));
  return [...new Set(leading.map(({ body }) => body.domainName))];
}

/** @throws BadRequestException where a domain still leads to a stage that is to be deleted (recorded from AWS) */
export async function checkStageIsUnmapped(call: Call, apiId: string, stage: string): Promise<void> {
  const domains = await domainsOfApi(call, apiId, stage);
  if (domains.length === 0) return;
  throw badRequest(
    `Deleting stage ${stage} failed. Please remove all base path mappings related to the stage in your domains: ${domains.join(", ")}`,
  );
}

/** By which of API Gateway's generations a mapping is made: each has APIs and domains that it does not manage. */
export type Generation = "v1" | "v2";

/** Makes a mapping; the domain, the API and the stage must exist, and the path must be free. */
export async function createMapping(
  call: Call,
  by: Generation,
  wanted: Omit<CustomDomainMapping, "id">,
  taken: string,
): Promise<CustomDomainMapping> {
  const domainName = wanted.domainName.toLowerCase();
  const mapping: CustomDomainMapping = { ...wanted, domainName, id: call.newId(6) };
  const kind = await checkTarget(call, mapping);
  const done = await call.documents.edit("domain", domainName, async ({ body: domain }, edit) => {
    const others = await listMappings(call, domainName);
    await checkKind(call, by, kind, domain, others);
    if (others.some((other) => other.basePath === mapping.basePath)) throw conflict(taken);
    edit.put("domainMapping", mapping.id, mapping, keysOf(mapping));
    return true;
  });
  if (!done) throw unknownDomain();
  return mapping;
}

/** Changes a mapping that `find` chooses among the domain's. */
export async function editMapping(
  call: Call,
  by: Generation,
  name: string,
  find: (mapping: CustomDomainMapping) => boolean,
  unknown: string,
  change: (mapping: CustomDomainMapping) => void,
): Promise<CustomDomainMapping> {
  const domainName = name.toLowerCase();
  const changed = await call.documents.edit("domain", domainName, async ({ body: domain }, edit) => {
    const all = await listMappings(call, domainName);
    const before = all.find(find);
    if (!before) throw notFound(unknown);
    const mapping = { ...before };
    change(mapping);
    const others = all.filter(({ id }) => id !== mapping.id);
    if (others.some((other) => other.basePath === mapping.basePath)) {
      throw conflict("Base path already exists for this domain name");
    }
    await checkKind(call, by, await checkTarget(call, mapping), domain, others);
    edit.put("domainMapping", mapping.id, mapping, keysOf(mapping));
    return mapping;
  });
  if (!changed) throw unknownDomain();
  return changed;
}

/** Removes a mapping that `find` chooses among the domain's. */
export async function removeMapping(
  call: Call,
  domain: string,
  find: (mapping: CustomDomainMapping) => boolean,
  unknown: string,
): Promise<void> {
  const domainName = domain.toLowerCase();
  const removed = await call.documents.edit("domain", domainName, async (_domain, edit) => {
    const mapping = (await listMappings(call, domainName)).find(find);
    if (!mapping) throw notFound(unknown);
    edit.remove("domainMapping", mapping.id, domainName);
    return true;
  });
  if (!removed) throw unknownDomain();
}

function keysOf({ domainName, basePath }: CustomDomainMapping): { name: string; parent: string } {
  return { name: `${domainName}/${basePath}`, parent: domainName };
}

/**
 * Which APIs a domain may lead to: those of WebSockets and others never together, HTTP APIs by mappings of v2 alone, and those only of
 * domains that have an endpoint other than EDGE.
 *
 * @throws BadRequestException in AWS's words
 */
async function checkKind(
  call: Call,
  by: Generation,
  kind: ApiRoot["kind"],
  { endpointType, besides }: CustomDomain,
  [other]: CustomDomainMapping[],
): Promise<void> {
  if (by === "v2" && endpointType === "EDGE" && !besides) throw badRequest(ONLY_REGIONAL);
  const beside = (other && (await call.apis.read(other.apiId))?.root.kind) ?? kind;
  const isMixed = (kind === "WEBSOCKET") !== (beside === "WEBSOCKET");
  if (isMixed || (by === "v1" && kind !== "REST")) throw badRequest(MIXING);
}

const ONLY_REGIONAL =
  "Only REGIONAL domain names can be managed through the API Gateway V2 API. For EDGE domain names, please use the API Gateway V1 API. Also note that only REST APIs can be attached to EDGE domain names.";
const MIXING =
  "Mixing of REST APIs and HTTP APIs on the same domain name can only be accomplished through API Gateway's V2 DomainName interface. Currently, WebSocket APIs can only be attached to a domain name with other WebSocket APIs. This must also occur through API Gateway's V2 DomainName interface.";

/** The kind of a mapping's API. @throws BadRequestException where there is no such API or stage */
export async function checkTarget(
  call: Call,
  { apiId, stage }: Pick<CustomDomainMapping, "apiId" | "stage">,
): Promise<ApiRoot["kind"]> {
  const api = await call.apis.read(apiId);
  if (!api) throw badRequest("Invalid REST API identifier specified");
  if (stage === null) return api.root.kind;
  const found = api.root.kind === "REST" ? await api.get("restStage", stage) : await api.get("stage", stage);
  if (!found) throw badRequest("Invalid stage identifier specified");
  return api.root.kind;
}
