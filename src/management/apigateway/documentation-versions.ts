import type { DocumentationVersion } from "@aws-sdk/client-api-gateway";
import type { Documented } from "../../model/api.ts";
import type { DefinitionReader } from "../../storage/definitions.ts";
import { badRequest, conflict } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { limitOf, pageOf, positionOf } from "../pages.ts";
import { type PatchTable, applyPatches, listingRefusals } from "../patch.ts";
import { textRow } from "../patch-rows.ts";
import { editRestApi, readRestApi } from "./edit-rest-api.ts";
import { unknownDocumentationVersion } from "./missing.ts";
import { putRestStage } from "./stage-plan.ts";
import { findStage } from "./stages.ts";

/** What UpdateDocumentationVersion may patch (API reference, "Patch Operations"). */
const patches: PatchTable<DocumentationVersion> = { refusals: listingRefusals, paths: [textRow("description")] };

/** Keeps the documentation parts as they are now under a name, for a stage where one is named. */
export async function createDocumentationVersion(
  call: Call,
  input: Input<"apigateway", "CreateDocumentationVersion">,
): Promise<Output<"apigateway", "CreateDocumentationVersion">> {
  const { restApiId, documentationVersion: version, description, stageName } = input;
  return editRestApi(call, restApiId, async (edit) => {
    if (version === "") throw badRequest("Documentation version cannot be empty");
    if (await edit.get("documentationVersion", version)) throw conflict("Documentation version already exists");
    const documentationParts = (await edit.list("documentationPart")).map(({ body }) => body);
    const row = { version, createdDate: call.now(), ...(description ? { description } : {}), documentationParts };
    edit.put("documentationVersion", version, row);
    if (stageName) {
      const stage = await findStage(edit, stageName);
      await putRestStage(edit, { ...stage, documentationVersion: version, lastUpdatedDate: call.now() });
    }
    return answer(row);
  });
}

export async function getDocumentationVersion(
  call: Call,
  { restApiId, documentationVersion }: Input<"apigateway", "GetDocumentationVersion">,
): Promise<Output<"apigateway", "GetDocumentationVersion">> {
  return answer(await findVersion(await readRestApi(call, restApiId), documentationVersion));
}

export async function getDocumentationVersions(
  call: Call,
  input: Input<"apigateway", "GetDocumentationVersions">,
): Promise<Output<"apigateway", "GetDocumentationVersions">> {
  const api = await readRestApi(call, input.restApiId);
  const limit = limitOf(input.limit);
  const rows = await api.list("documentationVersion", { after: positionOf(input.position), limit: limit + 1 });
  const { items, next } = pageOf(rows, limit);
  return { items: items.map(({ body }) => answer(body)), position: next };
}

export async function updateDocumentationVersion(
  call: Call,
  { restApiId, documentationVersion, patchOperations = [] }: Input<"apigateway", "UpdateDocumentationVersion">,
): Promise<Output<"apigateway", "UpdateDocumentationVersion">> {
  return editRestApi(call, restApiId, async (edit) => {
    const version = { ...(await findVersion(edit, documentationVersion)) };
    applyPatches(version, patchOperations, patches);
    if (!version.description) delete version.description;
    edit.put("documentationVersion", documentationVersion, version);
    return answer(version);
  });
}

/** Removes a version; stages that had it have none then. */
export async function deleteDocumentationVersion(
  call: Call,
  { restApiId, documentationVersion }: Input<"apigateway", "DeleteDocumentationVersion">,
): Promise<Output<"apigateway", "DeleteDocumentationVersion">> {
  return editRestApi(call, restApiId, async (edit) => {
    await findVersion(edit, documentationVersion);
    edit.remove("documentationVersion", documentationVersion);
    for (const { body } of await edit.list("restStage")) {
      const { documentationVersion: held, ...stage } = body;
      if (held === documentationVersion) await putRestStage(edit, stage);
    }
    return {};
  });
}

async function findVersion(api: DefinitionReader, version: string): Promise<DocumentationVersion & Documented> {
  const row = await api.get("documentationVersion", version);
  if (!row) throw unknownDocumentationVersion();
  return row;
}

/** A version without its parts: those are seen in exports. */
function answer({ documentationParts: _kept, ...version }: DocumentationVersion & Documented): DocumentationVersion {
  return version;
}
