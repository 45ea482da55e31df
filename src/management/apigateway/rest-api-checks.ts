import type { EndpointConfiguration, RestApi } from "@aws-sdk/client-api-gateway";
import { badRequest } from "../../wire/faults.ts";

const MOST_COMPRESSION_BYTES = 10_485_760;
const SECURITY_POLICY = /^(?:TLS_1_[0-2]|SecurityPolicy_\w+)$/;
const ACCESS_MODES = ["BASIC", "STRICT"];

/** An endpoint configuration with AWS's defaults: EDGE, and the address type that goes with the endpoint type. */
export function completeEndpoint(given: EndpointConfiguration | undefined): EndpointConfiguration {
  const types = given?.types ?? ["EDGE"];
  return { ...given, types, ipAddressType: given?.ipAddressType ?? (types.includes("PRIVATE") ? "dualstack" : "ipv4") };
}

/** What AWS refuses of the TLS settings of REST APIs and custom domain names (developer guide, "Security policies for REST APIs"). */
export function checkSecurityPolicy(of: {
  securityPolicy?: string | undefined;
  endpointAccessMode?: string | undefined;
}): void {
  const { securityPolicy = "", endpointAccessMode } = of;
  // AWS adds policies from time to time: their form is checked.
  if (securityPolicy !== "" && !SECURITY_POLICY.test(securityPolicy)) {
    throw badRequest(`Invalid security policy: ${securityPolicy}`);
  }
  if (endpointAccessMode !== undefined && !ACCESS_MODES.includes(endpointAccessMode)) {
    throw badRequest("endpointAccessMode must be either BASIC or STRICT.");
  }
  if (securityPolicy.startsWith("SecurityPolicy_") && endpointAccessMode === undefined) {
    throw badRequest("Endpoint access mode is required for the specified security policy");
  }
}

/** What AWS refuses of a REST API's settings, in its words and order. */
export function checkRestApi(api: RestApi): void {
  if (!api.name) throw badRequest("No Rest API name specified");
  const size = api.minimumCompressionSize;
  if (size !== undefined && !(size >= 0 && size <= MOST_COMPRESSION_BYTES)) {
    throw badRequest("Invalid minimum compression size, must be between 0 and 10485760");
  }
  checkSecurityPolicy(api);
  const { types = [], ipAddressType, vpcEndpointIds = [] } = api.endpointConfiguration ?? {};
  if (types.length === 0) throw badRequest("REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.");
  if (types.length > 1) throw badRequest("Cannot create an api with multiple Endpoint Types.");
  if (vpcEndpointIds.length > 0 && !types.includes("PRIVATE")) {
    throw badRequest("VPCEndpoints can only be specified with PRIVATE apis.");
  }
  if (types.includes("PRIVATE") && ipAddressType !== "dualstack") {
    throw badRequest("Only dualstack ipAddressType is supported for Private APIs.");
  }
}
