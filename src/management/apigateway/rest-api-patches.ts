import type { RestApi } from "@aws-sdk/client-api-gateway";
import { badRequest } from "../../wire/faults.ts";
import { type PatchPath, type PatchTable, shortRefusals } from "../patch.ts";
import { flagRow, itemRow, textRow } from "../patch-rows.ts";

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
    api.endpointConfiguration = {
      ...api.endpointConfiguration,
      vpcEndpointIds: op === "add" ? [...others, wanted] : others,
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
    textRow("name"),
    textRow("description", ["replace", "remove"]),
    textRow("policy", ["replace", "remove"]),
    textRow("version"),
    keySource,
    compression,
    flagRow("disableExecuteApiEndpoint"),
    itemRow("binaryMediaTypes"),
    endpointType,
    ipAddressType,
    vpcEndpoint,
    vpcEndpoints,
  ],
};
