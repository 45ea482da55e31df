import type { CustomDomainMapping } from "../../model/domain.ts";
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

/** Makes a mapping; the domain, the API and the stage must exist, and the path must be free. */
export async function createMapping(
  call: Call,
  wanted: Omit<CustomDomainMapping, "id">,
  taken: string,
): Promise<CustomDomainMapping> {
  const domainName = wanted.domainName.toLowerCase();
  const mapping: CustomDomainMapping = { ...wanted, domainName, id: call.newId(6) };
  await checkTarget(call, mapping);
  const done = await call.documents.edit("domain", domainName, async (_domain, edit) => {
    const others = await listMappings(call, domainName);
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
  domain: string,
  find: (mapping: CustomDomainMapping) => boolean,
  unknown: string,
  change: (mapping: CustomDomainMapping) => void,
): Promise<CustomDomainMapping> {
  const domainName = domain.toLowerCase();
  const changed = await call.documents.edit("domain", domainName, async (_domain, edit) => {
    const all = await listMappings(call, domainName);
    const before = all.find(find);
    if (!before) throw notFound(unknown);
    const mapping = { ...before };
    change(mapping);
    if (all.some((other) => other.id !== mapping.id && other.basePath === mapping.basePath)) {
      throw conflict("Base path already exists for this domain name");
    }
    await checkTarget(call, mapping);
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

/** @throws BadRequestException where there is no such API or stage */
export async function checkTarget(
  call: Call,
  { apiId, stage }: Pick<CustomDomainMapping, "apiId" | "stage">,
): Promise<void> {
  const api = await call.apis.read(apiId);
  if (!api) throw badRequest("Invalid REST API identifier specified");
  if (stage === null) return;
  const found = api.root.kind === "REST" ? await api.get("restStage", stage) : await api.get("stage", stage);
  if (!found) throw badRequest("Invalid stage identifier specified");
}
