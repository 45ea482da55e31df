import type { Integration } from "@aws-sdk/client-api-gateway";
import { badRequest, notFound } from "../../wire/faults.ts";
import { type PatchPath, type PatchTable, shortRefusals } from "../patch.ts";
import { numberRow, textRow } from "../patch-rows.ts";
import { itemRows, mapRow } from "./map-rows.ts";
import { unknownContentType, unknownParameter } from "./missing.ts";

type EnumMember = "connectionType" | "contentHandling" | "responseTransferMode";

/** A member that takes a few values only; without a value it is cleared. */
export function enumRow<T extends { [P in K]?: string | undefined }, K extends EnumMember>(
  key: K,
  values: readonly string[],
): PatchPath<T> {
  return {
    path: `/${key}`,
    ops: ["replace"],
    apply(target, { value, path }) {
      if (value !== undefined && value !== "" && !values.includes(value)) {
        throw badRequest(`Invalid value ${value} for patch path ${path}. Valid options are ${values.join(",")}`);
      }
      // The value was found among those of the member's type.
      target[key] = (value === "" ? undefined : value) as T[K];
    },
  };
}

/** Members that a MOCK integration does not have. */
function exceptMock(row: PatchPath<Integration>): PatchPath<Integration> {
  return {
    ...row,
    apply(integration, match) {
      if (integration.type === "MOCK") throw badRequest(`Invalid patch path ${match.path}`);
      row.apply(integration, match);
    },
  };
}

const tlsConfig: PatchPath<Integration> = {
  path: "/tlsConfig/insecureSkipVerification",
  ops: ["replace"],
  apply(integration, { value }) {
    integration.tlsConfig = { insecureSkipVerification: value?.toLowerCase() === "true" };
  },
};

const template = { missing: unknownContentType, read: (value = ""): string => value };

/** What UpdateIntegration may patch (API reference, "Patch Operations"; `/credentials` is missing there, but taken). */
export const integrationPatches: PatchTable<Integration> = {
  refusals: shortRefusals,
  paths: [
    itemRows<Integration>("cacheKeyParameters", {
      by: "path",
      missing: () => notFound("Invalid cache key parameter specified"),
      ops: ["add", "replace", "remove"],
      emptyList: true,
    }),
    textRow("cacheNamespace"),
    textRow("connectionId"),
    enumRow("connectionType", ["INTERNET", "VPC_LINK"]),
    enumRow("contentHandling", ["CONVERT_TO_BINARY", "CONVERT_TO_TEXT"]),
    textRow("credentials"),
    exceptMock(textRow("httpMethod")),
    textRow("integrationTarget"),
    textRow("passthroughBehavior"),
    mapRow<Integration, string>("requestParameters", { ...template, missing: unknownParameter }),
    mapRow<Integration, string>("requestTemplates", template),
    enumRow("responseTransferMode", ["BUFFERED", "STREAM"]),
    numberRow("timeoutInMillis"),
    tlsConfig,
    exceptMock(textRow("uri")),
  ],
};
