import type { DocumentationPart } from "@aws-sdk/client-api-gateway";
import type { DefinitionReader } from "../../storage/definitions.ts";
import { badRequest, conflict } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { limitOf, pageOf, positionOf } from "../pages.ts";
import { withoutEmptyTexts } from "../apigatewayv2/change.ts";
import { type PatchTable, applyPatches, listingRefusals } from "../patch.ts";
import { textRow } from "../patch-rows.ts";
import { documentationPartKey } from "./documentation-keys.ts";
import { checkPlaceOfPart, placesOf } from "./documentation-places.ts";
import { type RestEdit, editRestApi, readRestApi } from "./edit-rest-api.ts";
import { unknownDocumentationPart } from "./missing.ts";

/** What UpdateDocumentationPart may patch (API reference, "Patch Operations"). */
const patches: PatchTable<DocumentationPart> = { refusals: listingRefusals, paths: [textRow("properties")] };

export async function createDocumentationPart(
  call: Call,
  { restApiId, location: given, properties }: Input<"apigateway", "CreateDocumentationPart">,
): Promise<Output<"apigateway", "CreateDocumentationPart">> {
  return editRestApi(call, restApiId, async (edit) => {
    const location = withoutEmptyTexts(given);
    checkPlaceOfPart(location);
    if (await edit.byName("documentationPart", documentationPartKey(location))) {
      const place = Object.entries(location).map(([field, value]) => `${field} '${value}'`);
      throw conflict(`Documentation part already exists for the specified location: ${place.join(", ")}`);
    }
    return putPart(edit, { id: call.newId(6), location, properties });
  });
}

export async function getDocumentationPart(
  call: Call,
  { restApiId, documentationPartId }: Input<"apigateway", "GetDocumentationPart">,
): Promise<Output<"apigateway", "GetDocumentationPart">> {
  return findPart(await readRestApi(call, restApiId, unknownDocumentationPart), documentationPartId);
}

/** The parts that there are or, on demand, the places that lack one; both in the order of their places, as AWS's list was recorded. */
export async function getDocumentationParts(
  call: Call,
  input: Input<"apigateway", "GetDocumentationParts">,
): Promise<Output<"apigateway", "GetDocumentationParts">> {
  const api = await readRestApi(call, input.restApiId);
  const parts = await api.list("documentationPart");
  const rows = input.locationStatus === "UNDOCUMENTED" ? await undocumented(api, parts) : parts.map(byPlace);
  const after = positionOf(input.position);
  const ordered = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const wanted = ordered.filter(({ id, body: { location = { type: undefined } } }) => {
    const { type, path, nameQuery } = input;
    return (
      id > after &&
      (type === undefined || location.type === type) &&
      (path === undefined || location.path === path) &&
      (nameQuery === undefined || (location.name ?? "").startsWith(nameQuery))
    );
  });
  const { items, next } = pageOf(wanted, limitOf(input.limit));
  return { items: items.map(({ body }) => body), position: next };
}

/** A part, or a place that lacks one, by the key of its place. */
interface PlacedPart {
  id: string;
  body: DocumentationPart;
}

const byPlace = ({ body }: { body: DocumentationPart }): PlacedPart => ({
  id: documentationPartKey(body.location ?? {}),
  body,
});

async function undocumented(api: DefinitionReader, parts: { body: DocumentationPart }[]): Promise<PlacedPart[]> {
  const documented = new Set(parts.map((part) => byPlace(part).id));
  const places = (await placesOf(api)).map((location) => byPlace({ body: { location } }));
  return places.filter(({ id }) => !documented.has(id));
}

export async function updateDocumentationPart(
  call: Call,
  { restApiId, documentationPartId, patchOperations = [] }: Input<"apigateway", "UpdateDocumentationPart">,
): Promise<Output<"apigateway", "UpdateDocumentationPart">> {
  const work = async (edit: RestEdit): Promise<DocumentationPart> => {
    const part = { ...(await findPart(edit, documentationPartId)) };
    applyPatches(part, patchOperations, patches);
    return putPart(edit, part);
  };
  return editRestApi(call, restApiId, work, unknownDocumentationPart);
}

export async function deleteDocumentationPart(
  call: Call,
  { restApiId, documentationPartId }: Input<"apigateway", "DeleteDocumentationPart">,
): Promise<Output<"apigateway", "DeleteDocumentationPart">> {
  return editRestApi(call, restApiId, async (edit) => {
    await findPart(edit, documentationPartId);
    edit.remove("documentationPart", documentationPartId);
    return {};
  });
}

function putPart(edit: RestEdit, part: DocumentationPart): DocumentationPart {
  const { id = "", location, properties = "" } = part;
  if (properties === "") throw badRequest("Documentation part properties must be non-empty");
  if (!isJsonObject(properties)) throw badRequest("Documentation part properties must be a JSON object");
  edit.put("documentationPart", id, part, { name: documentationPartKey(location ?? {}) });
  return part;
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

async function findPart(api: DefinitionReader, id: string): Promise<DocumentationPart> {
  const part = await api.get("documentationPart", id);
  if (!part) throw unknownDocumentationPart();
  return part;
}
