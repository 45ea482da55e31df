import type { RestApi } from "@aws-sdk/client-api-gateway";
import { badRequest, notFound } from "../../wire/faults.ts";
import { type PatchPath, type PatchTable, shortRefusals } from "../patch.ts";
import { flagRow, textRow } from "../patch-rows.ts";
import { itemRows } from "./map-rows.ts";

const ENDPOINT_TYPES = ["REGIONAL", "EDGE", "PRIVATE"];

const endpointType: PatchPath<RestApi> = {
  path: "/endpointConfiguration/types/{type}",
  ops: ["replace"],
  apply(api, { value = "" }) {
    if (!ENDPOINT_TYPES.includes(value)) {
      throw badRequest(`Invalid EndpointTypes specified. Valid options are ${ENDPOINT_TYPES.join(",")}`);
    }
    const ipAddressType = value === "PRIVATE" ? "dualstack" : (api.endpointConfiguration?.ipAddressType ?? "ipv4");
    api.endpointConfiguration = { ...api.endpointConfiguration, types: [value as "REGIONAL"], ipAddressType };
  },
};

/** Adding or removing a type is refused in words of its own: recorded so. */
const endpointTypeOtherwise: PatchPath<RestApi> = {
  path: "/endpointConfiguration/types/{type}",
  ops: ["add", "remove"],
  apply() {
    throw badRequest("Invalid patch operation specified. Must be 'add'|'remove'|'replace'");
  },
};

const accessMode: PatchPath<RestApi> = {
  path: "/endpointAccessMode",
  ops: ["replace"],
  // What is no such mode is refused with the whole API, as is a policy that is none. An empty one goes with a policy that needs none.
  apply(api, { value = "" }) {
    if (value === "") delete api.endpointAccessMode;
    else api.endpointAccessMode = value as NonNullable<RestApi["endpointAccessMode"]>;
  },
};

const securityPolicy: PatchPath<RestApi> = {
  path: "/securityPolicy",
  ops: ["replace"],
  apply: (api, { value = "" }) => void (api.securityPolicy = value as NonNullable<RestApi["securityPolicy"]>),
};

const ipAddressType: PatchPath<RestApi> = {
  path: "/endpointConfiguration/ipAddressType",
  ops: ["replace"],
  apply(api, { value }) {
    if (value !== "ipv4" && value !== "dualstack") throw badRequest("ipAddressType must be either ipv4 or dualstack.");
    api.endpointConfiguration = { ...api.endpointConfiguration, ipAddressType: value };
  },
};

const vpcEndpoint: PatchPath<RestApi> = {
  path: "/endpointConfiguration/vpcEndpointIds/{id}",
  ops: ["add", "remove"],
  apply(api, { op, names: [id = ""], value }) {
    const wanted = value ?? id;
    const others = (api.endpointConfiguration?.vpcEndpointIds ?? []).filter((one) => one !== wanted);
    const vpcEndpointIds = op === "add" ? [...others, wanted] : others;
    api.endpointConfiguration = {
      ...api.endpointConfiguration,
      vpcEndpointIds: vpcEndpointIds.length === 0 ? undefined : vpcEndpointIds,
    };
  },
};

const vpcEndpoints: PatchPath<RestApi> = {
  ...vpcEndpoint,
  path: "/endpointConfiguration/vpcEndpointIds",
};

const compression: PatchPath<RestApi> = {
  path: "/minimumCompressionSize",
  ops: ["replace"],
  apply(api, { value }) {
    if (value === undefined || value === "") delete api.minimumCompressionSize;
    else api.minimumCompressionSize = /^\d+$/.test(value) ? Number(value) : -1;
  },
};

const keySource: PatchPath<RestApi> = {
  path: "/apiKeySource",
  ops: ["replace"],
  apply(api, { value }) {
    if (value !== "HEADER" && value !== "AUTHORIZER") throw badRequest(`Invalid API key source specified: ${value}`);
    api.apiKeySource = value;
  },
};

/** What UpdateRestApi may patch (API reference, UpdateRestApi; "Patch Operations"). */
export const restApiPatches: PatchTable<RestApi> = {
  refusals: shortRefusals,
  paths: [
    keySource,
    itemRows<RestApi>("binaryMediaTypes", {
      by: "path",
      missing: () => notFound("Binary media type specified was not found"),
      ops: ["add", "replace", "remove"],
    }),
    textRow("description", ["add", "replace", "remove"]),
    flagRow("disableExecuteApiEndpoint"),
    endpointType,
    endpointTypeOtherwise,
    vpcEndpoint,
    vpcEndpoints,
    ipAddressType,
    accessMode,
    compression,
    textRow("name"),
    textRow("policy"),
    securityPolicy,
  ],
};
