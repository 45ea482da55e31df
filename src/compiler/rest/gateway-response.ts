import type { GatewayResponse } from "@aws-sdk/client-api-gateway";
import type { GatewayResponsePlan, GatewayTemplate } from "../../plan/rest-api.ts";
import { parseMappingSource } from "./mapping.ts";

const HEADER_PREFIX = "gatewayresponse.header.";
const NAME = String.raw`(?:context|stageVariables|method\.request)\.[A-Za-z0-9_.-]*[A-Za-z0-9_]`;
const REFERENCE = new RegExp(String.raw`\$\{(${NAME})\}|\$(${NAME})`, "g");

/** Compiles a gateway response that the user has put. */
export function compileGatewayResponse(response: GatewayResponse): GatewayResponsePlan {
  const parameters = Object.entries(response.responseParameters ?? {});
  return {
    statusCode: response.statusCode === undefined ? null : Number(response.statusCode),
    parameters: parameters
      .filter(([target]) => target.startsWith(HEADER_PREFIX))
      .map(([target, source]) => ({ name: target.slice(HEADER_PREFIX.length), source: parseMappingSource(source) })),
    templates: Object.entries(response.responseTemplates ?? {}).map(([type, text]) => [
      type,
      parseGatewayTemplate(text),
    ]),
  };
}

/** Gateway response templates know plain references only, no Velocity (developer guide, "Gateway responses in API Gateway"). */
function parseGatewayTemplate(text: string): GatewayTemplate {
  const template: GatewayTemplate = [];
  let at = 0;
  for (const match of text.matchAll(REFERENCE)) {
    if (match.index > at) template.push({ kind: "text", text: text.slice(at, match.index) });
    template.push({ kind: "reference", name: match[1] ?? match[2] ?? "" });
    at = match.index + match[0].length;
  }
  if (at < text.length) template.push({ kind: "text", text: text.slice(at) });
  return template;
}
