import type { Method } from "@aws-sdk/client-api-gateway";
import { type PatchTable, shortRefusals } from "../patch.ts";
import { flagRow, textRow } from "../patch-rows.ts";
import { itemRows, mapRow } from "./map-rows.ts";
import { unknownContentType, unknownParameter } from "./missing.ts";
import { notFound } from "../../wire/faults.ts";

/** Whether a parameter is required, as patch operations write it: `true` in any case, all else is false. */
export const readFlag = (value: string | undefined): boolean => value?.toLowerCase() === "true";

/** What UpdateMethod may patch (API reference, "Patch Operations"). */
export const methodPatches: PatchTable<Method> = {
  refusals: shortRefusals,
  paths: [
    itemRows<Method>("authorizationScopes", {
      by: "value",
      missing: () => notFound("Authorization scope specified was not found"),
    }),
    textRow("authorizationType"),
    textRow("authorizerId"),
    flagRow("apiKeyRequired"),
    textRow("operationName"),
    mapRow<Method, boolean>("requestParameters", { missing: unknownParameter, read: readFlag }),
    mapRow<Method, string>("requestModels", { missing: unknownContentType, read: (value = "") => value }),
    textRow("requestValidatorId"),
  ],
};
