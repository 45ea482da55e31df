import type { DocumentKinds } from "../../model/document.ts";
import { RevisionMoved, guard } from "../../storage/batch.ts";
import type { DocumentEdit, StoredDocument } from "../../storage/documents.ts";
import { holds } from "../../storage/web-acl-reads.ts";
import { notImplemented } from "../../wire/faults.ts";
import {
  associatedItem,
  duplicateItem,
  invalidParameter,
  nonexistentItem,
  optimisticLock,
} from "../../wire/waf-faults.ts";
import type { Call } from "../call.ts";
import { type WafCollection, arnOf, idOf } from "./arns.ts";
import type { In } from "./operations.ts";
import { tagsOf } from "./tag-rules.ts";

/** Where AWS has all that is CloudFront's. */
const CLOUDFRONT_REGION = "us-east-1";

/** Sets and web ACLs of a region protect stages; those of CloudFront have nothing to protect here. */
export function refuseCloudFront({ region }: Call, operation: string, scope: string | undefined): void {
  if (scope !== "CLOUDFRONT") return;
  if (region === CLOUDFRONT_REGION) throw notImplemented("wafv2", `${operation} of scope CLOUDFRONT`);
  throw invalidParameter("SCOPE_VALUE", scope, "The scope is not valid.");
}

/** The name that is unique: of a collection in a region. */
export function nameKey(resource: { region: string; Name: string }): { name: string } {
  return { name: `${resource.region}/${resource.Name}` };
}

/** The members that every new resource has. */
export function newResource(call: Call, kind: "ipset" | "webacl", { Name, Tags }: In<"CreateIPSet" | "CreateWebACL">) {
  const Id = call.newUuid();
  const ARN = arnOf(call, kind, Name, Id);
  return { Id, Name, ARN, LockToken: call.newUuid(), region: call.region, tags: tagsOf(Tags) };
}

/**
 * `check` throws where what the edit's own guards ask for no longer holds.
 *
 * @throws WAFDuplicateItemException where the region has one of this name
 */
export async function createResource(
  call: Call,
  work: (edit: DocumentEdit) => void,
  check: () => Promise<unknown> = async () => undefined,
): Promise<void> {
  try {
    await call.documents.create(work);
  } catch (error) {
    if (!(error instanceof RevisionMoved)) throw error;
    await check();
    throw duplicateItem();
  }
}

/**
 * By its id and its name, both of which policies have decided on.
 *
 * @throws WAFNonexistentItemException unless the caller's region has such a one
 */
export async function findResource<K extends WafCollection>(
  call: Call,
  kind: K,
  { Id = "", Name = "" }: { Id?: string | undefined; Name?: string | undefined },
): Promise<DocumentKinds[K]> {
  return checked(call, await call.documents.get(kind, Id), ({ Name: own }) => own === Name);
}

/** By its ARN. */
export async function findByArn<K extends WafCollection>(call: Call, kind: K, arn: string): Promise<DocumentKinds[K]> {
  return checked(call, await call.documents.get(kind, idOf(arn)), ({ ARN }) => ARN === arn);
}

function checked<K extends WafCollection>(
  call: Call,
  found: StoredDocument<K> | null,
  isMeant: (body: DocumentKinds[K]) => boolean,
): DocumentKinds[K] {
  const body = found?.body;
  if (!body || body.region !== call.region || !isMeant(body)) throw nonexistentItem();
  return body;
}

/**
 * Changes or removes a resource for a writer that has read it with this lock token.
 *
 * @throws WAFNonexistentItemException, WAFOptimisticLockException
 */
export async function editResource<K extends WafCollection, R>(
  call: Call,
  kind: K,
  { Id, Name, LockToken }: { Id: string; Name: string; LockToken: string },
  work: (before: DocumentKinds[K], edit: DocumentEdit) => Promise<R>,
): Promise<R> {
  const outcome = await call.documents.edit(kind, Id, async (document, edit) => {
    const before = checked(call, document, ({ Name: own }) => own === Name);
    if (before.LockToken !== LockToken) throw optimisticLock();
    return { result: await work(before, edit) };
  });
  if (!outcome) throw nonexistentItem();
  return outcome.result;
}

/** @param unused an SQL condition on the ARN: nothing needs the resource */
export async function deleteResource(
  call: Call,
  kind: WafCollection,
  input: { Id: string; Name: string; LockToken: string },
  unused: string,
): Promise<Record<string, never>> {
  return editResource(call, kind, input, async ({ Id, ARN }, edit) => {
    const { db } = call.documents;
    if (!(await holds(db, unused, ARN))) throw associatedItem();
    edit.statements.push(guard(db, unused, ARN));
    edit.remove(kind, Id);
    return {};
  });
}

const LARGEST_PAGE = 100;

/** A page of the resources of the caller's region. */
export async function listResources<K extends WafCollection>(
  call: Call,
  kind: K,
  input: { NextMarker?: string | undefined; Limit?: number | undefined },
): Promise<{ items: DocumentKinds[K][]; NextMarker?: string }> {
  const rows = await call.documents.list(kind, { after: input.NextMarker ?? "" });
  const own = rows.map(({ body }) => body).filter(({ region }) => region === call.region);
  const items = own.slice(0, input.Limit ?? LARGEST_PAGE);
  const last = items.at(-1);
  return { items, ...(last && own.length > items.length ? { NextMarker: last.Id } : {}) };
}

/** What lists show of a resource. */
export function summaryOf({ Name, Id, ARN, Description = "", LockToken }: DocumentKinds[WafCollection]) {
  return { Name, Id, ARN, Description, LockToken };
}
