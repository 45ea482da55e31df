import type { Resource } from "@aws-sdk/client-api-gateway";
import { badRequest } from "../../wire/faults.ts";
import { type PatchPath, type PatchTable, listingRefusals } from "../patch.ts";

function placeRow(key: "parentId" | "pathPart"): PatchPath<Resource> {
  return {
    path: `/${key}`,
    ops: ["replace"],
    apply(resource, { value = "" }) {
      if (resource.parentId === undefined) throw badRequest(`Root resource cannot update its ${key}.`);
      resource[key] = value;
    },
  };
}

/** What UpdateResource may patch (API reference, "Patch Operations"). */
export const resourcePatches: PatchTable<Resource> = {
  refusals: listingRefusals,
  paths: [placeRow("parentId"), placeRow("pathPart")],
};
